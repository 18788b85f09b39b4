package form_test

import (
	"slices"
	"testing"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/text"
)

// TestLayout holds the official heads of a table of the form to what is printed
// in it, and its keys to those of the cells.
func TestLayout(t *testing.T) {
	set, err := form.Load(configs.Forms)
	if err != nil {
		t.Fatal(err)
	}
	tables := set.Align(text.Parse([]string{`	自然人	商业企业	科研机构	社会公益组织	法律服务机构	其他	总计
一、本年新收政府信息公开申请数量	3	0	0	0	0	0	3
二、上年结转政府信息公开申请数量	0	0	0	0	0	0	0
（一）予以公开	2	0	0	0	0	0	2
（二）部分公开（区分处理的，只计这一情形，不计其他情形）	0	0	0	0	0	0	0
1.属于国家秘密	0	0	0	0	0	0	0
2.其他法律行政法规禁止公开	0	0	0	0	0	0	0
3.危及“三安全一稳定”	0	0	0	0	0	0	0
4.保护第三方合法权益	0	0	0	0	0	0	0
5.属于三类内部事务信息	0	0	0	0	0	0	0
6.属于四类过程性信息	0	0	0	0	0	0	0
7.属于行政执法案卷	0	0	0	0	0	0	0
8.属于行政查询事项	1	0	0	0	0	0	1
（七）总计	3	0	0	0	0	0	3
四、结转下年度继续办理	0	0	0	0	0	0	0
`}))
	if len(tables) != 1 || len(tables[0].Layout) != 1 {
		t.Fatalf("tables: %+v", tables)
	}
	panel := tables[0].Layout[0]
	for key, want := range map[string][]string{
		"received":             nil,
		"granted":              {"三、本年度办理结果"},
		"refused.state_secret": {"三、本年度办理结果", "（三）不予公开"},
		"total":                {"三、本年度办理结果"},
	} {
		if got := under(panel.Rows, key); !slices.Equal(got, want) {
			t.Errorf("row %s stands under %v, want %v", key, got, want)
		}
	}
	if got, want := under(panel.Columns, "business"), []string{"申请人情况", "法人或其他组织"}; !slices.Equal(got, want) {
		t.Errorf("column business stands under %v, want %v", got, want)
	}
	var keys []string
	for _, r := range panel.Rows {
		for _, c := range panel.Columns {
			keys = append(keys, form.Key(tables[0].ID, r.Key, c.Key))
		}
	}
	for i, c := range tables[0].Cells {
		if i >= len(keys) || c.Key != keys[i] {
			t.Fatalf("cell %d is %s; the layout has %d figures", i, c.Key, len(keys))
		}
	}
}

func under(heads []extract.Head, key string) []string {
	for _, h := range heads {
		if h.Key == key {
			return h.Under
		}
	}
	return []string{"no such head"}
}
