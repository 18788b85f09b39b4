package report

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
)

// specimen is a report of ordinary length.
func specimen() Input {
	body := strings.Repeat("2021年，青溪县认真贯彻落实《中华人民共和国政府信息公开条例》，主动公开政府信息120条，深化政务公开工作。\n", 150)
	text := "青溪县2021年政府信息公开工作年度报告\n如有疑问，请与青溪县人民政府办公室联系（地址：青溪县文化路18号；邮编：399123；电话：0777-6543210）。" +
		strings.Replace(rest, "二、主动", body+"二、主动", 1) + "青溪县人民政府办公室\n2022年1月20日"
	return Input{Pages: []extract.Page{{Number: 1, Text: text}}}
}

func BenchmarkMetaAndSections(b *testing.B) {
	r := newReader(b)
	in := specimen()
	b.SetBytes(int64(len(in.Pages[0].Text)))
	b.ReportAllocs()
	for b.Loop() {
		r.Meta(in)
		r.Sections(in)
	}
}

// BenchmarkHostile reads one line of a megabyte, of each kind that could make
// a rule slow.
func BenchmarkHostile(b *testing.B) {
	r := newReader(b)
	for name, unit := range map[string]string{
		"blanks": "县 ", "spaces": "  ", "labels": "电话：", "numerals": "一、", "districts": "区", "brackets": "（", "digits": "0777-12345678 ",
		"headings": "。一、总体情况", "dates": "2021年1月1日", "quotes": "《", "titles": "2021年政府信息公开报告", "lines": "一、情况\n", "newlines": "\n",
	} {
		in := Input{Pages: []extract.Page{{Number: 1, Text: strings.Repeat(unit, 1<<20/len(unit))}}}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(1 << 20)
			for b.Loop() {
				r.Meta(in)
				r.Sections(in)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}
