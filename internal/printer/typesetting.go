package printer

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
)

// typesetting is how one report is set: what word processors, offices and
// their templates do differently. Lengths are in points.
type typesetting struct {
	body, headFace, titleFace string // font families, best first
	size, leading             float64
	marginSide, marginTop     float64
	number                    [2]string // around the page number

	tableFace, figureFace string
	tableSize             float64
	courtSize             float64 // table four has the narrowest columns
	rule, frame           float64 // widths of the inner and the outer lines
	ruleStyle             string
	titleFill, headFill   string
	padding, rowHeight    float64
	boldHeads, boldLeaves bool
	rowsMayBreak          bool // a page break may cut a row
	repeatHeads           bool // header rows again on the next page
	headsStay             bool // a section's heading stays with what follows
	vertical              bool // the upright stub is set in vertical writing, else one character a line
	stubShares            [3]float64
}

func drawTypesetting(rng *rand.Rand, dotted bool) typesetting {
	within := func(low, high float64) float64 { return low + (high-low)*rng.Float64() }
	chance := func(p float64) bool { return rng.Float64() < p }
	latin := pick(rng, "Times,", "Times,", "Arial,", "")
	t := typesetting{
		body:       latin + pick(rng, "FangSong", "FangSong", "Song", "Kai", "Song2"),
		headFace:   pick(rng, "Hei", "Hei2", "Song", "Kai2"),
		titleFace:  pick(rng, "Song", "Hei", "Hei2"),
		size:       pick(rng, 12.0, 14, 15, 16),
		leading:    within(1.45, 1.9),
		marginSide: within(56, 80), marginTop: within(60, 95),
		number: pick(rng, [2]string{"- ", " -"}, [2]string{"— ", " —"}, [2]string{"", ""}, [2]string{"-", "-"}),

		tableFace:  pick(rng, "Song", "FangSong", "Hei", "Kai", "Song2", "Hei2", "Kai2"),
		tableSize:  pick(rng, 9.0, 10, 10.5, 10.5, 11),
		rule:       pick(rng, 0.5, 0.5, 0.75, 1),
		ruleStyle:  pick(rng, "solid", "solid", "solid", "solid", "solid", "solid", "solid", "dashed"),
		titleFill:  pick(rng, "#bfbfbf", "#d9d9d9", "#d9d9d9", "#a6a6a6", "transparent"),
		headFill:   pick(rng, "transparent", "transparent", "#f2f2f2", "#d9d9d9"),
		padding:    within(1.5, 3.5),
		rowHeight:  within(16, 27),
		boldHeads:  chance(0.4),
		boldLeaves: chance(0.2), rowsMayBreak: chance(0.3), repeatHeads: chance(0.25), headsStay: chance(0.7), vertical: chance(0.25),
		stubShares: [3]float64{within(4.5, 6.5), within(11, 16), within(26, 33)},
	}
	t.figureFace = pick(rng, "Times,", "Times,", "Arial,", "") + t.tableFace
	t.frame = pick(rng, t.rule, t.rule, 1, 1.5)
	t.courtSize = min(t.tableSize, pick(rng, 8.0, 9, 9.5))
	if dotted {
		t.ruleStyle = "dotted"
	}
	if t.ruleStyle != "solid" {
		t.rule = max(t.rule, 0.75)
	}
	return t
}

// pageNumber is the text at the foot of page n.
func (t typesetting) pageNumber(n int) string { return fmt.Sprint(t.number[0], n, t.number[1]) }

// css is the style sheet of the report. In a body of the class prose the tables
// keep their room but stay white.
func (t typesetting) css(fonts string, foot []byte) string {
	var b strings.Builder
	for _, f := range faces {
		limit := ""
		if f.latin {
			limit = "unicode-range:U+20-7E;"
		}
		fmt.Fprintf(&b, "@font-face{font-family:%q;font-weight:%s;font-display:block;%ssrc:url(%q)}\n", f.family, f.weight, limit, "file://"+filepath.Join(fonts, f.file))
	}
	// The foot of the page does not wait for a font file, so its font is inlined.
	fmt.Fprintf(&b, "@font-face{font-family:Foot;src:url(data:font/ttf;base64,%s)}\n", base64.StdEncoding.EncodeToString(foot))
	fmt.Fprintf(&b, "@page{size:A4;margin:%.1fpt %.1fpt;@bottom-center{content:%q counter(page) %q;font:12pt Foot}}\n", t.marginTop, t.marginSide, t.number[0], t.number[1])
	fmt.Fprintf(&b, "body{margin:0;font:%.1fpt/%.2f %s,Song}\n", t.size, t.leading, t.body)
	b.WriteString("p{margin:0;text-indent:2em;text-align:justify}\n")
	fmt.Fprintf(&b, "h1{font:bold 20pt/1.5 %s,Song;text-align:center;margin:0 0 16pt}\n", t.titleFace)
	fmt.Fprintf(&b, "h2{font:%.1fpt/1.8 %s,Song;margin:4pt 0;text-indent:2em;%s}\n", t.size, t.headFace, when(t.headsStay, "break-after:avoid"))
	fmt.Fprintf(&b, "table{border-collapse:collapse;width:100%%;margin:6pt 0;font:%.1fpt/1.25 %s,Song;border:%.2fpt %s #000}\n", t.tableSize, t.tableFace, t.frame, t.ruleStyle)
	fmt.Fprintf(&b, "td{border:%.2fpt %s #000;padding:%.1fpt;height:%.1fpt;box-sizing:border-box}\n", t.rule, t.ruleStyle, t.padding, t.rowHeight)
	fmt.Fprintf(&b, ".f{font-family:%s,Song;text-align:center;white-space:nowrap}\n", t.figureFace)
	fmt.Fprintf(&b, ".t{background:%s;text-align:center}.h{background:%s;text-align:center;%s}.s{%s}.v{text-align:center}\n", t.titleFill, t.headFill, when(t.boldHeads, "font-weight:bold"), when(t.boldLeaves, "font-weight:bold"))
	fmt.Fprintf(&b, "table.litigation{font-size:%.1fpt}.litigation td{padding:1pt;text-align:center}\n", t.courtSize)
	fmt.Fprintf(&b, "tr{break-inside:%s}.v span{writing-mode:vertical-rl}\n", pickIf(t.rowsMayBreak, "auto", "avoid"))
	b.WriteString(".prose table,.prose table *{visibility:hidden;background:transparent!important;border-color:transparent!important}\n")
	return b.String()
}

func when(ok bool, s string) string { return pickIf(ok, s, "") }

func pickIf(ok bool, yes, no string) string {
	if ok {
		return yes
	}
	return no
}
