package html

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/extract"
)

func same(s string) string { return s }

func printed(blocks []extract.Block) []string {
	var out []string
	for _, b := range blocks {
		if b.Rows == nil {
			out = append(out, "¶ "+b.Text)
		}
		for _, r := range b.Rows {
			var fields []string
			for _, f := range r.Fields {
				fields = append(fields, f.Text)
			}
			out = append(out, strings.Join(fields, "|"))
		}
	}
	return out
}

func TestParse(t *testing.T) {
	for name, tc := range map[string]struct {
		markup string
		want   []string
	}{
		"paragraphs":           {"<p>甲<b>县</b></p><p>乙<br/>丙</p>", []string{"¶ 甲县", "¶ 乙", "¶ 丙"}},
		"spans":                {"<table><tr><td rowspan=2>标</td><td colspan=2>头</td></tr><tr><td>1</td><td>&#50;</td></tr></table>", []string{"标|头", "1|2"}},
		"empty cells":          {"<table><tr><td>标</td><td></td><td><p>3</p></td></tr></table>", []string{"标||3"}},
		"broken inside a cell": {"<table><tr><td>本年新<br />制作数量</td><td>1</td></tr></table>", []string{"本年新制作数量|1"}},
		"end tags left out":    {"<table><tr><td>甲<td>1<tr><td>乙<td>2</table>", []string{"甲|1", "乙|2"}},
		"script and style":     {"<style>p{}</style><script>var a=1</script><p>甲</p>", []string{"¶ 甲"}},
		"numbers on two lines": {"<table><tr><td>甲</td><td>46<br>47</td><td>5<p>6</p></td></tr></table>", []string{"甲|46 47|5 6"}},
		"raised notes":         {"<table><tr><td>甲</td><td>46<sup>1</sup></td></tr></table>", []string{"甲|46 [1]"}},
		"struck and hidden":    {"<table><tr><td>甲</td><td><del>9</del>46<span style='display: none'>7</span></td></tr><tr hidden><td>乙</td><td>1</td></tr></table><p style=\"display:none\">丙</p>", []string{"甲|46"}},
		"fields of a form":     {"<table><tr><td>甲</td><td><input value=5><input type=hidden value=8></td></tr></table>", []string{"甲|5"}},
		"layout table":         {"<table><tr><td><p>序</p><table><tr><td>甲</td><td>1</td></tr></table></td></tr></table>", []string{"¶ 序", "甲|1"}},
		"inside a script":      {`<p class=\"x\">甲</p><table border=\"1\"><tr><td>乙<\/td><td>1<\/td><\/tr><\/table>`, []string{"¶ 甲", "乙|1"}},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Parse(tc.markup, same)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, printed(d.Blocks)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseTitleAndText(t *testing.T) {
	d, err := Parse("<html><head><title> 甲县 年报 </title></head><body><h1>别的</h1><p>一</p><table><tr><td>乙</td><td>1</td><td></td></tr></table></body></html>", strings.ToUpper)
	if err != nil || d.Title != "甲县 年报" || d.Text != "别的\n一\n乙\t1\n" {
		t.Errorf("title %q, text %q, error %v", d.Title, d.Text, err)
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"<!DOCTYPE html><html><body><p>甲</p></body></html>":        true,
		"<p>甲</p>\n<p>乙</p>\n<p>丙</p>":                             true,
		"甲县报告\n\n" + strings.Repeat("正文", 400) + "</span><br><br>": false,
		"a < b and c > d": false,
		"":                false,
	} {
		if Is(text) != want {
			t.Errorf("Is(%.20q) is not %v", text, want)
		}
	}
}

func TestDeepNestingIsBounded(t *testing.T) {
	d, err := Parse(strings.Repeat("<div>", 400)+"甲"+strings.Repeat("</div>", 400)+"<p>乙</p>", same)
	if err == nil && len(d.Blocks) == 0 {
		t.Error("nothing was read")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"<p>甲", "<table><tr><td colspan=999999>1", "<table><table><td>", `<p class=\"`, "&#xD800;<td>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s, same)
		if err != nil {
			return
		}
		for _, b := range d.Blocks {
			for _, r := range b.Rows {
				if len(r.Fields) == 0 {
					t.Error("a row without fields")
				}
			}
		}
	})
}
