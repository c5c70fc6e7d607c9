package desk

import (
	"context"
	"strconv"

	"nrmdesk/internal/access"
	"nrmdesk/internal/fault"
	"nrmdesk/internal/nrm/board"
	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
)

// BoardQuery says which part of the deadline board somebody wants to see.
// Without a section it is the start of all of them; Nation empty is every
// nation.
type BoardQuery struct {
	Nation       calendar.Nation
	Section      string // the key of one
	After        BoardPlace
	AfterHandoff HandoffPlace
}

// BoardPlace is where a page of a section ended.
type BoardPlace = postgres.BoardPlace

// Board is the deadline board of a supervisor's teams, for all nations.
type Board struct {
	Today    calendar.Date
	Sections []BoardSection
}

// BoardSection is one section with how much each nation has in it: dates, or
// handoffs. Where the following page begins is in the Next of its kind.
type BoardSection struct {
	board.Section
	Counts      map[calendar.Nation]int
	Dates       []DueDate
	Handoffs    []LateHandoff
	More        bool
	Next        BoardPlace
	NextHandoff HandoffPlace
}

// LateHandoff is a handoff that waits for longer than its response clocks say.
type LateHandoff = postgres.LateHandoff

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
		wanted := board.Sections()
		if q.Section != "" {
			s, ok := board.Find(q.Section)
			if !ok {
				return fault.NotFound
			}
			wanted, find.Limit = []board.Section{s}, boardPage+1
		}
		for _, s := range wanted {
			b.Sections = append(b.Sections, BoardSection{Section: s})
		}
		if err := w.boardDates(ctx, &b, q, find); err != nil {
			return err
		}
		if err := w.boardHandoffs(ctx, &b, q, find); err != nil {
			return err
		}
		w.fact("section", q.Section)
		w.fact("nation", string(q.Nation))
		w.fact("shown", strconv.Itoa(b.shown()))
		return nil
	})
	return b, err
}

func (b *Board) shown() (n int) {
	for _, s := range b.Sections {
		n += len(s.Dates) + len(s.Handoffs)
	}
	return n
}

// boardDates fills in the sections that list dates.
func (w *work) boardDates(ctx context.Context, b *Board, q BoardQuery, find postgres.BoardQuery) error {
	book, err := w.book(ctx)
	if err != nil {
		return err
	}
	var ask []postgres.BoardSection
	for _, s := range b.Sections {
		if !s.OfHandoffs() {
			// A date may hang on a rule that one of the two books has dropped.
			rules, except := s.Rules(book, w.desk.published)
			ask = append(ask, postgres.BoardSection{Key: s.Key, Rules: rules, Except: except, From: s.From(w.today), To: s.Until(w.today)})
		}
	}
	if len(ask) == 0 {
		return nil
	}
	counts, err := w.tx.BoardCounts(ctx, everywhere(find), ask)
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
	for i := range b.Sections {
		s := &b.Sections[i]
		if s.OfHandoffs() {
			continue
		}
		rows := lists[s.Key]
		if s.More = len(rows) == find.Limit; s.More {
			rows = rows[:find.Limit-1]
			last := rows[len(rows)-1]
			s.Next = BoardPlace{Day: last.Day(), ID: last.ID}
		}
		s.Counts = counts[s.Key]
		if s.Dates, err = w.dueDates(ctx, rows); err != nil {
			return err
		}
	}
	return nil
}

// boardHandoffs fills in the sections that list handoffs.
func (w *work) boardHandoffs(ctx context.Context, b *Board, q BoardQuery, find postgres.BoardQuery) error {
	for i := range b.Sections {
		s := &b.Sections[i]
		if !s.OfHandoffs() {
			continue
		}
		var err error
		if s.Counts, err = w.tx.LateHandoffCounts(ctx, everywhere(find), w.now); err != nil {
			return err
		}
		if s.Handoffs, err = w.tx.LateHandoffs(ctx, find, w.now, q.AfterHandoff); err != nil {
			return err
		}
		if s.More = len(s.Handoffs) == find.Limit; s.More {
			s.Handoffs = s.Handoffs[:find.Limit-1]
			last := s.Handoffs[len(s.Handoffs)-1]
			s.NextHandoff = HandoffPlace{DueAt: last.DueAt, ID: last.ID}
		}
	}
	return nil
}

// everywhere is the query for the counts, which stand beside each other for
// every nation whichever is shown.
func everywhere(q postgres.BoardQuery) postgres.BoardQuery {
	q.Nation = ""
	return q
}
