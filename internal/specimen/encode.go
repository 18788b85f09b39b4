package specimen

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// encodingDamages turn the text into bytes. Each is undone exactly by who
// finds out what was done, and leaves a text alone that it could not hold.
func encodingDamages() []Damage {
	return []Damage{
		{Name: "utf-8-bom", bytes: func(_ *maker, s string) ([]byte, bool) { return []byte("\ufeff" + s), true }},
		{Name: "utf-16le-bom", bytes: whole(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))},
		{Name: "utf-16be-bom", bytes: whole(unicode.UTF16(unicode.BigEndian, unicode.UseBOM))},
		{Name: "utf-16le", bytes: whole(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM))},
		{Name: "utf-16be", bytes: whole(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM))},
		{Name: "gb18030", bytes: named("gb18030", simplifiedchinese.GB18030)},
		{Name: "gbk", bytes: named("gb2312", simplifiedchinese.GBK)},
		{Name: "big5", bytes: named("big5", traditionalchinese.Big5)},
		{Name: "mixed-lines", bytes: mixedLines, fits: manyLines},
		{Name: "mojibake-gbk-lines", bytes: mojibake(simplifiedchinese.GBK), fits: manyLines},
		{Name: "mojibake-latin1-lines", bytes: mojibake(charmap.ISO8859_1), fits: manyLines},
		{Name: "mojibake-latin1", bytes: func(_ *maker, s string) ([]byte, bool) {
			b, err := charmap.ISO8859_1.NewDecoder().Bytes([]byte(s))
			return b, err == nil
		}},
	}
}

func manyLines(l Layout) bool { return !l.oneLine }

// named is whole for an encoding that a web page may declare by name; half of
// the pages go on saying utf-8.
func named(name string, e encoding.Encoding) func(*maker, string) ([]byte, bool) {
	return func(m *maker, s string) ([]byte, bool) {
		if m.layout.ext == ".html" && m.chance(0.5) {
			s = strings.Replace(strings.Replace(s, `charset="utf-8"`, `charset="`+name+`"`, 1), "charset=utf-8", "charset="+name, 1)
		}
		return whole(e)(m, s)
	}
}

func whole(e encoding.Encoding) func(*maker, string) ([]byte, bool) {
	return func(_ *maker, s string) ([]byte, bool) {
		b, err := e.NewEncoder().Bytes([]byte(s))
		return b, err == nil
	}
}

// mixedLines writes some lines of a UTF-8 text in GBK.
func mixedLines(m *maker, s string) ([]byte, bool) {
	return someLines(m, s, func(line []byte) ([]byte, bool) {
		b, err := simplifiedchinese.GBK.NewEncoder().Bytes(line)
		return b, err == nil && !utf8.Valid(b)
	})
}

// mojibake reads the UTF-8 bytes of some lines in a wrong encoding, where that
// loses nothing.
func mojibake(wrong encoding.Encoding) func(*maker, string) ([]byte, bool) {
	return func(m *maker, s string) ([]byte, bool) {
		return someLines(m, s, func(line []byte) ([]byte, bool) {
			b, err := wrong.NewDecoder().Bytes(line)
			if err != nil || bytes.ContainsRune(b, utf8.RuneError) || bytes.Equal(b, line) {
				return nil, false
			}
			back, err := wrong.NewEncoder().Bytes(b)
			return b, err == nil && bytes.Equal(back, line)
		})
	}
}

func someLines(m *maker, s string, change func([]byte) ([]byte, bool)) ([]byte, bool) {
	took := false
	lines := strings.SplitAfter(s, "\n")
	var out []byte
	for _, line := range lines {
		text, end := strings.TrimRight(line, "\r\n"), line[len(strings.TrimRight(line, "\r\n")):]
		if m.chance(0.25) {
			if b, ok := change([]byte(text)); ok {
				out = append(append(out, b...), end...)
				took = true
				continue
			}
		}
		out = append(out, line...)
	}
	return out, took
}
