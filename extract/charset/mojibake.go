package charset

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract/han"
)

// maxRounds is how many times over mojibake is undone.
const maxRounds = 3

// undoMojibake undoes mojibake line by line: characters are turned back into the
// bytes they were read from, and these are read as UTF-8. A line is taken as
// mojibake when hardly any of its bytes contradict that and the result reads
// more Chinese. Where most of a file is mojibake, short lines are given the
// benefit of the doubt.
func undoMojibake(s string, done repairs) string {
	for range maxRounds {
		next := undoRound(s, done)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func undoRound(s string, done repairs) string {
	if !singleByte.suspects(s) && !chineseBytes.suspects(s) {
		return s
	}
	var lines []string
	for l := range splitLines([]byte(s)) {
		lines = append(lines, string(l))
	}
	result := make([]string, len(lines))
	mended, all := 0, 0
	for i, l := range lines {
		wide := wideBytes(l)
		all += wide
		if result[i] = undoLine(l, false, done); result[i] != l {
			mended += wide
		}
	}
	if mended == 0 {
		return s
	}
	if mended*2 > all {
		for i, l := range lines {
			result[i] = undoLine(l, true, done)
		}
	}
	return strings.Join(result, "")
}

func wideBytes(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// undoLine undoes the mojibake in one line, as a whole or in runs of it.
func undoLine(s string, likely bool, done repairs) string {
	for _, c := range []code{singleByte, chineseBytes} {
		if !likely && !c.suspects(s) {
			continue
		}
		if text := undoRuns(s, c, likely, done); text != s {
			return text
		}
	}
	return s
}

// undoRuns looks at the runs of characters that the code has, ASCII included;
// within a run that resists as a whole, at the parts without ASCII.
func undoRuns(s string, c code, likely bool, done repairs) string {
	var b strings.Builder
	for len(s) > 0 {
		n := runLength(s, c.has)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s)
			b.WriteString(s[:n])
		} else if text, name := undoRun(s[:n], c, likely); name != "" {
			done[name] = true
			b.WriteString(text)
		} else {
			b.WriteString(undoParts(s[:n], c, likely, done))
		}
		s = s[n:]
	}
	return b.String()
}

// undoParts looks at the parts of a run between ASCII characters: some cells of
// a row may be mojibake and others not. A part that resists is looked at in
// pieces that end in "?", for that can have swallowed the end of a line.
func undoParts(s string, c code, likely bool, done repairs) string {
	var b strings.Builder
	for len(s) > 0 {
		n := runLength(s, func(r rune) bool { return r >= utf8.RuneSelf || r == '?' })
		if n == 0 {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		if text, name := undoRun(s[:n], c, likely); name != "" {
			done[name] = true
			b.WriteString(text)
		} else {
			b.WriteString(undoPieces(s[:n], c, likely, done))
		}
		s = s[n:]
	}
	return b.String()
}

func undoPieces(s string, c code, likely bool, done repairs) string {
	if !strings.Contains(s, "?") {
		return s
	}
	var b strings.Builder
	for piece := range strings.SplitAfterSeq(s, "?") {
		if text, name := undoRun(piece, c, likely); name != "" {
			done[name] = true
			piece = text
		}
		b.WriteString(piece)
	}
	return b.String()
}

func runLength(s string, has func(rune) bool) int {
	for i, r := range s {
		if !has(r) {
			return i
		}
	}
	return len(s)
}

// undoRun undoes one run, all or nothing. The name is that of the repair, empty
// when the run is sound or cannot be mojibake of this code.
func undoRun(s string, c code, likely bool) (text, name string) {
	if !likely && !c.suspects(s) {
		return "", ""
	}
	symbols, name := c.symbols(s)
	text, found := assemble(symbols, c.width)
	if text == s {
		return "", ""
	}
	if !found.plausible(likely) {
		return undoBytes(c, symbols)
	}
	if found.proves(c) {
		return text, name
	}
	// What is lost is lost in both readings: it speaks for neither.
	gain := han.Score(withoutLost(text)) - han.Score(withoutLost(s))
	if likely && found.faults == 0 && gain > -0.5 || found.whole > 0 && gain > 0.3 {
		return text, name
	}
	return "", ""
}

func withoutLost(s string) string { return strings.ReplaceAll(s, string(lost), "") }

// undoBytes reads the bytes of a single-byte run as GBK or Big5: Chinese text
// that was opened as Latin-1.
func undoBytes(c code, symbols []symbol) (text, name string) {
	const (
		atLeast = 4 // bytes beyond ASCII
	)
	if c.width != 1 {
		return "", ""
	}
	b := make([]byte, len(symbols))
	wide := 0
	for i, sym := range symbols {
		if sym == lostSymbol {
			return "", ""
		}
		b[i] = sym.byte()
		if b[i] >= utf8.RuneSelf {
			wide++
		}
	}
	if wide < atLeast {
		return "", ""
	}
	best := isChinese
	for _, decode := range []func([]byte) string{gb18030().decode, big5().decode} {
		t := decode(b)
		if score := han.Score(t); score > best && !strings.ContainsRune(t, lost) {
			text, name, best = t, mojibakeBytes, score
		}
	}
	return text, name
}
