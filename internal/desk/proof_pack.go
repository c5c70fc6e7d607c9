package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"nrmdesk/internal/access"
	"nrmdesk/internal/audit"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/proofpack"
)

// CasePack says how the proof pack of one case is to be.
type CasePack struct {
	Names bool   // staff by name instead of by role
	Why   string // asked for when names are wanted
}

// ProveCase makes the proof pack of a case: its whole trail and proof that it
// is under the newest seal. That it was made is in the trail of the case. A
// supervisor reaches the cases of their teams, an auditor and the program
// itself every case.
//
// Errors: fault.NotFound, *fault.Invalid on the field why_names.
func (d *Desk) ProveCase(ctx context.Context, actor staff.Actor, ref casefile.Ref, in CasePack, words proofpack.Words) ([]byte, error) {
	if err := d.ask(ctx, actor, access.ProveAudit); err != nil {
		return nil, err
	}
	if in.Names {
		if err := textProblems("why_names", in.Why, maxReason).Err(); err != nil {
			return nil, err
		}
	}
	return d.prove(ctx, actor, words, func(p *proving) error {
		c, err := p.caseOf(ctx, actor, ref)
		if err != nil {
			return err
		}
		note := newID()
		if in.Names {
			if err := p.tx.InsertNote(ctx, postgres.Note{
				ID: note, OrganisationID: c.OrganisationID, CaseID: c.ID, AuthorID: actor.UserID, Kind: postgres.ProofPackNote, Text: in.Why, WrittenAt: d.Now().UTC(),
			}); err != nil {
				return err
			}
		}
		p.pack.Redacted = !in.Names
		return p.add(ctx, actor, c, func(w *work) {
			if in.Names {
				w.fact("staff", "by_name")
				w.because("notes", note)
			}
		})
	})
}

// SamplePart is how many records of a sample go into one pack, so that one can
// be made while somebody waits.
const SamplePart = 200

// ProveSample makes the proof pack of the cases behind one part of a sample,
// the first being 1. Staff appear by role. That it was made is in the trail of
// every one of the cases.
//
// Error: fault.NotFound, also for a part the sample does not have.
func (d *Desk) ProveSample(ctx context.Context, actor staff.Actor, number, part int, words proofpack.Words) ([]byte, error) {
	for _, action := range []access.Action{access.ViewSamples, access.ProveAudit} {
		if err := d.ask(ctx, actor, action); err != nil {
			return nil, err
		}
	}
	return d.prove(ctx, actor, words, func(p *proving) error {
		sample, err := p.tx.AuditSample(ctx, actor.OrganisationID, number)
		if err != nil {
			return err
		}
		cases, err := p.tx.SampledCases(ctx, sample.ID, (part-1)*SamplePart, SamplePart)
		if err != nil {
			return err
		}
		if part < 1 || len(cases) == 0 {
			return fault.NotFound
		}
		for _, c := range cases {
			if err := p.add(ctx, actor, c, func(w *work) { w.fact("sample", strconv.Itoa(number)) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// proving is a pack being put together in one transaction. What it adds to the
// trails comes after what it read of them.
type proving struct {
	d       *Desk
	tx      *postgres.DB
	seal    audit.Seal
	pack    proofpack.Pack
	called  called
	entries []audit.Entry
}

// prove seals what is new, so that what was done a moment ago is proved too,
// has a pack filled, and signs it.
func (d *Desk) prove(ctx context.Context, actor staff.Actor, words proofpack.Words, fill func(*proving) error) ([]byte, error) {
	if d.Seals == nil {
		return nil, errNoSealKey
	}
	if _, err := d.sealAll(ctx); err != nil {
		return nil, err
	}
	var pack proofpack.Pack
	err := d.seenBy(actor).Tx(ctx, func(tx *postgres.DB) error {
		seal, err := d.newestSeal(ctx, tx)
		if err != nil {
			return err
		}
		p := &proving{
			d: d, tx: tx, seal: seal, pack: proofpack.Pack{MadeAt: d.Now(), Redacted: true, Seal: seal.Note},
			called: called{known: map[string]map[string]staff.User{}, seen: map[string]bool{}, roles: map[string]int{}},
		}
		if err := fill(p); err != nil {
			return err
		}
		pack = p.pack
		return tx.AppendAudit(ctx, p.entries...)
	})
	if err != nil {
		return nil, err
	}
	return proofpack.Build(pack, d.Seals.Key, words)
}

func (p *proving) caseOf(ctx context.Context, actor staff.Actor, ref casefile.Ref) (casefile.Case, error) {
	if actor.OrganisationID == "" { // typed on the machine itself
		return p.tx.AnyCase(ctx, ref)
	}
	c, err := p.tx.Case(ctx, actor.OrganisationID, ref)
	if err == nil && !actor.Has(staff.Auditor) && !actor.Reaches(c.TeamID, c.OwnerID) {
		return c, fault.NotFound
	}
	return c, err
}

// add proves a case, and writes into its trail that this was done.
func (p *proving) add(ctx context.Context, actor staff.Actor, c casefile.Case, say func(*work)) error {
	proved, err := p.proveCase(ctx, c)
	if err != nil {
		return err
	}
	if err := p.call(ctx, c.OrganisationID, proved.Trail); err != nil {
		return err
	}
	p.pack.Cases = append(p.pack.Cases, proved)
	actor.OrganisationID = c.OrganisationID
	w := p.d.workOn(p.tx, c, actor, access.ProveAudit)
	w.fact("sealed_entries", strconv.FormatInt(p.seal.Size, 10))
	say(w)
	p.entries = append(p.entries, w.entry())
	return nil
}

// proveCase reads the whole trail of a case, and proves each row in which
// something was done, and the last that is in the log.
func (p *proving) proveCase(ctx context.Context, c casefile.Case) (proofpack.Case, error) {
	out := proofpack.Case{Reference: string(c.Ref), Chain: c.ID}
	for row, err := range p.tx.AuditChain(ctx, c.ID) {
		if err != nil {
			return out, err
		}
		if row.Index >= p.seal.Size {
			row.Index = audit.NotSealed
		}
		if row.Index != audit.NotSealed {
			out.InLog = row.Seq
		}
		out.Rows = row.Seq
		out.Trail = append(out.Trail, proofpack.Row{Entry: row.Entry, Index: row.Index, Done: isChange(row.Action)})
	}
	var rows, places []int64
	for i, r := range out.Trail {
		if r.Index != audit.NotSealed && (r.Done || r.Seq == out.InLog) {
			rows, places = append(rows, int64(i)), append(places, r.Index)
		}
	}
	proofs, err := audit.ProveAll(p.seal.Size, places, p.tx.FetchNodes(ctx))
	if err != nil {
		return out, err
	}
	for i, proof := range proofs {
		r := &out.Trail[rows[i]]
		if !audit.CheckProof(proof, p.seal.Size, p.seal.Root, r.Index, r.Hash) {
			return out, fmt.Errorf("row %d of the trail of %s does not fit the log. Run nrmdesk audit verify", r.Seq, c.Ref)
		}
		r.Proof = append([]audit.Hash{}, proof...)
	}
	return out, nil
}

// called says how members of staff are called in a pack.
type called struct {
	known map[string]map[string]staff.User // by organisation and id
	seen  map[string]bool
	roles map[string]int // how many of each role have appeared
}

// call names everybody who appears in a trail: by role and number, in the
// order in which they appear, or by name.
func (p *proving) call(ctx context.Context, organisationID string, trail []proofpack.Row) error {
	if p.called.known[organisationID] == nil {
		users, err := p.tx.Users(ctx, organisationID)
		if err != nil {
			return err
		}
		p.called.known[organisationID] = map[string]staff.User{}
		for _, u := range users {
			p.called.known[organisationID][u.ID] = u
		}
	}
	for _, r := range trail {
		for _, id := range append([]string{r.ActorID}, peopleFacts(r.Entry)...) {
			u, known := p.called.known[organisationID][id]
			receiver := receiverIn(r.Entry)
			if !known && receiver == "" || p.called.seen[id] {
				continue
			}
			p.called.seen[id] = true
			name := u.Name
			if !known {
				name = receiver
			} else if p.pack.Redacted {
				role := "Member of staff"
				if len(u.Roles) > 0 {
					role = strings.ToUpper(string(u.Roles[0][:1])) + string(u.Roles[0][1:])
				}
				p.called.roles[role]++
				name = role + " " + strconv.Itoa(p.called.roles[role])
			}
			p.pack.People = append(p.pack.People, proofpack.Person{ID: id, Name: name})
		}
	}
	return nil
}

func peopleFacts(e audit.Entry) (ids []string) {
	for _, f := range e.Detail {
		if slices.Contains(people, f.Key) {
			ids = append(ids, f.Value)
		}
	}
	return ids
}
