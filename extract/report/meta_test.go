package report

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
)

// rest is the part of a report that all these cases share.
const rest = `
一、总体情况
2021年，主动公开政府信息120条，开通服务热线0999-1234567。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
六、其他需要报告的事项
无
`

// want holds expected fields as CONTRACT.md names them; "-" stands for nil.
type want map[string]string

func TestMeta(t *testing.T) {
	tests := []struct {
		name  string
		hint  string
		text  string
		after string // what stands after the last part
		want  want
	}{
		{
			name: "title, sentence and contacts",
			text: "青溪县2021年政府信息公开工作年度报告\n根据《条例》和国办公开办函〔2021〕30号要求，由青溪县人民政府办公室编制。本报告数据统计期限为2021年1月1日至2021年12月31日。如有疑问，请与青溪县人民政府办公室联系（地址：青溪县文化路 18 号；邮编：399123；电话：0777—6543210；传真：0777—6543211；电子邮箱：qx_zwgk＠qingxi.gov.cn）。",
			want: want{"title": "青溪县2021年政府信息公开工作年度报告", "issuer": "青溪县人民政府办公室", "year": "2021", "doc_number": "-", "published_on": "-",
				"address": "青溪县文化路18号", "postcode": "399123", "phone": "0777-6543210", "fax": "0777-6543211", "email": "qx_zwgk@qingxi.gov.cn", "region": "-"},
		},
		{
			name: "title over lines with blanks between digits",
			text: "青 溪 县 教 育 局\n２０２１ 年 政 府 信 息 公 开 工 作\n年 度 报 告\n\n按照要求，编制本报告。",
			want: want{"title": "青溪县教育局2021年政府信息公开工作年度报告", "issuer": "青溪县教育局", "year": "2021"},
		},
		{
			name: "year first",
			text: "2021年青溪市发展和改革委员会政府信息公开工作年度报告\n发布日期：2022-01-28 来源：本站 浏览次数：120 字体：[大 中 小]",
			want: want{"title": "2021年青溪市发展和改革委员会政府信息公开工作年度报告", "issuer": "青溪市发展和改革委员会", "published_on": "2022-01-28"},
		},
		{
			name: "year behind the title in brackets",
			text: "青溪区财政局政府信息公开工作年度报告（2021年度）\n（2022年1月20日）",
			want: want{"title": "青溪区财政局政府信息公开工作年度报告（2021年度）", "issuer": "青溪区财政局", "year": "2021", "published_on": "2022-01-20"},
		},
		{
			name: "Chinese digits",
			text: "青溪县人民政府\n二〇二一年政府信息公开工作年度报告", after: "青溪县人民政府办公室\n二〇二二年一月十八日",
			want: want{"title": "青溪县人民政府二〇二一年政府信息公开工作年度报告", "year": "2021", "issuer": "青溪县人民政府办公室", "published_on": "2022-01-18"},
		},
		{
			name: "number at the head", text: "青政办函 〔2022〕 7 号\n\n青溪县人民政府办公室关于2021年政府信息公开工作情况的报告\n根据国办公开办函〔2021〕30号，现报告如下。", after: "青溪县人民政府办公室\n2022年1月19日\n（此件公开发布）",
			want: want{"doc_number": "青政办函〔2022〕7号", "title": "青溪县人民政府办公室关于2021年政府信息公开工作情况的报告", "issuer": "青溪县人民政府办公室", "published_on": "2022-01-19"},
		},
		{
			name: "number in a sentence only", text: "青溪县2021年政府信息公开工作年度报告\n根据青政办〔2022〕3号文件要求，编制本报告。",
			want: want{"doc_number": "-"},
		},
		{
			name: "page attributes in a table",
			text: "索引号：\t000014349/2022-00012\t主题分类：\t政务公开\n发文机关：\t青溪县民政局\t成文日期：\t2022年01月12日\n标　　题：\t青溪县民政局2021年政府信息公开工作年度报告\n发文字号：\t青民〔2022〕4号\t发布日期：\t2022年01月14日\n正文如下，特此报告。",
			want: want{"title": "青溪县民政局2021年政府信息公开工作年度报告", "issuer": "青溪县民政局", "doc_number": "青民〔2022〕4号", "published_on": "2022-01-14"},
		},
		{
			name: "empty labels",
			text: "标题: 青溪新区2021年度政府信息公开工作年度报告\n发布时间: 2022-02-08 16:34\n文号: \n发布机构: \n栏目: 政府信息公开年报\n==== 正文 ====\n青溪新区2021年度政府信息公开工作年度报告 根据《条例》，区管委会办公室编制完成了本报告。",
			want: want{"title": "青溪新区2021年度政府信息公开工作年度报告", "issuer": "青溪新区管委会办公室", "doc_number": "-", "published_on": "2022-02-08"},
		},
		{
			name: "chrome of a crawled page",
			text: "当前位置： 首页 > 政务公开 > 政府信息公开年报 青溪新区2021年度政府信息公开工作年度报告 来源：青溪县人民政府 时间：2022-02-08 16:34 微信 微博 QQ空间 根据《中华人民共和国政府信息公开条例》等文件要求，我区编制完成了本报告。统计期限自2021年1月1日起至2021年12月31日止。联系地址：青溪新区金湾片区管委会大楼14层；邮编：350999；电话/传真：0777-23165370。",
			want: want{"title": "青溪新区2021年度政府信息公开工作年度报告", "issuer": "青溪县人民政府", "published_on": "2022-02-08", "phone": "0777-23165370", "fax": "0777-23165370", "address": "青溪新区金湾片区管委会大楼14层"},
		},
		{
			name: "no title line", text: "为贯彻《条例》和《青溪县人民政府办公室关于做好2021年政府信息公开工作年度报告编制工作的通知》要求，特向社会公布青溪县白石镇人民政府2021年政府信息公开工作年度报告。",
			after: "青溪县白石镇新街32号 邮编:399120\n联系电话:0777-7570191 2022年1月12日\n(撰稿人:某某)",
			want: want{"title": "青溪县白石镇人民政府2021年政府信息公开工作年度报告", "issuer": "青溪县白石镇人民政府", "year": "2021", "published_on": "2022-01-12",
				"phone": "0777-7570191", "postcode": "399120", "address": "青溪县白石镇新街32号"},
		},
		{
			name: "traditional", text: "青溪縣白石鎮人民政府2021年政府信息公開工作年度報告\n聯繫電話：0777-7570191，電子郵箱：abc@qx.gov.cn", after: "青溪縣白石鎮人民政府\n2022年1月12日",
			want: want{"title": "青溪縣白石鎮人民政府2021年政府信息公開工作年度報告", "issuer": "青溪县白石镇人民政府", "phone": "0777-7570191", "email": "abc@qx.gov.cn"},
		},
		{
			name: "a page's title", hint: "青溪县水利局2021年政府信息公开工作年度报告_政府信息公开年报_青溪县人民政府门户网站", text: "根据规定编制本报告。",
			want: want{"title": "青溪县水利局2021年政府信息公开工作年度报告", "issuer": "青溪县水利局"},
		},
		{
			name: "Markdown", text: "# 青溪县人民政府 2021 年 政府信息公开工作年度报告\n\n**青溪县人民政府**\n(2022年1月23日)\n\n根据规定编制本报告。",
			want: want{"title": "青溪县人民政府2021年政府信息公开工作年度报告", "issuer": "青溪县人民政府", "published_on": "2022-01-23"},
		},
		{
			name: "the title runs into the text", text: "青溪县审计局2021年政府信息公开工作年度报告根据《中华人民共和国政府信息公开条例》第五十条的规定，现公布我局年度报告，欢迎社会各界监督，全文由六个部分组成，统计数据期限为全年，有关情况以网站公布的为准，如有疑问请来电来函咨询，我们将及时答复，感谢关注和支持。",
			want: want{"title": "青溪县审计局2021年政府信息公开工作年度报告", "issuer": "青溪县审计局"},
		},
		{
			name: "mobile, 400 and a fax by themselves", text: "青溪县2021年政府信息公开工作年度报告\n传真：0777-1111111\n联系电话：13800138000",
			want: want{"phone": "13800138000", "fax": "-"},
		},
		{
			name: "service number", text: "青溪县2021年政府信息公开工作年度报告\n咨询电话：400-810-1234；监督电话：0777-2222222",
			want: want{"phone": "400-810-1234"},
		},
		{
			name: "labels with blanks, area code in brackets", text: "青溪县2021年政府信息公开工作年度报告\n邮 编：３９９１２３  电 话：（0777）6543210  传 真：（0777）6543211",
			want: want{"postcode": "399123", "phone": "0777-6543210", "fax": "0777-6543211"},
		},
		{
			name: "numbers of others", text: "青溪县2021年政府信息公开工作年度报告\n办理12345热线诉求84件，投诉电话：0777-3333333。",
			want: want{"phone": "-", "fax": "-", "email": "-", "postcode": "-", "address": "-"},
		},
		{
			name: "three-digit area code", text: "某市2021年政府信息公开工作年度报告\n联系电话：01088889999",
			want: want{"phone": "010-88889999"},
		},
		{
			name: "footer of the site", text: "青溪县2021年政府信息公开工作年度报告\n编制本报告。", after: "主办单位：青溪县人民政府办公室 备案号：闽ICP备12345678号\n联系电话：0777-9999999 邮编：399999",
			want: want{"phone": "-", "postcode": "-"},
		},
		{
			name: "the statistics period is no date", text: "青溪县2021年政府信息公开工作年度报告\n统计期限：2021年1月1日至2021年12月31日",
			want: want{"published_on": "-"},
		},
		{
			name: "title among the words of a page", text: "首页 青溪县商务局2021年政府信息公开工作年度报告 2022-01-20 字号：大 中 小 更新时间：2023-05-06\n编制本报告。",
			want: want{"title": "青溪县商务局2021年政府信息公开工作年度报告", "published_on": "2022-01-20", "issuer": "青溪县商务局"},
		},
		{
			name: "a date of the page and not of the report", text: "青溪县2021年政府信息公开工作年度报告\n编制本报告。", after: "更新时间：2023-05-06",
			want: want{"published_on": "-"},
		},
		{
			name: "a notice about the report", text: "关于青溪县商务局2021年政府信息公开工作年度报告的公示\n编制本报告，电话：0777-6543 2100。",
			want: want{"issuer": "青溪县商务局", "phone": "0777-65432100"},
		},
		{
			name: "year on the line below", text: "青溪县气象局政府信息公开工作年度报告\n（2021年度）\n编制本报告。",
			want: want{"title": "青溪县气象局政府信息公开工作年度报告（2021年度）", "year": "2021"},
		},
		{
			name: "labels without blanks", text: "发布机构：县人民政府办公室发布日期：2022-01-20文号：青政办〔2022〕3号\n青溪县2021年政府信息公开工作年度报告\n编制本报告。",
			want: want{"issuer": "青溪县人民政府办公室", "published_on": "2022-01-20"},
		},
		{
			name: "navigation", text: "县委\n人民政府\n政务服务中心\n青溪县2021年政府信息公开工作年度报告\n编制本报告。", after: "省级政府\n县政府部门\n友情链接",
			want: want{"issuer": "青溪县人民政府", "title": "青溪县2021年政府信息公开工作年度报告"},
		},
		{
			name: "printer's line below the signature", text: "青溪县2021年政府信息公开工作年度报告\n编制本报告。", after: "青溪县人民政府\n2022年1月18日\n青溪县人民政府办公室 2022年1月19日印发",
			want: want{"issuer": "青溪县人民政府", "published_on": "2022-01-18"},
		},
		{
			name: "a short name in the label", text: "标题: 青溪新区自然资源局2021年政府信息公开工作年度报告\n发布机构: 区资源局\n正文",
			want: want{"issuer": "青溪新区自然资源局"},
		},
		{
			name: "labels in a pipe table", text: "| 标题 | 青溪县林业局2021年政府信息公开工作年度报告 |\n| 发文机关 | 青溪县林业局 | 发布日期 | 2022-01-21 |\n| 文号 | 青林〔2022〕2号 |\n编制本报告。",
			want: want{"title": "青溪县林业局2021年政府信息公开工作年度报告", "issuer": "青溪县林业局", "published_on": "2022-01-21", "doc_number": "青林〔2022〕2号"},
		},
		{
			name: "labels above their values", text: "发文机关\n青溪县林业局\n发文字号\n青林〔2022〕2号\n发布日期\n2022-01-21\n青溪县林业局2021年政府信息公开工作年度报告\n编制本报告。",
			want: want{"title": "青溪县林业局2021年政府信息公开工作年度报告", "issuer": "青溪县林业局", "published_on": "2022-01-21", "doc_number": "青林〔2022〕2号"},
		},
		{
			name: "lines of a PDF", text: "-1-\n青溪县人民政府\n2021年政府信息公开工作年度报告\n本报告由青溪县人民政府办公室根据《中华人民共和国政府信息\n公开条例》要求编制此报告。如对本报告有疑问，请与青溪县人民\n政府办公室联系（地址：青溪县文化路18\n号，邮编：399123，电话：0777-6543210）。",
			want: want{"title": "青溪县人民政府2021年政府信息公开工作年度报告", "address": "青溪县文化路18号", "phone": "0777-6543210", "postcode": "399123"},
		},
		{
			name: "date in square brackets", text: "青溪县2021年政府信息公开工作年度报告\n[2022-01-20]\n编制本报告。",
			want: want{"published_on": "2022-01-20"},
		},
		{
			name: "street", text: "白云街道2021年政府信息公开工作年度报告\n根据规定编制。",
			want: want{"issuer": "白云街道办事处"},
		},
		{
			name: "a zone with its committee", text: "青溪经济技术开发区2021年政府信息公开工作年度报告\n现将青溪经济技术开发区管理委员会工作情况公布如下。",
			want: want{"issuer": "青溪经济技术开发区管理委员会"},
		},
	}
	r := newReader(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := Input{Title: tt.hint, Pages: []extract.Page{{Number: 1, Text: tt.text + rest + tt.after}}}
			got := asMap(t, r.Meta(in))
			for k, v := range tt.want {
				if s := show(got[k]); s != v {
					t.Errorf("%s = %q, want %q", k, s, v)
				}
			}
		})
	}
}

func show(v any) string {
	if v == nil {
		return "-"
	}
	return normalQuotes(v)
}

func normalQuotes(v any) string { return strings.Trim(normal(v), `"`) }

func TestMetaOfOtherDocuments(t *testing.T) {
	r := newReader(t)
	tests := []struct{ name, hint, text, title string }{
		{"nothing", "", "", "-"},
		{"one word", "", "无", "-"},
		{"a heading", "", "# 关于召开青溪县防汛会议的通知\n各乡镇：请按时参加。", "关于召开青溪县防汛会议的通知"},
		{"a page's title", "青溪县防汛会议-青溪县人民政府", "各乡镇：请按时参加。\n会议地点另行通知。", "青溪县防汛会议-青溪县人民政府"},
		{"a table first", "", "姓名\t年龄\n张三\t30", "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := asMap(t, r.Meta(Input{Title: tt.hint, Pages: []extract.Page{{Number: 1, Text: tt.text}}}))
			if got := show(m["title"]); got != tt.title {
				t.Errorf("title = %q, want %q", got, tt.title)
			}
		})
	}
}
