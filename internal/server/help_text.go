package server

import "nrmdesk/internal/render"

// helpPages are the words of the open pages. Each must be true of this program
// as it is: change the page when the program changes.
var helpPages = map[string]helpText{
	"/help/safety": {"Help and safety", []helpSection{
		{
			Paragraphs: []string{"If you or somebody else is in danger now, call 999 and ask for the police."},
			Items: []string{
				"999: an emergency. If you cannot speak on a mobile phone, press 55 when asked.",
				"101: the police, when nobody is in danger just now.",
				"18000: the emergency number for text relay, if you cannot hear or speak.",
			},
		},
		{
			Heading: "Leave quickly",
			Paragraphs: []string{
				"The Quick exit button is on every page after sign-in, on this one and on the explanation sheets. It signs you out and opens a page that says nothing about this service.",
				"After sign-in, press Shift three times to do the same. On this page and on the explanation sheets, when nobody is signed in, Escape does it too.",
				"Quick exit cannot take earlier pages out of the history of the browser. On a shared computer, use a private window.",
			},
		},
		{
			Heading: "Contact the client safely",
			Items: []string{
				"Use only the ways, numbers and hours on the case. They stand at the top of every page of the case.",
				"Check every call, message and letter on the page Contact of the case before you make it. It stops what the client did not call safe: another way or number, the wrong hours, a voicemail, a number known to be an exploiter’s.",
				"Record there what came of it. If the code word is wrong, end the call with an everyday sentence and tell your supervisor.",
				"Do not leave a voicemail unless the case says so.",
				"Before you ask anything, check that the client is alone and that it is safe to talk.",
				"Do not use somebody who came with the client as an interpreter.",
			},
		},
	}},
	"/help": {"Help", []helpSection{
		{Paragraphs: []string{"NRM Desk keeps the cases of first responders in the National Referral Mechanism (NRM): consent, referral, decisions, dates and handoffs to support."}},
		{
			Heading: "Who to ask",
			Items: []string{
				"You cannot sign in, or your role or team is wrong: the person who looks after accounts in your organisation.",
				"A page shows a reference instead of what you expected: give it to the person who runs this service.",
				"What to do on a case: your supervisor.",
			},
			Links: []render.Link{{Text: "Help and safety", Href: "/help/safety"}, {Text: "Support directory", Href: "/support-directory"}, {Text: "Check a proof pack", Href: proofHelp}, {Text: "Bring cases in from a spreadsheet", Href: importHelp}, {Text: "Rules and bank holidays that dates are counted with", Href: "/rules"}},
		},
		{
			Heading: "Consent",
			Paragraphs: []string{
				"Ask an adult about each thing by itself: the referral, support, helping an investigation, who may be told, who may write to whom. Nothing is chosen beforehand, and “needs more time” is an answer: the day to ask again becomes a date of the case.",
				"A child, or somebody who may be one, is not asked, and nobody can answer for them. Record what was explained. At 18, or when an assessment finds an adult, they answer for themselves, and nothing carries over.",
			},
			Items: []string{
				"Whether something may be shared is read from the answers at the moment of sharing, for that recipient. The page of the handoff says what it rests on, or why it cannot be shared.",
				"To take something back, open Consent, Record a withdrawal. What was not sent is stopped, and each recipient who holds something becomes a task until they were told and have acknowledged it.",
				"A wrong record is marked as recorded in error. It stays to be read. If that would allow more than before, a supervisor looks first.",
				"In serious danger, or when the law requires it, ask a supervisor to agree to one sharing without consent. The referral itself is never made that way.",
				"A receipt says in plain words what the client answered. Make one only when it is safe for them to have it.",
				"Why your organisation may hold the record is another question, with a page of its own. It is never called consent.",
			},
			Links: []render.Link{{Text: "Explanation sheets", Href: "/sheets"}},
		},
		{
			Heading: "The three ways of a referral",
			Items: []string{
				"An adult who agrees is referred. A child, or somebody who may be one, is referred without being asked: the local authority comes first, and safeguarding and a guardian are next steps from the first day.",
				"An adult who says no is not referred. A body that the law lists reports the refusal in England and Wales (Duty to Notify); others may report it. The report names the client only if they said yes to that question.",
				"The report is written here like a referral, with only the questions a report asks, and needs no second person. Copy it across, then record it as sent: a copy of exactly what it said is kept. A report written straight into the official form can be recorded, too, without a copy.",
				"A change of age, of consent or of an answer can leave out what was written. You see it before it is saved. It is kept, never sent, and goes again if the change is taken back.",
			},
		},
		{
			Heading: "Handoffs, your inbox and asking again",
			Paragraphs: []string{
				"A handoff asks somebody to take over part of the help. Your team stays responsible for the client until they accept.",
			},
			Items: []string{
				"Before it is sent you see the envelope as the recipient will: each item and document, what the sharing rests on, what is held back and why, and until when they may keep it. It is stored as sent.",
				"Handoffs for you, your team or your organisation are under Handoffs, Inbox. The list names no client. Open one to read it, then accept, ask a question or decline; after you accept, say when you have spoken to the client.",
				"You see the envelope, not the case. The sender sees when it was opened and what you answer. An administrator decides on the directory page whether other organisations can send to your inbox.",
				"For a handoff by phone, post, secure email or in person, name who took it and the day you ask again. That day is with the dates of the case. If nobody answers, press Ask again on the handoff: the page has the words to use, names no client, and logs what came of it.",
				"If the client takes consent back, handoffs nobody has accepted are taken back at once: the inbox shows that, and no longer what was in them. Handoffs still being written are dropped. Tell the recipients all the same.",
			},
		},
		{
			Heading: "One-time links",
			Paragraphs: []string{
				"A recipient without an account reads a handoff and answers it by a link that comes by email and opens with a code. Send it from the page of the handoff.",
			},
			Items: []string{
				"The code is shown once. Read it out by phone, on a number from the directory or one you already know. Never send it by email or text.",
				"The link works for a short time and can be opened a few times. A few wrong codes lock it for good. In each case send a new link: the old one ends at once.",
				"The page of the handoff says whether the link was opened, when, and what was done. Opening the address without the code counts as nothing, so programs that look through emails do no harm.",
				"Stop the link, take the handoff back, or record that the client withdrew consent: whoever is reading sees nothing more on their next page. What they have read or saved cannot be called back, so tell them, too.",
				"What you record as your answer to a question of theirs is shown to them by the link.",
			},
		},
		{
			Heading: "After a referral is sent",
			Paragraphs: []string{
				"What was sent never changes. What follows is recorded beside it: open the referral of the case, then After sending. You tell the authority yourself; the record says when, how and to whom.",
			},
			Items: []string{
				"An amendment alters an answer. It asks the question of the form again, with a reason, and shows before and after. Where a second person approved the referral, a second person approves the amendment before it takes its place.",
				"An amendment cannot be edited. A wrong one is taken back by a further one. Until the authority is told of an amendment or a new contact, it is one of the dates of the case.",
				"A change of contact starts from an empty box. The safe contact of the client is never passed on from there, and what they do not want passed on stays in the case.",
				"When the authority asks for more, the last day for the answer is the one in the letter. Each letter stays open until its own reply is recorded.",
				"A draft begun in the official form is deleted 28 days after it was last saved. Record that you began or saved one, and you are reminded.",
			},
		},
		{
			Heading: "A case and the team",
			Items: []string{
				"A supervisor ticks cases on the page of the team and gives them to somebody else. What moves with each, and who would carry how much, is shown before anything moves. A case somebody changed meanwhile stays, and is named.",
				"If you know the client or have another conflict of interest, tell a supervisor. They can hide a case from you or from anybody else by name, whatever their role: to them it is as if it did not exist.",
				"A single next step can be given to a colleague of the team, from the page of the step. They find it in their next steps; whoever holds the case still sees it there, too.",
				"Leave cover ends by itself after its last day. A case that is hidden from the cover stays hidden: its reminders go to the supervisors.",
			},
		},
		{
			Heading: "Needs and wishes",
			Items: []string{
				"A needs check asks about everything a client can ask for. It takes a few minutes on a telephone, can be saved half-way, and what is not asked stays as it stands. It is asked for at the start, after each decision, every four weeks, and before support ends; administrators change when, in the list of next steps.",
				"Each need has a state, an owner and its handoffs. A need that is wanted and that nobody sees to becomes a next step. Closing a handoff asks what became of the needs it was made for.",
				"Wishes say whom the client would rather speak to, and where it is not safe for them to be sent. Services that name such a place are marked. Few services say where they are, so ask.",
				"The move-on plan says who holds each thread after the case is closed. Print it for the client only when it is safe for them to have it.",
			},
		},
		{
			Heading: "Documents",
			Items: []string{
				"PDF, JPG, PNG, HEIC, DOC and DOCX up to 25 MB each. What a file is, is told by its content and not by its name.",
				"Documents are encrypted, and are only ever downloaded. Open them in a program that is kept up to date.",
				"Location and camera details can be removed from a JPG or PNG when you add it. A HEIC photograph must be saved as JPG first.",
				"If your organisation uses a virus scanner that does not answer, a document is held and nobody can open it until it was scanned. The Health page of administrators says whether a scanner is used.",
			},
		},
		{
			Heading: "Who looked, and auditing",
			Items: []string{
				"Every page of a case that you open is recorded in the trail of the case, and so is every try to open a case out of your reach. Supervisors of the team, auditors and administrators can see who looked. Lists and searches are recorded in your own trail.",
				"Looks at night, at many cases within an hour, from outside the team or long after the work on a case ended are marked. That is a question to ask, not a fault. What counts is written on the page, with its source.",
				"Auditors see no names. They can be shown who one record is about, with a reason that supervisors read in the notes of the case.",
				"The checks A1 to A9 are made on what is recorded. “Cannot tell” means that something was never written down, not that it is wrong.",
				"A sample can be drawn again by anybody: the same seed and the same records give the same sample.",
				"The report reads the trails while others work, and says up to which entry it read.",
			},
		},
		{
			Heading: "What NRM Desk does not do",
			Items: []string{
				"It does not send anything to the Home Office. You send the referral there and record here that you did.",
				"It does not decide anything. It shows which rule a date comes from, so that you can check it.",
				"It is no legal advice.",
			},
		},
	}},
	importHelp: {"Bring cases in from a spreadsheet", []helpSection{
		{Paragraphs: []string{"Supervisors and administrators bring in the clients of the spreadsheet an organisation has kept so far, under “Bring cases in”, which supervisors find on the page of the team. Each row becomes a case at its first step. Nothing is made until you have seen what every row will become."}},
		{
			Heading: "Make the file ready",
			Items: []string{
				"An Excel workbook (.xlsx) or a CSV file, one row for each client, headings in the first row, up to 10 MB and 10,000 rows. The template has the headings, and a sheet that says what may stand below each. Your own headings do as well: you say what each column holds, and that is remembered.",
				"Dates are read with the day first: 7/3/1990 is 7 March 1990. A year of two digits is the latest one that is not in the future.",
				"Of a workbook the first sheet is read. Merged cells, macros and formulas without a result are refused, with the place where they are.",
				"A phone number is used to recognise somebody and not to call them, unless a column says that it is safe.",
				"What has no place of its own is kept as a note of the case. Consent, referrals and decisions are recorded in the case afterwards, with their evidence.",
			},
		},
		{
			Heading: "Check the rows",
			Items: []string{
				"“To put right” names the row, the column and what is wrong. Mend it on the page, or leave the row out. The file itself is not changed.",
				"“May be here already” is a row that looks like a case there is, or like another row. Leave it out, add what it says to that case as a note, or make a new case. Where you may not see the case, ask its supervisor.",
				"All rows are brought in together, or none. You can leave the page while it runs: the work goes on, also when the service is started again.",
			},
		},
		{
			Heading: "Afterwards",
			Items: []string{
				"The file is removed. A file that nobody went on with is removed after a week.",
				"Within 24 hours everything can be taken back. The cases are closed, and who they were about is forgotten. A case somebody has worked on since stays, and is named.",
				"Notes that were added to cases that were there before stay: nothing in a case is removed.",
			},
		},
	}},
	proofHelp: {"Check a proof pack", []helpSection{
		{Paragraphs: []string{
			"A proof pack is a ZIP file with the trail of consent and decisions of one case, or of a sample. It can be checked far from this service: without its database, without a sign-in and without a network.",
		}},
		{
			Heading: "What you need",
			Items: []string{
				"The file, as you got it. Do not unpack it and pack it again: every byte counts.",
				"The public key of the service, given to you in another way than the file: on paper, by telephone, or from a seal that was mailed to you earlier. A key that comes with the file proves nothing.",
				"The program nrmdesk, which is free. It needs no installation and no settings for this.",
			},
		},
		{
			Heading: "How to check it",
			Items: []string{
				"Save the public key as a file, for example key.txt. It is one line that begins with nrmdesk-.",
				"Compare its fingerprint with the one you were told: nrmdesk audit fingerprint key.txt prints it.",
				"Run: nrmdesk audit verify pack.zip --key key.txt",
			},
		},
		{
			Heading: "What the answer means",
			Items: []string{
				"The pack is as it was signed: nothing in it was changed, every trail is whole from its first row to its last, and the rows are in the audit log that was sealed. The exit status is 0.",
				"The proof pack does not hold: the sentence before it names the file, or the first row, that is not as it was. The exit status is 1.",
				"The file or the key cannot be used: it is no proof pack, or no public key. The exit status is 2.",
			},
			Paragraphs: []string{"Open proof.html in the pack to read the trail. It is signed too, but reading it is no check."},
		},
		{
			Heading: "What it does not show",
			Paragraphs: []string{
				"That what was recorded was true when it was written. It shows that nothing was changed afterwards, up to the last seal. Rows written after that seal are in the pack and are named as not proved yet.",
			},
		},
	}},
	"/accessibility": {"Accessibility", []helpSection{
		{Paragraphs: []string{"NRM Desk is meant to be usable by everybody who works with it. We aim for level AA of the Web Content Accessibility Guidelines 2.2."}},
		{
			Heading: "What you can do",
			Items: []string{
				"Use every page by keyboard alone.",
				"Use every page without JavaScript.",
				"Zoom in to 400% without scrolling sideways.",
				"Stay signed in as long as you need: you are warned 5 minutes before the sign-in ends, and what you typed is kept.",
			},
		},
		{
			Heading: "How it is checked",
			Paragraphs: []string{
				"Automatic checks run on the pages with every change. They cannot find everything. NRM Desk has not been audited by an outside body.",
				"If something is hard or impossible for you to use, tell the person who looks after accounts in your organisation.",
			},
		},
	}},
	"/privacy": {"Privacy", []helpSection{
		{Paragraphs: []string{"Your organisation runs this service and is responsible for what it keeps. Its data protection officer answers questions and requests."}},
		{
			Heading: "What is kept about clients",
			Items: []string{
				"What first responders record on a case: safe contact, consent, the referral, decisions, dates and handoffs.",
				"Names, contact details and free text are encrypted in the database.",
				"A case is shared with another organisation only by a handoff, and only the items the client agreed to, or that safeguarding of a child allows.",
				"Emails and page addresses never hold a client's name.",
			},
		},
		{
			Heading: "What is kept about staff",
			Items: []string{
				"Name, work email address, roles, teams, and the password as a hash that cannot be turned back.",
				"Who changed or looked at which case, and when. This trail cannot be edited.",
			},
		},
		{
			Heading: "Consent to a referral is something else",
			Paragraphs: []string{
				"When a client agrees to an NRM referral, this is not the legal basis for keeping the record. Withdrawing that agreement does not delete the record. A client who wants to see or correct what is kept can ask your organisation.",
			},
		},
	}},
	"/cookies": {"Cookies", []helpSection{
		{
			Paragraphs: []string{"NRM Desk uses one cookie, which is strictly necessary. It sets none to count visits or to advertise, so it does not ask you to accept any."},
			Items: []string{
				"nrmdesk-session (its name begins with __Host- on a secure address): says which sign-in is yours. It goes when you sign out or close the browser, and ends by itself when nothing happens for a while.",
			},
		},
		{
			Heading:    "Also kept in the browser",
			Paragraphs: []string{"Whether you hid the personal details of a case may be remembered until the browser is closed. What you type is saved on the server, not in the browser."},
		},
	}},
}
