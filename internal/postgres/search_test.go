package postgres_test

import (
	"context"
	"crypto/md5"
	"database/sql"
	"fmt"
	"regexp"
	"testing"

	"github.com/google/uuid"

	"nrmdesk/internal/nrm/calendar"
	"nrmdesk/internal/nrm/person"
	"nrmdesk/internal/nrm/staff"
	"nrmdesk/internal/postgres"
	"nrmdesk/internal/testkit/pgtest"
	"nrmdesk/internal/testkit/sample"
)

// named gives the cases of a crowd clients with names: every tenth has the
// commonest surname, every fortieth the commonest first name, and each a
// number and a birthday shared by few.
func named(t testing.TB, db *postgres.DB, owner *sql.DB, like staff.Actor, cases int) {
	t.Helper()
	crowd(t, owner, like, cases)
	syllables := []string{"ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "za"}
	word := func(n, length int) (name string) {
		for range length {
			name += syllables[n%len(syllables)]
			n /= len(syllables)
		}
		return name
	}
	var clients []postgres.Client
	for n := 1; n <= cases; n++ {
		first, last := word(n*7, 3), word(n*13, 4)
		if n%10 == 0 {
			last = "Nguyen"
		}
		if n%40 == 0 {
			first = "Linh"
		}
		clients = append(clients, postgres.Client{
			CaseID: uuid.UUID(md5.Sum(fmt.Appendf(nil, "case%d", n))).String(), OrganisationID: like.OrganisationID, Start: person.Start{NameToUse: first + " " + last},
			DateOfBirth: calendar.NewDate(1960, 1, 1).AddDays(n % 15000), Phones: []string{fmt.Sprintf("07700 9%05d", n%100000)}, ContactCheckedOn: sample.Today,
		})
		if len(clients) == 1000 || n == cases {
			if err := db.InsertPerson(t.Context(), clients...); err != nil {
				t.Fatal(err)
			}
			clients = clients[:0]
		}
	}
	if _, err := owner.ExecContext(t.Context(), `VACUUM ANALYZE persons`); err != nil {
		t.Fatal(err)
	}
}

// searches are what people type, from the rarest to the commonest.
func searches(db *postgres.DB, like staff.Actor, team string) map[string]func(ctx context.Context) (int, error) {
	search := func(q postgres.SearchQuery) func(ctx context.Context) (int, error) {
		q.OrganisationID, q.TeamIDs, q.Limit = like.OrganisationID, []string{team}, 31
		return func(ctx context.Context) (int, error) {
			found, err := db.Search(ctx, q)
			return len(found), err
		}
	}
	return map[string]func(ctx context.Context) (int, error){
		"reference":         search(postgres.SearchQuery{Ref: "ND-20", Text: "ND-20"}),
		"phone":             search(postgres.SearchQuery{Text: "0044 7700 900020"}),
		"birthday":          search(postgres.SearchQuery{Text: "21 January 1960", Born: calendar.NewDate(1960, 1, 21)}),
		"name":              search(postgres.SearchQuery{Text: "linh nguyen"}),
		"commonest surname": search(postgres.SearchQuery{Text: "Nguyen"}),
		"alike":             search(postgres.SearchQuery{Text: "Lin Nguien", Alike: true}),
		"one word of two":   search(postgres.SearchQuery{Text: "Nguyen Zzz", AnyWord: true}),
		"matches": func(ctx context.Context) (int, error) {
			found, err := db.Matches(ctx, like.OrganisationID, postgres.Traits{Names: []string{"Linh Nguyen"}, Contacts: []string{"07700 900020"}}, "")
			return len(found), err
		},
	}
}

var wholePeople = regexp.MustCompile(`Seq Scan on persons`)

// TestSearch_readsIndexesOnly asks PostgreSQL how it would look for a person
// where there are many.
func TestSearch_readsIndexesOnly(t *testing.T) {
	t.Parallel()
	db, owner, like, team := searched(t, 10_000)
	for name, question := range searches(db, like, team) {
		var asked []string
		found, err := question(postgres.WatchStatements(t.Context(), func(sql string) { asked = append(asked, sql) }))
		if err != nil || found == 0 {
			t.Errorf("%s: %d found, %v", name, found, err)
		}
		for _, statement := range asked {
			if plan := explained(t, owner, statement); wholePeople.MatchString(plan) {
				t.Errorf("%s reads a whole table:\n%s\n%s", name, statement, plan)
			}
		}
	}
}

// BenchmarkSearch looks for people among two hundred thousand cases.
func BenchmarkSearch(b *testing.B) {
	db, _, like, team := searched(b, 200_000)
	for name, question := range searches(db, like, team) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if found, err := question(b.Context()); err != nil || found == 0 {
					b.Fatalf("%d found, %v", found, err)
				}
			}
		})
	}
}

func searched(t testing.TB, cases int) (*postgres.DB, *sql.DB, staff.Actor, string) {
	t.Helper()
	address, keys := pgtest.URL(t), sample.Keys(t)
	db, err := postgres.Open(t.Context(), address, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o, owner := sample.On(t, db, keys), open(t, address)
	named(t, db, owner, o.Caseworker, cases)
	var team string
	if err := owner.QueryRowContext(t.Context(), `SELECT md5('team0')::uuid`).Scan(&team); err != nil {
		t.Fatal(err)
	}
	return db, owner, o.Caseworker, team
}
