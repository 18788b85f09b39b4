package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/internal/handmade"
	"github.com/gouji/gouji/ocr"
)

// sheet draws a page of a PDF by hand.
type sheet struct{ strings.Builder }

const fontSize = 10

func (s *sheet) text(x, y float64, text string) {
	fmt.Fprintf(s, "BT /S %d Tf %g %g Td %s Tj ET\n", fontSize, x, y, handmade.Hex(text))
}

// table draws rows of cells with rules around them; y is the upper edge.
func (s *sheet) table(x, y, width, height float64, rows [][]string) {
	columns := len(rows[0])
	for r, row := range rows {
		for c, text := range row {
			s.text(x+float64(c)*width+4, y-float64(r+1)*height+6, text)
		}
	}
	for r := range len(rows) + 1 {
		fmt.Fprintf(s, "%g %g m %g %g l S\n", x, y-float64(r)*height, x+float64(columns)*width, y-float64(r)*height)
	}
	for c := range columns + 1 {
		fmt.Fprintf(s, "%g %g m %g %g l S\n", x+float64(c)*width, y, x+float64(c)*width, y-float64(len(rows))*height)
	}
}

// document makes a PDF of A4 pages in a Chinese font that is not in the file.
func document(pages ...string) []byte {
	objects := []string{handmade.Catalog, "", handmade.Song("H", "")}
	var kids []string
	for _, content := range pages {
		objects = append(objects, handmade.Stream("", content))
		objects = append(objects, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /S 3 0 R >> >> >>", len(objects)))
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [ %s ] >>", len(kids), strings.Join(kids, " "))
	return handmade.PDF(objects)
}

// report is an invented report on two pages.
func report() []byte {
	var first, second sheet
	first.text(140, 780, "岚溪县水务局2022年政府信息公开工作年度报告")
	first.text(90, 740, "一、总体情况")
	first.text(90, 720, "本机关制发规范性文件五件，没有收到复议申请。")
	second.text(90, 780, "二、主动公开政府信息情况")
	second.table(90, 760, 100, 22, [][]string{
		{"第二十条第（一）项", "", "", ""},
		{"信息内容", "本年制发件数", "本年废止件数", "现行有效件数"},
		{"规章", "0", "1", "3"},
		{"行政规范性文件", "5", "2", "41"},
		{"第二十条第（五）项", "", "", ""},
		{"信息内容", "本年处理决定数量", "", ""},
		{"行政许可", "1286", "", ""},
		{"第二十条第（六）项", "", "", ""},
		{"信息内容", "本年处理决定数量", "", ""},
		{"行政处罚", "37", "", ""},
		{"行政强制", "2", "", ""},
		{"第二十条第（八）项", "", "", ""},
		{"信息内容", "本年收费金额（单位：万元）", "", ""},
		{"行政事业性收费", "0.5", "", ""},
	})
	return document(first.String(), second.String())
}

func TestExtractReadsPDF(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(path, append([]byte("junk of a mail gateway\r\n"), report()...), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, code := run(t, "extract", path)
	var doc extract.Document
	if err := json.Unmarshal([]byte(out), &doc); err != nil || code != 0 || errs != "" {
		t.Fatalf("exit %d, %q, %v", code, errs, err)
	}
	if doc.Source.MediaType != "application/pdf" || doc.Source.Pages != 2 || doc.Kind != extract.AnnualReport ||
		doc.Meta.Title == nil || !strings.Contains(*doc.Meta.Title, "水务局2022年") {
		t.Errorf("got %+v, kind %s, meta %+v", doc.Source, doc.Kind, doc.Meta)
	}
	want := map[string]float64{
		"rules/made": 0, "rules/repealed": 1, "rules/in_force": 3,
		"normative_documents/made": 5, "normative_documents/repealed": 2, "normative_documents/in_force": 41,
		"licensing/decisions": 1286, "penalty/decisions": 37, "coercion/decisions": 2, "fees/amount": 0.5,
	}
	found := 0
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			figure, ok := want[strings.TrimPrefix(c.Key, "article20/")]
			if !ok {
				continue
			}
			found++
			if c.Value == nil || *c.Value != figure || c.Page != 2 || c.Box == nil || c.Origin != ocr.Text || c.Status != extract.CellOK {
				t.Errorf("%s: %+v, want %g", c.Key, c, figure)
			}
		}
	}
	if found != len(want) {
		t.Errorf("%d of %d figures\n%s", found, len(want), out)
	}
}

func TestPageWorkerIsHidden(t *testing.T) {
	if out, _, _ := run(t, "--help"); strings.Contains(out, "page-worker") {
		t.Error("shown in the help")
	}
}

func TestPDFsBecomeSearchable(t *testing.T) {
	g := newGouji(t)
	g.start()
	whole := report()
	g.drop("report.pdf", whole)
	g.drop("cut.pdf", []byte("%PDF-1.7\n1 0 obj\n<< /Type"))
	hits := g.search(1, "index=cells&key=article20/licensing/decisions&year=2022")
	if page := hits.Hits[0]["page"]; page != float64(2) {
		t.Errorf("page %v", page)
	}
	g.wait("files are disposed of", func() bool {
		return len(g.glob("archive/*/*/report.pdf")) == 1 && len(g.glob("failed/cut.pdf*")) == 2 && len(g.glob("inbox/*")) == 0
	})
	g.end()
	if left := g.glob("data/scratch/*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestExtractWritesPDF(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(path, report(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, code := run(t, "extract", "--format", "pdf", path)
	if code != 0 || errs != "" || !strings.HasPrefix(out, "%PDF-") {
		t.Errorf("exit %d, %q, %.20q", code, errs, out)
	}
	if out, errs, code = run(t, "extract", "--format", "pdf", good); code != 1 || out != "" || strings.Count(errs, "\n") != 1 {
		t.Errorf("a text: exit %d, %q, %.20q", code, errs, out)
	}
	if _, errs, code = run(t, "extract", "--format", "pdf", path, path); code != 2 || !strings.Contains(errs, "one file") {
		t.Errorf("two files: exit %d, %q", code, errs)
	}
	if _, errs, code = run(t, "extract", "--format", "pdf", filepath.Dir(path)); code != 1 || !strings.Contains(errs, "not a regular file") {
		t.Errorf("a folder: exit %d, %q", code, errs)
	}
}
