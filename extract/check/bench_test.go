package check

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
)

func BenchmarkRun(b *testing.B) {
	forms := loadForms(b)
	doc := specimen(b, forms, "2021", table)
	doc.Sections = []extract.Section{{Number: "一", Title: "总体情况", Text: strings.Repeat("2021年，全县认真贯彻条例，主动公开政府信息120条，加强培训，完善制度。\n", 150) +
		"全年共收到政府信息公开申请30件，其中自然人申请28件，办结32件，结转下年度2件。\n"}}
	b.ReportAllocs()
	for b.Loop() {
		Run(doc, forms)
	}
}

// BenchmarkHostile reads a megabyte of prose of each kind that could make a
// rule slow.
func BenchmarkHostile(b *testing.B) {
	forms := loadForms(b)
	for name, unit := range map[string]string{
		"clauses": "收到申请3件，", "brackets": "（顺延3", "digits": "1234567890", "denials": "未收到", "commas": "，", "closing": "）", "lines": "收到申请3件\n",
	} {
		doc := specimen(b, forms, "2021", table)
		doc.Sections = []extract.Section{{Number: "一", Title: "总体情况", Text: strings.Repeat(unit, 1<<20/len(unit))}}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Run(doc, forms)
			}
		})
	}
}
