package report

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
)

func TestSections(t *testing.T) {
	const six = "一 总体情况|二 主动公开政府信息情况|三 收到和处理政府信息公开申请情况|四 政府信息公开行政复议、行政诉讼情况|五 存在的主要问题及改进情况|六 其他需要报告的事项"
	tests := []struct{ name, text, want string }{
		{"plain", rest, six},
		{"Markdown", strings.ReplaceAll(rest, "\n", "\n## ") + "\n### 一是提高效能。\n### (一) 主动公开。", six},
		{"rows of the third table", strings.Replace(rest, "四、政府", "\t一、本年新收政府信息公开申请数量\n0\n三、本年度办理结果\n### 三、本年度办理结果\n四、结转下年度继续办理\t0\n四、政府", 1), six},
		{"glued into one line", strings.ReplaceAll("引言如下，不便之处请谅解。"+strings.Repeat("为此编制本报告。", 30)+rest, "\n", ""), six},
		{"glued behind labels and before them", "概述。" + strings.Repeat("为此编制本报告。", 30) + "一、总体情况2021年，我局认真落实。二、主动公开政府信息情况 第二十条第（一）项信息内容本年制发件数三、收到和处理政府信息公开申请情况（本列数据）一、本年新收政府信息公开申请数量3 四、结转下年度继续办理0 四、政府信息公开行政复议、行政诉讼情况 行政复议五、存在的主要问题及改进情况（一）问题六、其他需要报告的事项无其他事项。", six},
		{"longer titles", "一、总体情况概述\n二、主动公开政府信息的情况\n三、收到和处理政府信息公开申请情况说明\n五、存在的主要问题及改进情况和措施", "一 总体情况概述|二 主动公开政府信息的情况|三 收到和处理政府信息公开申请情况说明|五 存在的主要问题及改进情况和措施"},
		{"a table of contents", "目录\n一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n" + rest, six},
		{"inner headings", strings.Replace(rest, "六、其他", "一、存在的主要问题\n公开不够及时。\n二、改进措施\n加强培训。\n六、其他", 1), six},
		{"text behind the title", strings.ReplaceAll(rest, "情况\n", "情况 2021年，我县认真落实。\n"), six},
		{"other marks", strings.NewReplacer("一、", "一．", "二、", "二. ", "三、", "第三部分 ").Replace(rest), six},
		{"the form before 2019", "一、概述\n公开2条。\n二、主动公开政府信息情况\n三、政府信息依申请公开工作情况\n四、收费减免情况\n五、因政府信息公开申请行政复议、提起行政诉讼的情况\n六、主要问题和改进措施\n七、政府信息公开情况统计表\n",
			"一 概述|二 主动公开政府信息情况|三 政府信息依申请公开工作情况|四 收费减免情况|五 因政府信息公开申请行政复议、提起行政诉讼的情况|六 主要问题和改进措施|七 政府信息公开情况统计表"},
		{"another document", "一、会议时间\n明天。\n二、参加人员\n全体。\n十二、不相关\n三、注意事项", "一 会议时间|二 参加人员|三 注意事项"},
		{"wrong numbers", strings.Replace(rest, "四、政府", "三、政府", 1), strings.Replace(six, "四 ", "三 ", 1)},
		{"none", "没有编号的文字。", ""},
	}
	r := newReader(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range r.Sections(Input{Pages: []extract.Page{{Number: 1, Text: tt.text}}}) {
				got = append(got, s.Number+" "+s.Title)
			}
			if s := strings.Join(got, "|"); s != tt.want {
				t.Errorf("sections = %s\nwant %s", s, tt.want)
			}
		})
	}
}

func TestSectionPagesAndText(t *testing.T) {
	r := newReader(t)
	got := r.Sections(Input{Pages: []extract.Page{
		{Number: 1, Text: "标题\n一、总体情况\n第一段\n第二段"},
		{Number: 2, Text: "第三段\n二、主动公开政府信息情况\n规章\t0"},
	}})
	if len(got) != 2 || got[0].Text != "第一段\n第二段\n第三段" || got[0].Page != 1 || got[1].Page != 2 || got[1].Text != "规章\t0" {
		t.Errorf("sections = %+v", got)
	}
}
