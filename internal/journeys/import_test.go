package journeys

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"nrmdesk/internal/nrm/casefile"
	"nrmdesk/internal/testkit/sample"
	"nrmdesk/internal/testkit/site"
)

// TestImport: a supervisor fills in the template with 500 clients, says what
// its columns hold, mends the one row that is wrong, brings all of them in and
// takes them back.
func TestImport(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := site.New(t)
			boss := signedIn(t, s, s.Supervisor, scripts)
			boss.Open("/admin/import")
			boss.Press("Upload and continue")
			boss.SeesText("There is a problem", "Choose a file")
			saved, template := boss.Download("Download the template (Excel)")
			if saved != "nrm-desk-template.xlsx" {
				t.Errorf("the template is saved as %q", saved)
			}
			boss.Upload("Choose a file", filled(t, template, 500, 37))
			boss.Press("Upload and continue")

			boss.SeesHeading("What the columns hold")
			boss.SeesText("clients.xlsx, 500 rows.")
			boss.Press("Check every row")
			boss.SeesText("There is a problem", "Select who will hold the cases")
			boss.Select("Who will hold the cases?", "Casey Caseworker in Outreach")
			boss.Select("Last name", "Date of birth")
			boss.Press("Check every row")
			boss.SeesText("There is a problem", "“Last name”")
			boss.Select("Last name", "Last name")
			boss.Select("Nation of rows that do not say (optional)", "Wales")
			boss.Press("Check every row")

			boss.SeesHeading("What the rows become")
			boss.SeesText("nothing has been made yet. 1 row to put right, 0 rows that may be here already.", "is a day that does not exist")
			boss.SeesNo("Bring in")
			boss.Press("Next rows")
			boss.SeesNo("is a day that does not exist")
			boss.Press("To put right (1)")
			boss.Press("Decide row 37")
			boss.SeesHeading("Row 37")
			boss.SeesText("is a day that does not exist")
			boss.Fill("Date of birth", "28/02/1990")
			boss.Press("Save the row")
			boss.SeesText("Row 37 is saved.", "Every row is ready.")

			boss.Press("Bring in 500 cases")
			boss.SeesText("The file is being brought in: 0 of 500 rows.")
			if n, err := s.Desk.RunImports(t.Context(), sample.System); err != nil || n != 1 {
				t.Fatalf("%d files brought in, %v", n, err)
			}
			boss.Reload()
			boss.look()
			boss.SeesText("500 cases made, 0 rows attached, 0 left out. The file has been removed.", "all of it can be taken back")
			report, err := s.Desk.ImportRows(t.Context(), s.Supervisor, filepath.Base(boss.Path()), 36)
			if err != nil {
				t.Fatal(err)
			}
			ref := casefile.Ref(report.List[0].CaseRef)

			worker := signedIn(t, s, s.Caseworker, scripts)
			worker.Open("/cases/" + string(ref))
			worker.SeesText("Wales", s.Caseworker.Name)
			worker.Open("/cases/" + string(ref) + "/timeline")
			worker.SeesText("Case brought in from a spreadsheet")
			worker.Open("/cases/" + string(ref) + "/notes")
			worker.SeesText("Invented client 36")

			boss.Press("Take all of it back")
			boss.SeesText("The spreadsheet is being taken back: 0 of 500 cases.")
			if n, err := s.Desk.RunImports(t.Context(), sample.System); err != nil || n != 1 {
				t.Fatalf("%d files taken back, %v", n, err)
			}
			boss.Reload()
			boss.SeesText("Taken back: 500 cases closed, and who they were about forgotten.", "is closed")
			boss.Press("Back to the files")
			boss.SeesText("clients.xlsx", "Taken back")
			worker.Open("/cases")
			worker.SeesNo(string(ref))
		})
	}
}

// filled writes invented clients into the template, one of them with a date of
// birth that does not exist, and gives the path of the file.
func filled(t *testing.T, template []byte, clients, wrong int) string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(template))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("Clients")
	if err != nil || len(rows) != 1 {
		t.Fatalf("the template has rows %q, %v", rows, err)
	}
	first := []string{"Bela", "Corin", "Danil", "Erin", "Falk", "Goran", "Hanife", "Ilmar", "Joris", "Kamil", "Loreta", "Mirsad", "Nadir", "Osten", "Perun", "Quill", "Rasim", "Selda", "Tovin"}
	last := []string{"Harrow", "Ivel", "Jessop", "Kestle", "Lunt", "Mardle", "Nessick", "Orrin", "Pask", "Quested", "Rundle", "Sotter", "Tarn", "Uffin", "Varley", "Wick", "Yarrow", "Zeal", "Ashby", "Brock", "Clun", "Drew", "Eyam", "Fleet", "Gorse", "Holt", "Inch"}
	for i := range clients {
		says := map[string]string{
			"First name": first[i%len(first)], "Last name": last[i/len(first)], "Age": "Adult", "Notes": fmt.Sprint("Invented client ", i+1),
			"Date of birth": fmt.Sprintf("%02d/%02d/%d", i%28+1, i%12+1, 1950+i%50),
		}
		if i+2 == wrong { // rows are numbered as spreadsheets do, the headings being the first
			says["Date of birth"] = "31/02/1990"
		}
		cells := make([]any, len(rows[0]))
		for column, heading := range rows[0] {
			cells[column] = says[heading]
		}
		if err := book.SetSheetRow("Clients", "A"+strconv.Itoa(i+2), &cells); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "clients.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}
