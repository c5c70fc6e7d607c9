package server

import "nrmdesk/internal/nrm/consent"

// sheetWords are the words of the pages on which a sheet is written.
var sheetWords = words{
	fields: sheetFields(),
	messages: map[string]string{
		"language_tag/not_a_tag":      "Enter a language tag like cy, ar or zh-Hant",
		"direction/written_otherwise": "{0} is written the other way",
	},
}

func sheetFields() map[string]string {
	fields := map[string]string{
		"language_name": "the language", "own_name": "the language’s own name", "language_tag": "the language tag", "direction": "how it is written",
		"title": "the title", "opening": "the beginning", "closing": "the end", "translator": "who wrote or translated it", "translated_on": "when it was translated",
	}
	english := consent.Shipped()[0]
	for _, p := range consent.Points {
		name := "“" + english.Section(p.ID).Heading + "”"
		fields["heading_"+p.ID], fields["text_"+p.ID] = "the heading of "+name, "the text of "+name
	}
	return fields
}
