package compare

import (
	"math"
	"slices"
	"strconv"

	"github.com/gouji/gouji/index/web/site"
)

// The measures of the chart, in units of its view box.
const (
	chartWidth = 760
	labelWidth = 210 // what a bar is called, on the left
	yearWidth  = 100 // the same where it is a year
	valueWidth = 150 // its value, on the right
	rowHeight  = 28
	barHeight  = 18
	axisHeight = 24
	mostBars   = 60
	labelRunes = 14
	yearsApart = 40 // a gap of more years is not drawn year by year
)

// chart is a bar chart to be drawn as SVG: the bars lie, one below the other.
type chart struct {
	Width, Height int
	LabelX        int     // where the labels end
	Zero          float64 // where a value of 0 lies
	Ticks         []tick
	Bars          []bar
	More          int // reports that are not drawn
}

type tick struct {
	X    float64
	Text string
}

// bar is one bar with its texts. Where there is no report or no number the text
// says so and the bar has no width: a gap is not zero.
type bar struct {
	Label, Full   string
	Text          string
	Y, Middle     int
	X, Width      float64
	TextX         float64
	Drawn, Doubt  bool
	Absent, Blank bool
	Height        int
}

// draw places the bars of reports: over years in their order with gaps where a
// year is missing, otherwise in the order of the table.
func draw(reports []report, c choice, words site.Phrases) (chart, error) {
	reports = slices.Clone(reports)
	ordered := c
	if c.OverYears() {
		ordered.Sort, ordered.Descending = byYear, false
	}
	ordered.sort(reports)
	left := labelWidth
	if c.OverYears() {
		left = yearWidth
	}
	drawing := chart{Width: chartWidth, LabelX: left - 10, More: max(0, len(reports)-mostBars)}
	reports = reports[:min(len(reports), mostBars)]
	low, high := extent(reports)
	step := stepOf(high - low)
	low, high = math.Floor(low/step)*step, math.Ceil(high/step)*step
	place := func(v float64) float64 {
		return math.Round(float64(left) + (v-low)/(high-low)*float64(chartWidth-left-valueWidth))
	}
	drawing.Zero = place(0)
	for v := low; v <= high+step/2; v += step {
		drawing.Ticks = append(drawing.Ticks, tick{place(v), strconv.FormatFloat(math.Round(v/step)*step, 'g', 10, 64)})
	}
	add := func(b bar) {
		b.Height = barHeight
		b.Y = axisHeight + len(drawing.Bars)*rowHeight + (rowHeight-barHeight)/2
		b.Middle = b.Y + barHeight/2
		drawing.Bars = append(drawing.Bars, b)
	}
	for i := range reports {
		if c.OverYears() && i > 0 {
			if err := gaps(reports[i-1].Year, reports[i].Year, drawing.Zero, words, add); err != nil {
				return chart{}, err
			}
		}
		b, err := barOf(&reports[i], c, place, words)
		if err != nil {
			return chart{}, err
		}
		add(b)
	}
	drawing.Height = axisHeight + len(drawing.Bars)*rowHeight + 4
	return drawing, nil
}

// gaps adds the years between two reports.
func gaps(after, before int, zero float64, words site.Phrases, add func(bar)) error {
	if after == 0 || before-after > yearsApart {
		return nil
	}
	for year := after + 1; year < before; year++ {
		text, err := words.Word("no report")
		if err != nil {
			return err
		}
		label := strconv.Itoa(year)
		add(bar{Label: label, Full: label, Text: text, TextX: zero + 6, Absent: true})
	}
	return nil
}

func barOf(r *report, c choice, place func(float64) float64, words site.Phrases) (bar, error) {
	b := bar{Full: r.Issuer, Doubt: !r.Sure(), TextX: place(0) + 6}
	if c.OverYears() {
		b.Full = strconv.Itoa(r.Year)
	}
	if b.Full == "" || b.Full == "0" {
		b.Full = r.Title
	}
	b.Label = shortened(b.Full)
	var err error
	if r.Value == nil {
		b.Blank = true
		b.Text, err = words.Word("blank")
		if r.Raw != "" {
			b.Text, err = words.Word("blank as", r.Raw)
		}
	} else {
		b.Drawn, b.Text = true, r.Number()
		from, to := place(min(0, *r.Value)), place(max(0, *r.Value))
		b.X, b.Width, b.TextX = from, max(to-from, 1), to+6
	}
	if err == nil && b.Doubt {
		b.Text += " · " + words.Name(r.Status)
	}
	return b, err
}

func shortened(s string) string {
	runes := []rune(s)
	if len(runes) <= labelRunes {
		return s
	}
	return string(runes[:labelRunes-1]) + "…"
}

// extent is the smallest range that holds zero and all values.
func extent(reports []report) (low, high float64) {
	for _, r := range reports {
		if r.Value != nil {
			low, high = min(low, *r.Value), max(high, *r.Value)
		}
	}
	if low == high {
		high = 1
	}
	return low, high
}

// stepOf is a round distance of ticks, about four of which fill a range.
func stepOf(extent float64) float64 {
	rough := extent / 4
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, factor := range []float64{1, 2, 5} {
		if factor*power >= rough {
			return factor * power
		}
	}
	return 10 * power
}
