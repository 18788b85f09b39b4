package charset

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func BenchmarkDecode(b *testing.B) {
	report := []byte(strings.Repeat(sample, 15<<10/len(sample)+1))
	gbk, err := simplifiedchinese.GB18030.NewEncoder().Bytes(report)
	if err != nil {
		b.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes(report)
	if err != nil {
		b.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"utf-8":           report,
		"gb18030":         gbk,
		"utf-16le":        utf16,
		"mojibake-gbk":    []byte(asGBK(string(report), '?')),
		"mojibake-latin1": []byte(asLatin1(string(report))),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				if _, err := Decode(file, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
