package server

import (
	"bytes"
	"encoding/csv"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/xuri/excelize/v2"

	"nrmdesk/internal/fault"
)

func (s *Server) getAuditReportCSV(c *gin.Context) error {
	rows, name, err := s.exported(c)
	if err != nil || rows == nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // without it spreadsheets take the text for an older encoding
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = harmless(cell)
		}
		if err := w.Write(safe); err != nil {
			return err
		}
	}
	w.Flush()
	return attachment(c, name+".csv", "text/csv; charset=utf-8", b.Bytes())
}

func (s *Server) getAuditReportXLSX(c *gin.Context) error {
	rows, name, err := s.exported(c)
	if err != nil || rows == nil {
		return err
	}
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
	for i, row := range rows {
		cells := make([]any, len(row))
		for n, cell := range row {
			cells[n] = harmless(cell)
		}
		place, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := stream.SetRow(place, cells); err != nil {
			return err
		}
	}
	if err := stream.Flush(); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return err
	}
	return attachment(c, name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
}

// exported reads the rows of a period. Days that cannot be are answered with
// the report's own page, and no rows.
func (s *Server) exported(c *gin.Context) (rows [][]string, name string, err error) {
	from, to, _ := s.period(c)
	list, err := s.desk.ReportedRecords(c.Request.Context(), me(c).Actor, from, to)
	if invalid := (*fault.Invalid)(nil); errors.As(err, &invalid) {
		return nil, "", seeOther(c, "/audit/report")
	}
	return reportLines(list), "consent-audit-" + from.String() + "-to-" + to.String(), err
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
