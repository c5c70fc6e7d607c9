package server

import (
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/xuri/excelize/v2"

	"nrmdesk/internal/desk"
	"nrmdesk/internal/fault"
)

func (s *Server) getAuditReportCSV(c *gin.Context) error {
	return s.sendReport(c, ".csv", "text/csv; charset=utf-8", func(file io.Writer, rows func(row func([]string) error) error) error {
		if _, err := io.WriteString(file, "\ufeff"); err != nil { // without it spreadsheets take the text for an older encoding
			return err
		}
		w := csv.NewWriter(file)
		w.UseCRLF = true
		if err := rows(w.Write); err != nil {
			return err
		}
		w.Flush()
		return w.Error()
	})
}

func (s *Server) getAuditReportXLSX(c *gin.Context) error {
	return s.sendReport(c, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(file io.Writer, rows func(row func([]string) error) error) error {
		book := excelize.NewFile()
		defer func() { _ = book.Close() }()
		const sheet = "Consent audit"
		if err := book.SetSheetName(book.GetSheetName(0), sheet); err != nil {
			return err
		}
		stream, err := book.NewStreamWriter(sheet)
		if err != nil {
			return err
		}
		line := 0
		if err := rows(func(row []string) error {
			line++
			cells := make([]any, len(row))
			for n, cell := range row {
				cells[n] = cell
			}
			place, err := excelize.CoordinatesToCellName(1, line)
			if err != nil {
				return err
			}
			return stream.SetRow(place, cells)
		}); err != nil {
			return err
		}
		if err := stream.Flush(); err != nil {
			return err
		}
		return book.Write(file)
	})
}

// sendReport writes the lines of a period to a file on the disk and sends it
// when it is whole: however long the period, little of it is in memory, and
// nobody is sent half a report. Days that cannot be are answered with the
// report's own page.
func (s *Server) sendReport(c *gin.Context, ending, kind string, write func(file io.Writer, rows func(row func([]string) error) error) error) error {
	file, err := os.CreateTemp("", "nrmdesk-report-")
	if err != nil {
		return err
	}
	defer func() { _, _ = file.Close(), os.Remove(file.Name()) }()
	from, to, _ := s.period(c)
	err = write(file, func(row func([]string) error) error {
		if err := row(reportHead()); err != nil {
			return err
		}
		return s.desk.ReportedRecords(c.Request.Context(), me(c).Actor, from, to, func(r desk.ReportedRecord) error {
			cells := reportLine(r)
			for i, cell := range cells {
				cells[i] = harmless(cell)
			}
			return row(cells)
		})
	})
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return seeOther(c, "/audit/report")
	}
	if err != nil {
		return err
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	c.DataFromReader(http.StatusOK, size, kind, file, map[string]string{
		"Content-Disposition": `attachment; filename="consent-audit-` + from.String() + "-to-" + to.String() + ending + `"`,
	})
	return nil
}

// harmless keeps a cell from being taken for a formula (S14).
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// attachment sends a file to be kept, never shown.
func attachment(c *gin.Context, name, kind string, body []byte) error {
	c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	c.Data(http.StatusOK, kind, body)
	return nil
}
