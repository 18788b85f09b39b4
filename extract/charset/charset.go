package charset

import (
	"errors"
	"strings"
)

// The errors of Decode: the file is refused, trying again is no use.
var (
	// ErrBinary means that the bytes are not text in any encoding.
	ErrBinary = errors.New("charset: not text")
	// ErrEmpty means that there is no visible character.
	ErrEmpty = errors.New("charset: no text")
)

// Options tells what is known about the bytes beforehand.
type Options struct {
	// Declared is the label of an HTML or HTTP header, or empty. It may lie: it
	// counts as one hint among others.
	Declared string
	// Markup leaves entities to the parser of the markup.
	Markup bool
}

// Text is a decoded file.
type Text struct {
	Original  string   // decoded, mojibake undone, otherwise untouched: for display
	Clean     string   // for reading and searching: see Clean; U+FFFD where something was lost
	Encodings []string // IANA names, lower case, in order of their share of the bytes
	Repairs   []string // what was mended, e.g. "mojibake-gbk", "kangxi", "pinyin"
	Lossy     bool     // Clean holds U+FFFD
}

// Decode reads the bytes of a text file. It takes time linear in their number
// and fails with ErrBinary or ErrEmpty only.
func Decode(b []byte, o Options) (Text, error) {
	if isOtherKind(b) {
		return Text{}, ErrBinary
	}
	raw, encodings := decodeBytes(b, o.Declared)
	var t Text
	t.Encodings = encodings
	done := repairs{}
	t.Original = undoMojibake(raw, done)
	if isNoise(t.Original) {
		return Text{}, ErrBinary
	}
	t.Clean = t.Original
	if !o.Markup {
		t.Clean = unescape(t.Clean, done)
	}
	t.Clean = clean(t.Clean, done)
	if strings.TrimSpace(t.Clean) == "" {
		return Text{}, ErrEmpty
	}
	t.Repairs = done.list()
	t.Lossy = strings.ContainsRune(t.Clean, lost)
	return t, nil
}
