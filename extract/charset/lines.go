package charset

import (
	"bytes"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract/han"
)

// line is a line of the file with its readings, one for each candidate.
type line struct {
	raw     []byte
	wide    int // bytes beyond ASCII
	texts   []string
	ratings []float64
}

// decodeLines decodes line by line: once by what each line says, then again with
// the shares of the encodings in the file.
func decodeLines(b []byte, all []*candidate) (string, []string) {
	var lines []line
	total := 0
	for raw := range splitLines(b) {
		l := read(raw, all)
		total += l.wide
		if l.wide > 0 {
			all[l.choose(all)].bytes += l.wide
		}
		lines = append(lines, l)
	}
	for _, c := range all {
		c.share = hintOfFile * float64(c.bytes) / float64(max(total, 1))
		c.bytes = 0
	}
	var out strings.Builder
	out.Grow(len(b) * 3 / 2)
	for _, l := range lines {
		if l.wide == 0 {
			out.Write(l.raw)
			continue
		}
		best := l.choose(all)
		all[best].bytes += l.wide
		out.WriteString(l.texts[best])
	}
	return out.String(), names(all)
}

// splitLines cuts after line feeds and carriage returns; neither is ever a part
// of a character in the encodings of this package.
func splitLines(b []byte) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			n := bytes.IndexAny(b, "\n\r") + 1
			if n == 0 {
				n = len(b)
			}
			if !yield(b[:n]) {
				return
			}
			b = b[n:]
		}
	}
}

// read decodes a line in every way and rates the readings. The first candidate
// is UTF-8; the others are left out where the line can be nothing else.
func read(raw []byte, all []*candidate) line {
	l := line{raw: raw, wide: wideBytes(string(raw))}
	if l.wide == 0 {
		return l
	}
	text := all[0].decode(raw)
	score, wide, valid := han.Score(text), threeByteCharacters(text), utf8.Valid(raw)
	l.add(text, score*float64(l.wide)/2+validUTF8*float64(wide))
	odd := isForeign(text) || !valid && wide == 0
	if valid && (score >= isChinese || !odd && len(raw)-utf8.RuneCount(raw) >= enoughPairs) {
		return l
	}
	for _, c := range all[1:] {
		text := c.decode(raw)
		score := han.Score(text)
		if valid && score < isChinese {
			l.add(text, math.Inf(-1))
			continue
		}
		l.add(text, score*float64(l.wide)/2)
		if odd && score >= isChinese { // then it is no UTF-8 even in a file of it
			l.ratings[0] -= hintOfFile
			odd = false
		}
	}
	return l
}

func (l *line) add(text string, rating float64) {
	l.texts = append(l.texts, text)
	l.ratings = append(l.ratings, rating)
}

// isForeign reports a reading beyond ASCII in Greek, Cyrillic or Semitic letters
// alone: in a Chinese text that is short GBK that happens to be valid UTF-8.
func isForeign(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf && (r < 0x370 || r >= 0x800) })
}

func threeByteCharacters(s string) int {
	n := 0
	for _, r := range s {
		if r >= 0x800 && r != lost {
			n++
		}
	}
	return n
}

// choose gives the index of the best reading.
func (l *line) choose(all []*candidate) int {
	best, bestRating := 0, 0.0
	for i := range l.ratings {
		rating := l.ratings[i] + all[i].hint + all[i].share
		if i == 0 || rating > bestRating {
			best, bestRating = i, rating
		}
	}
	return best
}
