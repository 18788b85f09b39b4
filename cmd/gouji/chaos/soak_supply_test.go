package chaos

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gouji/gouji/internal/hostile"
	"github.com/gouji/gouji/internal/printer"
	"github.com/gouji/gouji/internal/specimen"
)

// supply makes the files of a soak test, good and bad ones.
type supply struct {
	t       *testing.T
	rng     *rand.Rand
	printed []printer.Report
	hostile []hostile.File
	made    int
	again   []*item // good ones that may be dropped once more
}

func newSupply(t *testing.T, rng *rand.Rand) *supply {
	t.Helper()
	press, err := printer.Start(t.Context())
	must(t, err)
	s := &supply{t: t, rng: rng}
	for seed := range uint64(2) {
		report, err := press.Print(t.Context(), printer.Options{Seed: seed + 1})
		must(t, err)
		s.printed = append(s.printed, report)
	}
	must(t, press.Close())
	for _, f := range hostile.Set() {
		if (f.Want == hostile.Refused || f.Want == hostile.Read && f.Pages == nil) && len(f.Content) < 100<<10 && len(f.Content) > 0 {
			s.hostile = append(s.hostile, f)
		}
	}
	rng.Shuffle(len(s.hostile), func(a, b int) { s.hostile[a], s.hostile[b] = s.hostile[b], s.hostile[a] })
	return s
}

// next returns a file that was not there before, or one that was, under whatever
// name; and whether it must be found.
func (s *supply) next() (i *item, good bool) {
	switch n := s.rng.IntN(20); {
	case n < 2 && len(s.hostile) > 0:
		f := s.hostile[0]
		s.hostile = s.hostile[1:]
		return newItem(f.Name, f.Content), f.Want == hostile.Read
	case n < 4:
		return s.bad(), false
	case n < 5 && len(s.again) > 0:
		return s.again[s.rng.IntN(len(s.again))], true
	case n < 7:
		i = s.pdf()
	default:
		i = s.text()
	}
	s.again = append(s.again, i)
	return i, true
}

// text is a report in any layout and encoding, with any damage.
func (s *supply) text() *item {
	layouts := specimen.Layouts()
	s.made++
	o := specimen.Random(s.rng)
	o.Layout, o.Figures = layouts[s.made%len(layouts)].Name, specimen.Small
	report := specimen.Make(o)
	return newItem(report.Name, report.Bytes)
}

// pdf is a printed report that differs from the others by a comment.
func (s *supply) pdf() *item {
	s.made++
	report := s.printed[s.made%len(s.printed)]
	i := newItem(report.Name+".pdf", fmt.Appendf(append([]byte{}, report.PDF...), "%% copy %d\n", s.made))
	i.pages = len(report.Lines)
	return i
}

// bad is a file that no reader can read, another one each time.
func (s *supply) bad() *item {
	s.made++
	switch s.made % 4 {
	case 0:
		return newItem("cut.pdf", fmt.Appendf(nil, "%%PDF-1.4\n%% copy %d\n1 0 obj\n<< /Type /Catalog", s.made))
	case 1:
		return newItem("cut.docx", fmt.Appendf(nil, "PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00%d", s.made))
	case 2:
		return newItem("cut.png", fmt.Appendf(nil, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR%d", s.made))
	default:
		noise := make([]byte, 3000)
		for n := range noise {
			noise[n] = byte(s.rng.IntN(256))
		}
		return newItem("noise.txt", noise)
	}
}
