package charset

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"pgregory.net/rapid"

	"github.com/gouji/gouji/extract/han"
)

func TestUndoMojibake(t *testing.T) {
	twice := func(s string) string { return asLatin1(asLatin1(s)) }
	even := "本机关公开政府信息" // with 80 as a euro sign, pairs all along
	for _, c := range []struct{ name, file, want, repair string }{
		{"latin-1", asLatin1(sample), sample, mojibakeLatin1},
		{"latin-1 of traditional", asLatin1(sampleTraditional), sampleTraditional, mojibakeLatin1},
		{"cp1252", asCP1252(sample, 0), sample, mojibakeCP1252},
		{"latin-1 twice", twice(sample), sample, mojibakeLatin1},
		{"cp1252 twice", asCP1252(asCP1252(sample, 0), 0), sample, mojibakeCP1252},
		{"gbk", asGBK(even, lost), even, mojibakeGBK},
		{"gbk, one cell", "不予公开\t" + asGBK("总计", lost) + "\t5\n", "不予公开\t总计\t5\n", mojibakeGBK},
		{"latin-1, one cell", "不予公开\t" + asLatin1("总计") + "\t5\n", "不予公开\t总计\t5\n", mojibakeLatin1},
		{"gbk in latin-1", "年度\t" + asLatin1(string(encode(t, simplifiedchinese.GBK, "政府信息公开"))), "年度\t政府信息公开", mojibakeBytes},
		{"big5 in cp1252", cp1252Of(encode(t, traditionalchinese.Big5, "政府信息公開條例")), "政府信息公開條例", mojibakeBytes},
		{"no-break spaces that became plain", strings.ReplaceAll(asLatin1("增加了栏目"), "\u00A0", " "), "增加了栏目", mojibakeLatin1},
		{"sound text", sample, sample, ""},
		{"sound rare characters", "鏂鎴銆、喆堃镕淼垚\n", "鏂鎴銆、喆堃镕淼垚\n", ""},
		{"sound western words", "café résumé §3 10×20 ±5° “é”\n", "café résumé §3 10×20 ±5° “é”\n", ""},
		{"sound line of traditional", "鎮銀閱鑑鑒鏈錄\n", "鎮銀閱鑑鑒鏈錄\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := decode(t, []byte(c.file), Options{})
			compareLines(t, got.Original, c.want)
			if got.Lossy {
				t.Error("lossy")
			}
			if has := strings.Join(got.Repairs, " "); c.repair == "" && strings.Contains(has, "mojibake") || !strings.Contains(has, c.repair) {
				t.Errorf("repairs %s, want %s", has, c.repair)
			}
		})
	}
}

func cp1252Of(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		if r := charmap.Windows1252.DecodeByte(c); r != lost {
			out.WriteRune(r)
		} else {
			out.WriteRune(rune(c))
		}
	}
	return out.String()
}

// Whatever mojibake lost, what stands between the marks is right, and no line is
// without a mark that lost something.
func TestLossShows(t *testing.T) {
	for name, damage := range map[string]func(string) string{
		"gbk, U+FFFD":    func(s string) string { return asGBK(s, lost) },
		"cp1252, U+FFFD": func(s string) string { return asCP1252(s, lost) },
		"cp1252, ?":      func(s string) string { return asCP1252(s, '?') },
		"latin-1 of cp1252 with U+FFFD": func(s string) string {
			return asLatin1(asCP1252(s, lost))
		},
		"gbk of gbk": func(s string) string { return asGBK(asGBK(s, lost), lost) },
	} {
		for _, source := range []string{sample, sampleTraditional} {
			t.Run(name, func(t *testing.T) {
				got := decode(t, []byte(damage(source)), Options{})
				if !got.Lossy {
					t.Error("the loss does not show")
				}
				g, w := strings.Split(got.Clean, "\n"), strings.Split(source, "\n")
				if len(g) != len(w) {
					t.Fatalf("%d lines, want %d", len(g), len(w))
				}
				for i := range g {
					if !explains(g[i], w[i]) {
						t.Errorf("line %d:\n got %q\nwant %q", i+1, g[i], w[i])
					}
				}
			})
		}
	}
}

// A "?" of .NET can swallow a tab, a digit or a line end: the text around it must
// hold the mark, and all the rest be right.
func TestLossShowsWhereSignsWereSwallowed(t *testing.T) {
	for _, source := range []string{sample, sampleTraditional} {
		got := decode(t, []byte(asGBK(source, '?')), Options{})
		if !explains(got.Clean, source) {
			t.Errorf("got %q", got.Clean)
		}
	}
}

// words are what the generated lines are made of.
var words = strings.Fields(`政府 信息 公开 申请 本年 新收 数量 行政 复议 诉讼 结果 维持 纠正 其他 总计 自然人
	企业 机构 组织 （一） 予以 部分 不予 无法提供 不予处理 结转 下年度 继续 办理 规章 文件 许可 处罚 强制 收费
	， 。 、 ： 镇 街道 人民 办公室 2022年 318条 12.5万元 0 1 27 1045 - /`)

func drawLine(t *rapid.T, name string) string {
	cells := rapid.SliceOfN(rapid.SampledFrom(words), 3, 14).Draw(t, name)
	separator := rapid.SampledFrom([]string{"", "\t", " | "}).Draw(t, "separator")
	return strings.Join(cells, separator)
}

func isLossless(s string) bool { return !strings.ContainsRune(s, lost) }

func TestPropertyMixedLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return drawLine(t, "line") }), 4, 12).Draw(t, "lines")
		var file strings.Builder
		for _, l := range lines {
			switch rapid.IntRange(0, 3).Draw(t, "damage") {
			case 0:
				b, err := simplifiedchinese.GBK.NewEncoder().String(l)
				if err != nil {
					t.Fatal(err)
				}
				file.WriteString(b)
			case 1:
				if chineseRunes(l) < 4 { // nothing could tell what it was
					file.WriteString(l)
					break
				}
				file.WriteString(asLatin1(l))
			case 2:
				if m := asGBK(l, lost); isLossless(m) {
					file.WriteString(m)
					break
				}
				file.WriteString(l)
			default:
				file.WriteString(l)
			}
			file.WriteString(rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "end"))
		}
		got, err := Decode([]byte(file.String()), Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Join(lines, "\n") + "\n"
		if got.Clean != want {
			t.Errorf("file %q\n got %q\nwant %q", file.String(), got.Clean, want)
		}
	})
}

func TestPropertyCutUTF8(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := drawLine(t, "line")
		if chineseRunes(line) < 4 {
			t.Skip("nothing could tell what it was")
		}
		at := rapid.IntRange(0, len(line)-1).Draw(t, "cut")
		damaged := line[:at] + line[at+1:]
		got, err := Decode([]byte(sample+damaged), Options{})
		if err != nil {
			t.Fatal(err)
		}
		tail := got.Clean[strings.LastIndex(got.Clean, "\n")+1:]
		if line[at] >= 0x80 && !explains(tail, line) {
			t.Errorf("%q without byte %d: %q", line, at, tail)
		}
	})
}

func chineseRunes(s string) int {
	n := 0
	for _, r := range s {
		if han.IsHan(r) {
			n++
		}
	}
	return n
}
