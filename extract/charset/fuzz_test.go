package charset

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

func FuzzDecode(f *testing.F) {
	short := sample[:600]
	f.Add([]byte(short), "", false)
	f.Add(encode(f, simplifiedchinese.GB18030, strings.ToValidUTF8(short, "")), "utf-8", false)
	f.Add(encode(f, traditionalchinese.Big5, sampleTraditional), "gbk", true)
	f.Add(encode(f, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), strings.ToValidUTF8(short, "")), "", false)
	f.Add([]byte(asGBK(short, '?')), "big5", false)
	f.Add([]byte(asLatin1(asLatin1(short))), "iso-8859-1", false)
	f.Add([]byte("&#x516C;\xC4\t\xE5\xBC\n\x81\x30\x81\x30\xFF"), "shift_jis", false)
	f.Fuzz(func(t *testing.T, b []byte, declared string, markup bool) {
		text, err := Decode(b, Options{Declared: declared, Markup: markup})
		if err != nil {
			return
		}
		if !utf8.ValidString(text.Original) {
			t.Errorf("invalid UTF-8: %q", text.Original)
		}
		assertClean(t, text.Clean)
		if again := Clean(text.Clean); again != text.Clean {
			t.Errorf("%q becomes %q", text.Clean, again)
		}
		if text.Lossy != strings.ContainsRune(text.Clean, '\uFFFD') || len(text.Encodings) == 0 {
			t.Errorf("lossy %v, encodings %v", text.Lossy, text.Encodings)
		}
	})
}
