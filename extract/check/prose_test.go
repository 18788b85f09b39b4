package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
)

// table is a form filled so that 新收 30, 上年结转 4, 总计 32, 结转 2; reviews 3,
// suits 2 and 1.
var table = map[string]any{
	"applications/received/natural_person": 30, "applications/received/total": 30,
	"applications/carried_in/natural_person": 4, "applications/carried_in/total": 4,
	"applications/granted/natural_person": 32, "applications/granted/total": 32,
	"applications/total/natural_person": 32, "applications/total/total": 32,
	"applications/carried_out/natural_person": 2, "applications/carried_out/total": 2,
	"litigation/cases/reconsideration.upheld": 3, "litigation/cases/reconsideration.total": 3,
	"litigation/cases/direct.upheld": 2, "litigation/cases/direct.total": 2,
	"litigation/cases/after.upheld": 1, "litigation/cases/after.total": 1,
}

func TestProse(t *testing.T) {
	forms := loadForms(t)
	tests := []struct {
		name, text string
		want       []string // STATUS RULE, in the order of the rules
	}{
		{"received", "2021年，全县共收到政府信息公开申请30件。", []string{"pass received"}},
		{"received with what was carried in", "全年共受理政府信息公开申请34件，均已答复。", []string{"pass received"}},
		{"newly received excludes it", "本年新收政府信息公开申请34件。", []string{"fail received"}},
		{"wrong", "全县共收到政府信息公开申请31件。", []string{"fail received"}},
		{"number before the noun", "（二）依申请公开方面。本年度全区共收到30件申请，及时依法依规办结32件，2件结转下年度继续办理。", []string{"pass received", "pass answered", "pass carried_out"}},
		{"carried in brackets", "全市依申请公开受理30件，答复32件（含上年结转4，顺延2）。", []string{"pass received", "pass carried_in", "pass answered", "pass carried_out"}},
		{"carried in brackets with nouns", "受理政府信息公开申请30件；答复政府信息公开申请32件（含上年度结转申请4件，另有2件申请按照规定顺延到下年度答复）。", []string{"pass received", "pass carried_in", "pass answered", "pass carried_out"}},
		{"parts of a total", "全年受理政府信息公开申请30件，其中19件已办结，11件撤销。", []string{"pass received"}},
		{"a part alone", "全年受理信息公开申请34件，其中自然人申请19件，法人申请15件；共办理32件，结转下一年2件。", []string{"pass received", "pass answered", "pass carried_out"}},
		{"an office for the government", "区政府办代表区政府受理政府信息公开申请7件，均已答复。", []string{"unknown received"}},
		{"an office by itself", "县政府办公室共收到政府信息公开申请7件。", []string{"unknown received"}},
		{"own office", "我局共收到政府信息公开申请7件。", []string{"fail received"}},
		{"many years", "2008年以来累计收到政府信息公开申请712件。", []string{"unknown received"}},
		{"another year", "2019年全县收到政府信息公开申请12件。", []string{"unknown received"}},
		{"some months", "1至6月共收到政府信息公开申请12件。", []string{"unknown received"}},
		{"twelve months", "1-12月份，全镇共收到政府信息公开申请30条。", []string{"pass received"}},
		{"one agrees", "县政府收到申请12件。全县共收到政府信息公开申请30件。全县共收到政府信息公开申请29件。", []string{"pass received"}},
		{"none", "2021年，我镇未收到政府信息公开申请，未发生因政府信息公开引起的行政复议、行政诉讼。", []string{"fail received", "fail reconsideration", "fail litigation"}},
		{"no reviews only", "全年没有收到涉及政府信息公开的行政复议申请。", []string{"fail reconsideration"}},
		{"reviews and suits", "信息公开类行政复议3件，诉讼3件，均获维持。", []string{"pass reconsideration", "pass litigation"}},
		{"reviews and suits as one", "因政府信息公开引发的行政复议、行政诉讼案件共6件。", []string{"pass litigation"}},
		{"all reviews of a justice bureau", "全年受理行政复议申请120件，其中涉及政府信息公开3件。", nil},
		{"other things received", "受理县长信箱6件，办理人大建议11件，回复网民留言200条，办结率100%。", nil},
		{"petitions beside requests", "受理政府信息公开申请30件，答复热线诉求84件。", []string{"pass received"}},
		{"published items", "主动公开政府信息2083条，其中政府网站公开1500条。", nil},
		{"answers of one sort", "作出予以公开答复5件、部分公开答复2件，均为依申请公开。", []string{"unknown answered"}},
		{"Chinese digits", "全年共收到政府信息公开申请三十件，答复三十二件，结转下年度两件。", []string{"pass received", "pass answered", "pass carried_out"}},
		{"full-width digits", "全年共收到政府信息公开申请３０件。", []string{"pass received"}},
		{"traditional", "全縣共收到政府信息公開申請30件，結轉下年度2件。", []string{"pass received", "pass carried_out"}},
		{"wrapped line", "全县共收到政府信\n息公开申请3\n0件。", []string{"pass received"}},
		{"a row of a table", "一、本年新收政府信息公开申请数量\t9\t0\t9", nil},
		{"other applications", "受理行政许可申请5200件，办结5100件，落实信息公开要求。", nil},
		{"other applications behind the figure", "收到政府信息公开申请30件，受理12件行政许可申请。", []string{"pass received"}},
		{"other work in the same sentence", "规范依申请公开，办理12件民生实事。", nil},
		{"received and answered at once", "全年收到并答复政府信息公开申请30件。", []string{"pass answered"}},
		{"growth", "依申请公开工作：共收到申请30件，同比增长12件。", []string{"pass received"}},
		{"thousands", "全县共收到政府信息公开申请1,030件。", []string{"fail received"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := specimen(t, forms, "2021", table)
			year := 2021
			doc.Meta.Year = &year
			doc.Sections = []extract.Section{{Number: "一", Title: "总体情况", Page: 1, Text: tt.text}}
			var got []string
			for _, f := range Run(doc, forms) {
				if rule, ok := strings.CutPrefix(f.Rule, "prose."); ok {
					got = append(got, string(f.Status)+" "+rule)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("prose = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestProseDoubtsTheTable(t *testing.T) {
	forms := loadForms(t)
	doc := specimen(t, forms, "2021", table)
	doc.Sections = []extract.Section{{Number: "一", Title: "总体情况", Text: "全县共收到政府信息公开申请31件。"}}
	cell(doc, "applications/received/total").Status = extract.Suspect
	f := byRule(Run(doc, forms), "prose.received")
	if len(f) != 1 || f[0].Status != extract.Unknown || f[0].Severity != extract.Warning {
		t.Errorf("findings = %+v", f)
	}
	doc.Tables = nil
	if f := byRule(Run(doc, forms), "prose.received"); f != nil {
		t.Errorf("findings without a table = %+v", f)
	}
}

func TestNumerals(t *testing.T) {
	for s, want := range map[string]int{"12": 12, "十二": 12, "两": 2, "二十": 20, "一百零五": 105, "三千二百五十九": 3259, "一万二千": 12000, "零": 0, "〇": 0} {
		if got, ok := parseNumeral(s); !ok || got != want {
			t.Errorf("parseNumeral(%q) = %d, %v, want %d", s, got, ok, want)
		}
	}
	if _, ok := parseNumeral("99999999999999999999"); ok {
		t.Error("a figure beyond the range of an int was read")
	}
}
