package tesseract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/ocr"
)

// compose joins the symbols of a line to a reading.
func compose(all []found) ocr.Reading {
	r := ocr.Reading{}
	var words []string // of one symbol each, or a space
	for i, f := range all {
		if i > 0 && f.wordBegin && !chinese(all[i-1].Text) && !chinese(f.Text) {
			words = append(words, " ")
		}
		words = append(words, f.Text)
		if i == 0 || f.Confidence < r.Confidence {
			r.Confidence = f.Confidence
		}
		r.Symbols = append(r.Symbols, f.Symbol)
	}
	widen(words)
	var text strings.Builder
	for i, w := range words {
		// A symbol may itself be a space, at either end too.
		if w == " " && (i == 0 || i == len(words)-1 || chinese(words[i-1]) || chinese(words[i+1])) {
			continue
		}
		text.WriteString(w)
	}
	r.Text = text.String()
	return r
}

// wide maps punctuation to its full-width form.
var wide = map[string]string{
	"(": "（", ")": "）", ":": "：", ";": "；", ",": "，", "?": "？", "!": "！",
}

// widen replaces punctuation that stands beside Chinese, and a closing bracket
// with its opening one.
func widen(symbols []string) {
	var open []bool // per open bracket: is it wide?
	for i, s := range symbols {
		beside := i > 0 && chinese(symbols[i-1]) || i+1 < len(symbols) && chinese(symbols[i+1])
		switch s {
		case "(":
			open = append(open, beside)
		case ")":
			if n := len(open); n > 0 {
				beside = open[n-1]
				open = open[:n-1]
			}
		}
		if w := wide[s]; w != "" && beside {
			symbols[i] = w
		}
	}
}

// chinese reports whether a symbol is a Han character or Chinese punctuation,
// which are written without spaces.
func chinese(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Han, c) || c >= 0x3000 && c <= 0x303f || c >= 0xff00 && c <= 0xff5e ||
		strings.ContainsRune("“”‘’—…", c)
}
