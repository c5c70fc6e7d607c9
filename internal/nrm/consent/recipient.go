package consent

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	_ "embed"
)

// Recipient is a class of recipient. Those a handoff can go to are named as in
// package handoff.
type Recipient string

// The recipients this room itself speaks of.
const (
	HomeOffice       Recipient = "home_office"        // of the referral
	HomeOfficeReport Recipient = "home_office_report" // of a report that names the client
	InHouse          Recipient = "colleague"
)

// RecipientRule is what sharing with a class of recipient rests on, and why.
type RecipientRule struct {
	Recipient    Recipient
	Purpose      Purpose // empty: nothing leaves the organisation
	ToldForChild bool    // protects a child, so is told before anything is explained
	Override     bool    // may be told without the client's yes, by two people and a reason
	Reason       string
}

//go:embed data/recipients.csv
var recipientsCSV string

// A mistake in the embedded file is a mistake in the program.
var recipients = sync.OnceValue(func() map[Recipient]RecipientRule {
	rows, err := csv.NewReader(strings.NewReader(recipientsCSV)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("read recipients: %w", err))
	}
	list := map[Recipient]RecipientRule{}
	for _, row := range rows[1:] {
		r := RecipientRule{
			Recipient: Recipient(row[0]), Purpose: Purpose(row[1]), ToldForChild: row[2] == "yes", Override: row[3] == "yes", Reason: row[4],
		}
		if r.Purpose != "" && !slices.Contains(Purposes, r.Purpose) {
			panic(fmt.Errorf("recipient %s: no purpose %q", r.Recipient, r.Purpose))
		}
		list[r.Recipient] = r
	}
	return list
})

// RuleFor gives the rule of a recipient, or false for one that is not listed.
func RuleFor(r Recipient) (RecipientRule, bool) {
	rule, ok := recipients()[r]
	return rule, ok
}
