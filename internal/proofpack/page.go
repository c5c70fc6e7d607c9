package proofpack

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"time"

	"nrmdesk/internal/audit"
	"nrmdesk/internal/nrm/calendar"
)

//go:embed page.gohtml
var pageText string

//go:embed readme.txt
var readme string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// pageData is what the page to read is drawn from.
type pageData struct {
	Pack
	MadeOn string
	Sealed string
	Size   int64
	Cases  []pageCase
}

type pageCase struct {
	Reference, Chain string
	Rows, InLog      int64
	Done             []pageRow
	Looks            []pageLooks
}

type pageRow struct {
	Row        int64
	When, Who  string
	What       string
	Facts      []string
	Place      string // in the log
	Hash, Note string
}

// pageLooks is how often somebody looked, and when last.
type pageLooks struct {
	Who         string
	Times       int
	First, Last string
}

func renderPage(p Pack, words Words) ([]byte, error) {
	data := pageData{Pack: p, MadeOn: londonTime(p.MadeAt)}
	if seal, err := sealIn(p); err == nil {
		data.Sealed, data.Size = londonTime(seal.At), seal.Size
	}
	for _, c := range p.Cases {
		data.Cases = append(data.Cases, readable(p, c, words))
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("render proof pack: %w", err)
	}
	return b.Bytes(), nil
}

func sealIn(p Pack) (audit.Seal, error) {
	keys, err := audit.ParsePublicKeys(p.PublicKey)
	if err != nil {
		return audit.Seal{}, err
	}
	return keys.OpenSeal(p.Seal)
}

func readable(p Pack, c Case, words Words) pageCase {
	out := pageCase{Reference: c.Reference, Chain: c.Chain, Rows: c.Rows, InLog: c.InLog}
	for _, r := range c.Trail {
		who := p.Name(r.ActorID)
		if !r.Done {
			i := slices.IndexFunc(out.Looks, func(l pageLooks) bool { return l.Who == who })
			if i < 0 {
				out.Looks = append(out.Looks, pageLooks{Who: who, First: londonTime(r.At)})
				i = len(out.Looks) - 1
			}
			out.Looks[i].Times++
			out.Looks[i].Last = londonTime(r.At)
			continue
		}
		facts := slices.Clone(r.Detail)
		for i, f := range facts {
			if slices.ContainsFunc(p.People, func(o Person) bool { return o.ID == f.Value }) {
				facts[i].Value = p.Name(f.Value)
			}
		}
		row := pageRow{
			Row: r.Seq, When: londonTime(r.At), Who: who, What: words.Action(r.Action), Facts: words.Facts(facts),
			Place: "In no seal yet", Hash: fmt.Sprintf("%x", r.Hash),
		}
		if r.Index >= 0 {
			row.Place = fmt.Sprint("Entry ", r.Index)
		}
		out.Done = append(out.Done, row)
	}
	return out
}

func londonTime(t time.Time) string {
	return t.In(calendar.London()).Format("2 January 2006, 15:04:05")
}
