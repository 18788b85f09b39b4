package han

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSimplify(t *testing.T) {
	for in, want := range map[string]string{
		"":             "",
		"abc 123":      "abc 123",
		"政府信息公开":       "政府信息公开",
		"雲溪縣林泉鎮政府信息公開": "云溪县林泉镇政府信息公开",
		"行政復議後起訴":      "行政复议后起诉",
		"市裡、衆人、為":      "市里、众人、为",
		"不掌握\uFFFD𠮷":   "不掌握\uFFFD𠮷",
	} {
		if got := Simplify(in); got != want {
			t.Errorf("Simplify(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSimplifyIsIdempotent(t *testing.T) {
	for r, s := range simplifiedOf() {
		if s != 0 && Simplify(string(rune(s))) != string(rune(s)) && Simplify(Simplify(string(rune(s)))) == string(rune(r)) {
			t.Errorf("%c and %c turn into each other", r, rune(s))
		}
	}
}

func TestRepair(t *testing.T) {
	for in, want := range map[string]string{
		"⼈⺠政府⽂件":         "人民政府文件",
		"⻓⻅⻔⻋⻚⻝":         "长见门车页食",
		"不行數\uF967":      "不行數不",
		"㇐、":             "一、",
		"no change, 不变。": "no change, 不变。",
	} {
		if got := Repair(in); got != want {
			t.Errorf("Repair(%q) = %q, want %q", in, got, want)
		}
	}
	for r := rune(0x2F00); r <= 0x2FD5; r++ {
		if got := RepairRune(r); got < 0x4E00 || got > 0x9FFF {
			t.Errorf("Kangxi radical %U becomes %U", r, got)
		}
	}
}

func TestStripPinyin(t *testing.T) {
	for in, want := range map[string]string{
		"公開(kāi)情況":            "公開情況",
		"國(guó)務（wù）院":         "國務院",
		"我們(men)的報(bào)告":      "我們的報告",
		"全鎮 (zhèn)人口":          "全鎮人口",
		"公開(gōng kāi)":         "公開",
		"數(shu\u0300)量":        "數量",
		"綠(lǜ)化、略(lüè)去":       "綠化、略去",
		"開(k?i)展、會(hu\uFFFD)議": "開展、會議",
		"廣(ɡuǎnɡ)場":            "廣場",
		"重量(kg)、辦公室(OA)":       "重量(kg)、辦公室(OA)",
		"我們(men)":              "我們(men)",
		"單位(dw)開(kāi)":         "單位(dw)開",
		"(kāi)":                "(kāi)",
		"條例（修訂）(2019)":         "條例（修訂）(2019)",
		"什麼(?)":                "什麼(?)",
		"開(kāi":                "開(kāi",
	} {
		if got := StripPinyin(in); got != want {
			t.Errorf("StripPinyin(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestIsHan(t *testing.T) {
	for _, r := range "一龥〇々㐀𠮷⽂\uFA0E" {
		if !IsHan(r) {
			t.Errorf("%U is Han", r)
		}
	}
	for _, r := range "a1，（\uFFFDかㄅ가" {
		if IsHan(r) {
			t.Errorf("%U is not Han", r)
		}
	}
}

func TestScore(t *testing.T) {
	sound := []string{
		"云溪县林泉镇人民政府2022年政府信息公开工作年度报告",
		"雲溪縣林泉鎮人民政府2022年政府信息公開工作年度報告",
		"（一）予以公开",
		"其他",
	}
	for _, s := range sound {
		if Score(s) < 0.6 {
			t.Errorf("Score(%q) = %.2f", s, Score(s))
		}
	}
	for _, s := range []string{"鏀垮簻淇℃伅鍏紑", "æ”¿åºœä¿¡æ¯", "\uFFFD\uFFFD", "ÐÅÏ¢¹«¿ª", "\uE104\uE6F4"} {
		if Score(s) > 0.2 {
			t.Errorf("Score(%q) = %.2f", s, Score(s))
		}
	}
	if s := Score("12\t0\n- 4 -"); s != 0 {
		t.Errorf("ASCII has the score %.2f", s)
	}
}

func TestRank(t *testing.T) {
	if Rank('开') == 0 || Rank('开') != Rank('開') {
		t.Errorf("ranks of 开 and 開: %d, %d", Rank('开'), Rank('開'))
	}
	if Rank('龘') != 0 || Rank('a') != 0 || Rank(-1) != 0 || Rank('𠮷') != 0 {
		t.Error("a rare character has a rank")
	}
}

var nested = regexp.MustCompile(`[(（][^)）]*[(（]`)

func FuzzStripPinyin(f *testing.F) {
	f.Add("公開(kāi)、我們(men)")
	f.Add("數(sh\uFFFD)（）((")
	f.Fuzz(func(t *testing.T, s string) {
		got := StripPinyin(s)
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("%q became invalid: %q", s, got)
		}
		// A note in a note, which nobody writes, would need a pass for each.
		if again := StripPinyin(got); again != got && !nested.MatchString(s) {
			t.Errorf("%q becomes %q, then %q", s, got, again)
		}
		if strings.Count(got, "\n") != strings.Count(s, "\n") {
			t.Errorf("%q lost a line", s)
		}
	})
}
