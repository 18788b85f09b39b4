package charset

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"line ends":           {"a\r\nb\rc\u2028d\u0085e\u2029f\n\r\ng", "a\nb\nc\nd\ne\nf\n\ng"},
		"spaces":              {"一\u3000二\u00A0三\u2003四\u2009五\u202F六", "一 二 三 四 五 六"},
		"zero width":          {"公\u200B开\u200C1\u200D2\uFEFF3\u2060\u00AD条\uFE0F", "公开123条"},
		"controls":            {"公\x00开\x0B\x1A\x08\x7F\t3\x00\n", "公开\t3\n"},
		"tabs stay":           {"\t1\t\t2\n", "\t1\t\t2\n"},
		"page break":          {"第一页\n\f第二页\f 3\f\n\f\n", "第一页\n\f第二页 3\n\f\n"},
		"page break at start": {"\u200B\f\f第一页", "\f第一页"},
		"full width":          {"１２３．５％ ＋１ －２ ３／４ ａＺ＠ｑｑ", "123.5% +1 -2 3/4 aZ@qq"},
		"punctuation stays":   {"（一），二；三：四。“五”、《六》！？", "（一），二；三：四。“五”、《六》！？"},
		"dashes stay":         {"— – ― ━ /", "— – ― ━ /"},
		"minus":               {"−5", "-5"},
		"radicals":            {"⼈⺠政府⽂件", "人民政府文件"},
		"compatibility":       {"不⾏數", "不行數"},
		"pinyin":              {"公開(kāi)情況（qíng kuàng）", "公開情況"},
		"what was lost stays": {"信\uFFFD公开", "信\uFFFD公开"},
		"entities stay":       {"&#20844;&lt;", "&#20844;&lt;"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestRepairsAreNamed(t *testing.T) {
	text := decode(t, []byte("⼈民\u200B政府\r\n公開(kāi)１ &#20844;\u3000\x00\uF967"), Options{})
	want := []string{compatibility, controls, entities, fullWidth, lineEnds, pinyin, radicals, spaces, zeroWidth}
	slices.Sort(want)
	if !slices.Equal(text.Repairs, want) {
		t.Errorf("repairs %v, want %v", text.Repairs, want)
	}
	if got := decode(t, []byte(sample), Options{}); len(got.Repairs) != 0 {
		t.Errorf("a sound text was repaired: %v", got.Repairs)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("公開(kāi)\r\f１２\u3000⼈\x00")
	f.Add("\f\f\n\u200B\f不(dé)\uFFFD")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(strings.ToValidUTF8(s, "\uFFFD"))
		assertClean(t, got)
		if again := Clean(got); again != got {
			t.Errorf("%q becomes %q, then %q", s, got, again)
		}
	})
}

// assertClean checks what Clean promises of any text.
func assertClean(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("invalid UTF-8: %q", s)
	}
	before := '\n'
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t':
		case r == '\f' && before == '\n':
		case r < ' ' || 0x7F <= r && r < 0xA0:
			t.Errorf("control character %U in %q", r, s)
		}
		before = r
	}
}
