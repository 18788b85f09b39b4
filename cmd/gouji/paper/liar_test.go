package paper

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/internal/handmade"
)

// table draws by hand a table of invented figures on an A4 page: labels by
// the font /S in UCS-2, figures by /F in the codes that code gives.
func table(rows [][]string, code func(figure string) string) string {
	var b strings.Builder
	const x, y, width, height = 50, 740, 120, 24
	for i, line := range []string{"岚溪县水务局2022年政府信息公开工作年度报告", "二、主动公开政府信息情况"} {
		fmt.Fprintf(&b, "BT /S 12 Tf %d %d Td %s Tj ET\n", x, y+50-30*i, handmade.Hex(line))
	}
	for r, row := range rows {
		for c, text := range row {
			font, shown := "/F", code(text)
			if c == 0 || strings.ContainsAny(text, "件量") {
				font, shown = "/S", handmade.Hex(text)
			}
			fmt.Fprintf(&b, "BT %s 12 Tf %d %d Td %s Tj ET\n", font, x+c*width+8, y-(r+1)*height+7, shown)
		}
	}
	for r := range len(rows) + 1 {
		fmt.Fprintf(&b, "%d %d m %d %d l S\n", x, y-r*height, x+len(rows[0])*width, y-r*height)
	}
	for c := range len(rows[0]) + 1 {
		fmt.Fprintf(&b, "%d %d m %d %d l S\n", x+c*width, y, x+c*width, y-len(rows)*height)
	}
	return b.String()
}

// toUnicode maps the codes of the digits to the digits that follow them: 0
// reads as 1, 9 as 0.
func toUnicode(digits int) string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Liar def /CMapType 2 def\n1 begincodespacerange ")
	fmt.Fprintf(&b, "<%0*X> <%0*X> endcodespacerange\n10 beginbfchar\n", digits, 0, digits, 1<<(4*digits)-1)
	for d := range 10 {
		fmt.Fprintf(&b, "<%0*X> <%04X>\n", digits, '0'+d, '0'+(d+1)%10)
	}
	b.WriteString("endbfchar endcmap end end")
	return handmade.Stream("", b.String())
}

// drawnPDF is a page in two fonts that are not in the file; object 6 is mapping.
func drawnPDF(content, figures, mapping string) []byte {
	return handmade.PDF([]string{
		handmade.Catalog, "<< /Type /Pages /Count 1 /Kids [ 3 0 R ] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R /Resources << /Font << /S 4 0 R /F 5 0 R >> >> >>",
		handmade.Song("H", ""), figures, mapping, handmade.Stream("", content),
	})
}

// A text layer whose font maps digits to other digits is not believed, whether
// the second reader falls for it, too, or not; one whose font does not is.
func TestFontsThatLie(t *testing.T) {
	const helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding %s >>"
	simple := func(figure string) string { return "(" + figure + ")" }
	rows := [][]string{
		{"第二十条第（一）项", "", "", ""},
		{"信息内容", "本年制发件数", "本年废止件数", "现行有效件数"},
		{"规章", "0", "1", "3"},
		{"行政规范性文件", "25", "12", "417"},
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
	}
	keys := []string{"rules/made", "rules/repealed", "rules/in_force", "normative_documents/made", "normative_documents/repealed", "normative_documents/in_force", "licensing/decisions", "penalty/decisions", "coercion/decisions", "fees/amount"}
	shown := []string{"0", "1", "3", "25", "12", "417", "1286", "37", "2", "0.5"}
	for name, c := range map[string]struct {
		font string
		code func(string) string
		lies bool
	}{
		"simple, sound":    {fmt.Sprintf(helvetica, ""), simple, false},
		"simple, lying":    {fmt.Sprintf(helvetica, "/ToUnicode 6 0 R"), simple, true},
		"composite, sound": {handmade.Song("H", ""), handmade.Hex, false},
		"composite, lying": {handmade.Song("H", "/ToUnicode 6 0 R"), handmade.Hex, true},
	} {
		t.Run(name, func(t *testing.T) {
			width := 2
			if strings.Contains(c.font, "Type0") {
				width = 4
			}
			doc := read(t, "drawn", drawnPDF(table(rows, c.code), c.font, toUnicode(width)))
			found := 0
			for _, table := range doc.Tables {
				for _, cell := range table.Cells {
					i := slices.Index(keys, strings.TrimPrefix(cell.Key, "article20/"))
					if i < 0 {
						continue
					}
					found++
					if !c.lies && (cell.Raw != shown[i] || cell.Status != extract.CellOK) {
						t.Errorf("%s: %+v, want %s", cell.Key, cell, shown[i])
					}
					if c.lies && (cell.Status == extract.CellOK || len(cell.Raw) > 1 && !slices.Contains(cell.Alternatives, shown[i])) {
						t.Errorf("%s: %+v, shown is %s", cell.Key, cell, shown[i])
					}
				}
			}
			if found != len(keys) {
				t.Errorf("%d of %d figures found", found, len(keys))
			}
		})
	}
}
