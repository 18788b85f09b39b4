package specimen

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/extract/form"
)

// style is how one report is typeset: choices that no reader may stumble over.
type style struct {
	dash           string // what stands for nothing
	corner         string // head of the stub
	reconciliation bool   // the note on how the rows add up
	leafHeader     bool   // one header row instead of three
	halfBrackets   bool   // () instead of （）
	itemDot        string // between the number of an item and its text
	spacedBracket  bool   // (一) 予以公开
	unitInHeader   bool
	stubs          stubStyle
	groups         groupStyle
	keepFillers    bool // covered cells leave empty fields behind the figures
	packHeads      bool // header rows lose their empty fields
	blankLines     bool // paragraphs are separated by an empty line
	markdownHeads  bool

	aliases   bool
	subtotal  bool
	units     bool
	thousands bool
	fullWidth bool
	split     bool
}

// stubStyle is what becomes of the merged label cells of table three.
type stubStyle string

const (
	stubFull    stubStyle = "full"    // covered cells are empty fields
	stubShifted stubStyle = "shifted" // short rows begin further left and end in an empty field
	stubRagged  stubStyle = "ragged"  // cells covered by a wider one are gone
	stubTwo     stubStyle = "two"     // group and item
	stubLeaf    stubStyle = "leaf"    // only the label of the row itself
	stubRepeat  stubStyle = "repeat"  // covered cells repeat the text
)

// groupStyle is where a group's heading goes when only leaf labels have a field.
type groupStyle string

const (
	groupRow    groupStyle = "row"    // on a row of its own
	groupPrefix groupStyle = "prefix" // in front of the first item, in its field
	groupField  groupStyle = "field"  // in front of the first item, in another field
)

func (m *maker) drawStyle() style {
	s := style{
		dash:           pick(m.rng, []string{"-", "-", "—", "/", "无"}),
		corner:         pick(m.rng, []string{"信息内容", "信息内容", "项目", "项　目"}),
		reconciliation: m.chance(0.7),
		leafHeader:     m.chance(0.15),
		halfBrackets:   m.chance(0.4),
		itemDot:        pick(m.rng, []string{".", ".", ". ", "．", "、"}),
		spacedBracket:  m.chance(0.2),
		unitInHeader:   m.chance(0.5),
		keepFillers:    m.chance(0.6),
		packHeads:      m.chance(0.3),
		blankLines:     m.chance(0.5),
		markdownHeads:  m.chance(0.2),
		groups:         pick(m.rng, []groupStyle{groupRow, groupPrefix, groupField}),
	}
	stubs := m.layout.stubs
	if m.mayBlank() { // the columns must still tell where a blank stands
		stubs = m.layout.stubsWithBlanks
		s.groups = pick(m.rng, []groupStyle{groupRow, groupPrefix})
	}
	if len(stubs) > 0 {
		s.stubs = pick(m.rng, stubs)
	}
	if m.layout.narrow { // what is aligned has its header above its figures
		s.packHeads = false
	}
	if m.layout.digitsOnly {
		s.itemDot = "."
	}
	return s
}

// mayBlank reports whether some figures may show nothing at all.
func (m *maker) mayBlank() bool { return m.opt.Figures == Blanks || m.opt.Figures == Marks }

// label applies the report's punctuation to a label of the form.
func (m *maker) label(s string) string {
	if i := strings.IndexByte(s, '.'); i > 0 && i < 3 {
		s = s[:i] + m.style.itemDot + s[i+1:]
	}
	if m.style.halfBrackets {
		s = strings.NewReplacer("（", "(", "）", ")").Replace(s)
	}
	if m.style.spacedBracket {
		for _, mark := range []string{"）", ")"} {
			if head, tail, ok := strings.Cut(s, mark); ok && len([]rune(head)) == 2 && tail != "" {
				s = head + mark + " " + tail
			}
		}
	}
	return s
}

func (m *maker) alias(text string, aliases []string) string {
	if m.style.aliases && len(aliases) > 0 && m.chance(0.6) {
		return pick(m.rng, aliases)
	}
	return text
}

func (m *maker) rowLabel(text string, aliases []string) string {
	return m.label(m.alias(text, aliases))
}

func (m *maker) groupLabel(g form.Group) string { return m.label(m.alias(g.Label, g.Aliases)) }

// courtLabel varies the headings of table four, which are groups of columns
// and so have no aliases in the form.
func (m *maker) courtLabel(text string) string {
	return m.alias(text, []string{strings.Replace(text, "起诉", "诉讼", 1)})
}

func (m *maker) columnLabel(c form.Column) string {
	text := m.alias(c.Label, c.Aliases)
	if c.Type == form.Amount && m.style.unitInHeader {
		text += pick(m.rng, []string{"（" + c.Unit + "）", "（单位：" + c.Unit + "）"})
	}
	return m.label(text)
}

// format prints a figure as the report shows it.
func (m *maker) format(key string, c form.Column) string {
	text := m.truth.Raw[key]
	if m.truth.Cells[key] == nil {
		return text
	}
	if m.style.thousands {
		text = groupThousands(text)
	}
	if m.style.split && m.chance(0.3) {
		text = splitDigits(text, m.rng.IntN)
	}
	if m.style.units && c.Type == form.Amount {
		text += c.Unit
	}
	if m.style.fullWidth && m.chance(0.7) {
		text = strings.Map(widen, text)
	}
	m.truth.Raw[key] = text
	return text
}

func groupThousands(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, fraction, dotted := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + fraction
	}
	return sign + whole
}

// splitDigits puts a blank between two digits.
func splitDigits(s string, intN func(int) int) string {
	var between []int
	for i := 1; i < len(s); i++ {
		if digit(s[i-1]) && digit(s[i]) {
			between = append(between, i)
		}
	}
	if len(between) == 0 {
		return s
	}
	at := between[intN(len(between))]
	return s[:at] + " " + s[at:]
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

func widen(r rune) rune {
	if r >= '0' && r <= '9' {
		return r - '0' + '０'
	}
	return r
}

// chosen reports whether a damage was asked for and can befall the layout.
func (m *maker) chosen(d Damage) bool {
	return slices.Contains(m.opt.Damages, d.Name) && d.Fits(m.layout)
}
