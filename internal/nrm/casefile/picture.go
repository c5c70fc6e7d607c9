package casefile

import (
	"fmt"
	"slices"
	"strings"
)

// Picture is the table of moves as a page in Markdown with a Mermaid diagram:
// the states, what leads from one to the other, every guard and what it asks
// for. docs/case-states.md is this page; a test holds the two together.
func Picture() string {
	var b strings.Builder
	b.WriteString(`# Where a case can stand, and what moves it

Written from the table of moves in ` + "`internal/nrm/casefile`" + ` by its test; do not edit by hand:
` + "`go test ./internal/nrm/casefile -run Picture -update`" + ` writes it again. Every step of a case goes through that table, and every
state is tested against everything that can happen.

`)
	diagram(&b)
	b.WriteString(`
Two things happen at many states and are left out of the picture. Who turns 18 is asked to choose for themselves: the case waits at
“` + ConsentPending.Label() + `” with its state kept, and letters go on moving the state that is kept. A closed case can be opened again by a
supervisor, with a reason, and goes back to where it stood.

`)
	for _, s := range States {
		moveTable(&b, s)
	}
	guardTable(&b)
	return b.String()
}

// omitted are the rows the picture says in words.
func (m Move) omitted() bool { return m.Kept != "" || m.On == TurnedEighteen }

func diagram(b *strings.Builder) {
	b.WriteString("```mermaid\nstateDiagram-v2\n  direction TB\n")
	for _, s := range States {
		fmt.Fprintf(b, "  state \"%s\" as %s\n", s.Label(), s)
	}
	b.WriteString("  [*] --> enquiry\n  [*] --> consent_pending\n")
	for _, from := range States {
		for _, to := range States {
			var words []string
			for _, m := range Moves {
				if m.From == from && m.To == to && !m.omitted() {
					words = append(words, m.On.Words())
				}
			}
			if len(words) > 0 {
				fmt.Fprintf(b, "  %s --> %s: %s\n", from, to, strings.Join(words, " / "))
			}
		}
	}
	b.WriteString("  closed --> [*]\n```\n")
}

func moveTable(b *strings.Builder, s State) {
	fmt.Fprintf(b, "## %s\n\n| What happens | Then it stands at | Who records it | Only when |\n|---|---|---|---|\n", s.Label())
	for _, m := range Moves {
		if m.From != s {
			continue
		}
		what, who := m.On.Words(), roles(m)
		if m.Kept != "" {
			what += " (it stood at “" + m.Kept.Label() + "”)"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", what, m.To.Label(), who, strings.Join(factWords(m.Guard), "; "))
	}
	b.WriteString("\n")
}

func roles(m Move) string {
	var who []string
	for _, r := range m.Who {
		who = append(who, string(r))
	}
	words := strings.Join(who, " or ")
	if m.Confirmed {
		words += ", confirmed by a supervisor"
	}
	if m.System {
		words += ", or the program on the day"
	}
	return words
}

func factWords(g Guard) []string {
	words := make([]string, len(guards[g]))
	for i, f := range guards[g] {
		words[i] = string(f)
	}
	return words
}

func guardTable(b *strings.Builder) {
	b.WriteString("## The guards\n\nA step whose guard does not hold is refused, and the refusal names what is missing.\n\n| Guard | Asks for |\n|---|---|\n")
	var seen []Guard
	for _, m := range Moves {
		if !slices.Contains(seen, m.Guard) {
			seen = append(seen, m.Guard)
			fmt.Fprintf(b, "| `%s` | %s |\n", m.Guard, strings.Join(factWords(m.Guard), "; "))
		}
	}
}
