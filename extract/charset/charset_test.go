package charset

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decode(t testing.TB, b []byte, o Options) Text {
	t.Helper()
	text, err := Decode(b, o)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestDecodeEncodings(t *testing.T) {
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	prose := "本机关未收到政府信息公开申请，也未发生行政复议和行政诉讼。"
	for _, c := range []struct {
		name, text string
		file       []byte
		declared   string
		encoding   string
	}{
		{"utf-8", sample, []byte(sample), "", "utf-8"},
		{"utf-8 with a mark", sample, []byte("\xEF\xBB\xBF" + sample), "", "utf-8"},
		{"utf-8 called gb2312", sample, []byte(sample), "gb2312", "utf-8"},
		{"utf-16le with a mark", sample, append([]byte("\xFF\xFE"), encode(t, utf16le, sample)...), "", "utf-16le"},
		{"utf-16be with a mark", sample, append([]byte("\xFE\xFF"), encode(t, utf16be, sample)...), "", "utf-16be"},
		{"utf-16le", sample, encode(t, utf16le, sample), "", "utf-16le"},
		{"utf-16be", sample, encode(t, utf16be, sample), "", "utf-16be"},
		{"utf-16le without ASCII", prose, encode(t, utf16le, prose), "", "utf-16le"},
		{"utf-16be without ASCII", prose, encode(t, utf16be, prose), "", "utf-16be"},
		{"utf-16le of figures", "1\t2\t30\n4\t5\t60\n", encode(t, utf16le, "1\t2\t30\n4\t5\t60\n"), "", "utf-16le"},
		{"gb18030", sample, encode(t, simplifiedchinese.GB18030, sample), "", "gb18030"},
		{"gbk of traditional", sampleTraditional, encode(t, simplifiedchinese.GBK, sampleTraditional), "", "gb18030"},
		{"gbk called utf-8", sample, encode(t, simplifiedchinese.GBK, sample), "utf-8", "gb18030"},
		{"gbk called big5", sample, encode(t, simplifiedchinese.GBK, sample), "big5", "gb18030"},
		{"gb18030, four bytes", "附件：𠮷、㙍村", encode(t, simplifiedchinese.GB18030, "附件：𠮷、㙍村"), "", "gb18030"},
		{"big5", sampleTraditional, encode(t, traditionalchinese.Big5, sampleTraditional), "", "big5"},
		{"big5 called gbk", sampleTraditional, encode(t, traditionalchinese.Big5, sampleTraditional), "gbk", "big5"},
		{"big5-hkscs", "深水埗區政府信息公開，啫喱", encode(t, traditionalchinese.Big5, "深水埗區政府信息公開，啫喱"), "", "big5"},
		{"short gbk", "总计\t5\n", encode(t, simplifiedchinese.GBK, "总计\t5\n"), "", "gb18030"},
		{"ASCII", "1 | 2 | 3\n", []byte("1 | 2 | 3\n"), "gbk", "utf-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := decode(t, c.file, Options{Declared: c.declared})
			if got.Original != c.text {
				compareLines(t, got.Original, c.text)
			}
			if got.Clean != Clean(c.text) || got.Lossy {
				t.Errorf("clean text differs, lossy %v", got.Lossy)
			}
			if got.Encodings[0] != c.encoding || len(got.Encodings) != 1 {
				t.Errorf("encodings %v, want %s", got.Encodings, c.encoding)
			}
		})
	}
}

func TestDecodeGBKLinesThatAreValidUTF8(t *testing.T) {
	file := append([]byte(strings.Repeat(sample, 1)), encode(t, simplifiedchinese.GBK, "一\n规章\n")...)
	got := decode(t, file, Options{})
	if !strings.HasSuffix(got.Clean, "一\n规章\n") {
		t.Errorf("got %q", got.Clean[len(got.Clean)-20:])
	}
}

func TestDecodeDamage(t *testing.T) {
	gbk := func(s string) string { return string(encode(t, simplifiedchinese.GBK, s)) }
	for _, c := range []struct{ name, file, want string }{
		{"utf-8, cut in the middle", "办理\xE7\xBB\t3\n予以公\xE5\xBC", "办理\uFFFD\t3\n予以公\uFFFD"},
		{"utf-8, cut before Han", "予以\xE5\x85开的申请", "予以\uFFFD开的申请"},
		{"utf-8, stray bytes", "予以\xFF公开\x80\x81的申请", "予以\uFFFD公开\uFFFD\uFFFD的申请"},
		{"gbk, lone lead before a tab", gbk("予以公开") + "\xC4\t3\n", "予以公开\uFFFD\t3\n"},
		{"gbk, lone lead before a digit", gbk("予以公开") + "\xC412\t3\n", "予以公开\uFFFD12\t3\n"},
		{"gbk, lone lead before a line end", gbk("予以公开") + "\xC4\n3\n", "予以公开\uFFFD\n3\n"},
		{"gbk, lone lead before a cell border", gbk("予以公开") + "\xC4|3|\n", "予以公开\uFFFD|3|\n"},
		{"gbk, lone lead before Han", "\xC4" + gbk("本年新收政府信息公开申请数量\t3\n"), "\uFFFD本年新收政府信息公开申请数量\t3\n"},
		{"gbk, a trail byte lost", gbk("本年新收政")[:9] + gbk("信息公开申请数量\t3\n"), "本年新收招\uFFFD息公开申请数量\t3\n"},
		{"gbk, FF", "\xFF" + gbk("总体情况\n") + "\x80\xFF" + gbk("予以公开\t2\n"), "\uFFFD总体情况\n\uFFFD予以公开\t2\n"},
		{"gbk, cut at the end", gbk("不予公开的申请") + "\xC4", "不予公开的申请\uFFFD"},
		{"a sound question mark", "什么是政府信息公开?\n", "什么是政府信息公开?\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := decode(t, []byte(c.file), Options{})
			if got.Clean != c.want {
				t.Errorf("got %q, want %q", got.Clean, c.want)
			}
			if got.Lossy != strings.Contains(c.want, "\uFFFD") {
				t.Errorf("lossy %v", got.Lossy)
			}
		})
	}
}

func TestDecodeUTF16WithLostByte(t *testing.T) {
	file := encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), sample)
	for _, at := range []int{len(file) / 3, len(file)/2 + 1, len(file) - 1} {
		damaged := append(append([]byte{}, file[:at]...), file[at+1:]...)
		got := decode(t, damaged, Options{})
		if !got.Lossy || strings.Count(got.Clean, "\uFFFD") > 2 {
			t.Errorf("a byte less at %d: lossy %v, %d marks", at, got.Lossy, strings.Count(got.Clean, "\uFFFD"))
		}
		wrong := 0
		g, w := strings.Split(got.Clean, "\n"), strings.Split(sample, "\n")
		for i := range min(len(g), len(w)) {
			if g[i] != w[i] && !strings.Contains(g[i], "\uFFFD") {
				wrong++
			}
		}
		if wrong > 0 && len(g) == len(w) {
			t.Errorf("a byte less at %d: %d wrong lines without a mark", at, wrong)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	noise := make([]byte, 4096)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":      {nil, ErrEmpty},
		"blanks":       {[]byte(" \r\n\t\u3000\u200B\x00\x00"), ErrEmpty},
		"only a mark":  {[]byte("\xEF\xBB\xBF"), ErrEmpty},
		"utf-16 mark":  {[]byte("\xFF\xFE"), ErrEmpty},
		"NULs":         {make([]byte, 512), ErrEmpty},
		"PDF":          {[]byte("%PDF-1.7\n"), ErrBinary},
		"ZIP":          {[]byte("PK\x03\x04abcd"), ErrBinary},
		"PNG":          {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), ErrBinary},
		"ELF":          {[]byte("\x7FELF\x02\x01\x01"), ErrBinary},
		"noise":        {noise, ErrBinary},
		"noise, small": {noise[:200], ErrBinary},
	} {
		if _, err := Decode(c.file, Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestDecodeEntities(t *testing.T) {
	for in, want := range map[string]string{
		"&#20844;&#x5F00;&nbsp;3&lt;5":   "公开 3<5",
		"A&amp;B &copy 2020 &foo; & &#;": "A&B &copy 2020 &foo; & &#;",
		"&#20844开":                       "公开",
		"公开&amp;#20844;":                 "公开&#20844;",
		"公开&#0;":                         "公开\uFFFD",
		"一、&#228;&#184;&#173;":           "一、中",
	} {
		if got := decode(t, []byte(in), Options{}); got.Clean != want {
			t.Errorf("%q: %q, want %q", in, got.Clean, want)
		}
		if got := decode(t, []byte(in), Options{Markup: true}); got.Clean != Clean(in) {
			t.Errorf("%q with markup: %q", in, got.Clean)
		}
	}
}
