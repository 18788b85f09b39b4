package report

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
)

// FuzzReport reads any text without harm: what is found is valid, and comes
// out the same for the same text.
func FuzzReport(f *testing.F) {
	r := newReader(f)
	f.Add("青溪县2021年政府信息公开工作年度报告\n电话：0777—6543210"+rest+"青溪县人民政府\n2022年1月12日", "青溪县_首页")
	f.Add("青政办函 〔2022〕 7 号\n一、总体情况2021年\n二〇二二年一月十八日", "")
	f.Add(strings.Repeat("。一、总体情况", 60), "")
	f.Add("\xff\xfe一、\n\n|邮 编|３９９１２３|", "\x00")
	f.Fuzz(func(t *testing.T, text, hint string) {
		in := Input{Title: hint, Pages: []extract.Page{{Number: 1, Text: text}, {Number: 2, Text: hint}}}
		m := r.Meta(in)
		if d := m.PublishedOn; d != nil {
			if _, err := time.Parse(time.DateOnly, *d); err != nil {
				t.Errorf("published_on = %q", *d)
			}
		}
		if y := m.Year; y != nil && (*y < 2000 || *y > 2999) {
			t.Errorf("year = %d", *y)
		}
		for _, s := range []*string{m.Title, m.Issuer, m.DocNumber, m.Phone, m.Fax, m.Email, m.Postcode, m.Address} {
			if s != nil && (*s == "" || utf8.RuneCountInString(*s) > 220) {
				t.Errorf("a field holds %q", *s)
			}
		}
		for _, s := range r.Sections(in) {
			if s.Number == "" || s.Title == "" || s.Page < 1 {
				t.Errorf("section = %+v", s)
			}
		}
	})
}
