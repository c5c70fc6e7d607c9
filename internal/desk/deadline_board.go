package desk

import (
	"context"
	"fmt"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/board"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/handoff"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// BoardQuery says which part of the deadline board somebody wants to see.
// Without a section it is the start of all of them; Nation empty is every
// nation.
type BoardQuery struct {
	Nation       calendar.Nation
	Section      string // the key of a section, or BoardHandoffs
	After        BoardPlace
	AfterHandoff HandoffPlace
}

// BoardHandoffs names the section of handoffs nobody has answered.
const BoardHandoffs = "handoffs"

// BoardPlace is where a page of a section ended.
type BoardPlace = postgres.BoardPlace

// Board is the deadline board of a supervisor's teams, for all nations.
type Board struct {
	Today    calendar.Date
	Sections []BoardSection
	Handoffs *LateHandoffs // absent when another section alone is shown
}

// BoardSection is one section with how many dates each nation has in it.
type BoardSection struct {
	board.Section
	Counts map[calendar.Nation]int
	Dates  []DueDate
	More   bool
	Next   BoardPlace
}

// LateHandoffs are the handoffs without an answer for longer than the
// escalation clock allows.
type LateHandoffs struct {
	Counts map[calendar.Nation]int
	List   []postgres.LateHandoff
	More   bool
	Next   HandoffPlace
}

const (
	boardPreview = 10
	boardPage    = 50
)

// DeadlineBoard lists what is about to be missed in the actor's teams
// (nrm-rules 12). No name is shown; the look is recorded. Error:
// fault.NotFound for a section that is not there.
func (d *Desk) DeadlineBoard(ctx context.Context, actor staff.Actor, q BoardQuery) (Board, error) {
	b := Board{Today: d.Today()}
	err := d.manage(ctx, actor, access.ViewDeadlineBoard, func(w *work) error {
		find := postgres.BoardQuery{OrganisationID: actor.OrganisationID, TeamIDs: actor.TeamIDs, Nation: q.Nation, Limit: boardPreview + 1}
		if q.Section != "" {
			find.Limit = boardPage + 1
		}
		w.fact("section", q.Section)
		w.fact("nation", string(q.Nation))
		if q.Section != BoardHandoffs {
			if err := w.boardSections(ctx, &b, q, find); err != nil {
				return err
			}
		}
		if q.Section == "" || q.Section == BoardHandoffs {
			if err := w.lateHandoffs(ctx, &b, q, find); err != nil {
				return err
			}
		}
		w.fact("shown", strconv.Itoa(b.shown()))
		return nil
	})
	return b, err
}

func (b *Board) shown() (n int) {
	for _, s := range b.Sections {
		n += len(s.Dates)
	}
	if b.Handoffs != nil {
		n += len(b.Handoffs.List)
	}
	return n
}

func (w *work) boardSections(ctx context.Context, b *Board, q BoardQuery, find postgres.BoardQuery) error {
	wanted := board.Sections()
	if q.Section != "" {
		s, ok := board.Find(q.Section)
		if !ok {
			return fault.NotFound
		}
		wanted = []board.Section{s}
	}
	book, err := w.book(ctx)
	if err != nil {
		return err
	}
	ask := make([]postgres.BoardSection, len(wanted))
	for i, s := range wanted {
		ask[i] = postgres.BoardSection{Key: s.Key, From: s.From(w.today), To: s.Until(w.today)}
		// A date may hang on a rule that one of the two books has dropped.
		ask[i].Rules, ask[i].Except = s.Rules(book, w.desk.published)
	}
	everywhere := find
	everywhere.Nation = ""
	counts, err := w.tx.BoardCounts(ctx, everywhere, ask)
	if err != nil {
		return err
	}
	lists := map[string][]postgres.DueDate{}
	if q.Section == "" {
		lists, err = w.tx.BoardStart(ctx, find, ask)
	} else {
		lists[q.Section], err = w.tx.BoardPage(ctx, find, ask[0], q.After)
	}
	if err != nil {
		return err
	}
	for _, s := range wanted {
		rows := lists[s.Key]
		shown := BoardSection{Section: s, Counts: counts[s.Key], More: len(rows) == find.Limit}
		if shown.More {
			rows = rows[:find.Limit-1]
			last := rows[len(rows)-1]
			shown.Next = BoardPlace{Day: last.Day(), ID: last.ID}
		}
		if shown.Dates, err = w.dueDates(ctx, rows); err != nil {
			return err
		}
		b.Sections = append(b.Sections, shown)
	}
	return nil
}

func (w *work) lateHandoffs(ctx context.Context, b *Board, q BoardQuery, find postgres.BoardQuery) error {
	dueBy, ok := handoff.EscalatedDueBy(w.now)
	if !ok {
		return fmt.Errorf("no response clock on %s", w.today)
	}
	late := &LateHandoffs{}
	everywhere := find
	everywhere.Nation = ""
	var err error
	if late.Counts, err = w.tx.LateHandoffCounts(ctx, everywhere, dueBy); err != nil {
		return err
	}
	if late.List, err = w.tx.LateHandoffs(ctx, find, dueBy, q.AfterHandoff); err != nil {
		return err
	}
	if len(late.List) == find.Limit {
		late.List, late.More = late.List[:find.Limit-1], true
		last := late.List[len(late.List)-1]
		late.Next = HandoffPlace{DueAt: last.DueAt, ID: last.ID}
	}
	b.Handoffs = late
	return nil
}
