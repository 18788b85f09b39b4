package form_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
)

const (
	head20   = "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t1\t2\t3\n行政规范性文件\t4\t5\t6\n信息内容\t本年处理决定数量\n行政许可\t7\n行政处罚\t8\n行政强制\t9\n信息内容\t本年收费金额（单位：万元）\n行政事业性收费\t1.5\n\n三、收到和处理政府信息公开申请情况\n"
	headRow  = "信息内容\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n"
	thisYear = "3 1 0 0 2 0 6"
	lastYear = "5 0 0 1 0 0 6"
)

// TestRowsThatMustBeDoubted holds tables whose figures can be placed by count
// and whose sums hold, and which a careful reader would not trust all the same.
func TestRowsThatMustBeDoubted(t *testing.T) {
	table := func(row string) string {
		return headRow + applications(map[string]string{"2.重复申请": row, "一、本年新收政府信息公开申请数量": row}, "\t")
	}
	const duplicate = "applications/not_processed.duplicate/natural_person"
	litigation := "四、政府信息公开行政复议、行政诉讼情况\n%s\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n1\t0\t4\t0\t5\t0\t2\t0\t1\t3\t3\t1\t0\t2\t6\n五、存在的主要问题\n"
	for name, tc := range map[string]struct{ doc, want string }{
		"columns in another order": {strings.Replace(table(thisYear), "自然人\t商业企业", "商业企业\t自然人", 1), duplicate + "=3?"},
		"the total first":          {strings.Replace(table(thisYear), headRow, "信息内容\t总计\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\n", 1), duplicate + "=3?"},
		"three columns permuted":   {strings.Replace(head20, "本年制发件数\t本年废止件数\t现行有效件数", "现行有效件数\t本年制发件数\t本年废止件数", 1), "article20/rules/made=1?"},
		"a column of numbers":      {strings.Replace(head20, "信息内容\t本年处理", "信息内容\t行次\t本年处理", 1), "article20/licensing/decisions=7?"},
		"the table of last year":   {"上一年\n" + table(lastYear) + "\n本年\n" + table(thisYear), duplicate + "=5?"},
		"a row for every year":     {strings.Replace(table(thisYear), "2.重复申请", "2.重复申请（2021年）\t5\t0\t0\t1\t0\t0\t6\n2.重复申请", 1), duplicate + "=3?"},
		"another unit in the head": {strings.Replace(head20, "（单位：万元）", "（单位：元）", 1), "article20/fees/amount=0.00015?"},
		"a lone figure below":      {strings.Replace(head20, "行政强制\t9", "行政强制\t\n4", 1), "article20/coercion/decisions=4?"},
		"cut off":                  {table(thisYear)[:strings.Index(table(thisYear), "3.要求提供")], duplicate + "=3?"},
		"a label with a figure":    {strings.Replace(table(thisYear), "2.重复申请\t3\t1\t0\t0\t2\t0\t6", "2.重复申请3\t1\t0\t0\t2\t0\t6\t", 1), duplicate + "=1?"},
		"no head of the form":      {"执法统计\n规章\t1\t2\t3\n行政许可\t7\n行政处罚\t8\n行政强制\t9\n合计\t24\n", "article20/penalty/decisions=8?"},
		"groups in another order":  {strings.Replace(litigation, "%s", "行政诉讼\t\t\t\t\t行政复议\n未经复议直接起诉\t\t\t\t\t复议后起诉", 1), "litigation/cases/direct.upheld=0?"},
		"two rows of cases":        {strings.Replace(strings.Replace(litigation, "%s", "行政复议\t行政诉讼", 1), "\n五、", "\n9\t0\t0\t0\t9\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n五、", 1), "litigation/cases/direct.corrected=2?"},
		"a dash before a count":    {strings.Replace(head20, "行政处罚\t8", "行政处罚\t—8", 1), "article20/penalty/decisions=-8?"},
		"something in between":     {strings.Replace(table(thisYear), "2.重复申请", strings.Repeat("这是一段与表格无关的说明文字，", 6)+"\n2.重复申请", 1), duplicate + "=3?"},
	} {
		t.Run(name, func(t *testing.T) { expect(t, align(t, tc.doc), tc.want) })
	}
}

func TestWhatIsNoTable(t *testing.T) {
	for name, doc := range map[string]string{
		"figures in prose":       "二、主动公开政府信息情况。全年制发规章 3 件，行政规范性文件 12 件；行政许可 30 件；行政处罚 4 件；行政强制 5 件；行政事业性收费 6 万元，政府集中采购 7 项，其他对外管理服务事项 8 项，均已按规定在门户网站公开，未发生因公开不当引起的问题，群众总体满意，工作有序推进。",
		"a head without figures": "四、政府信息公开行政复议、行政诉讼情况\n行政复议\t行政诉讼\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n五、建议提案办理情况\n县级\t1\t2\t3\t4\t10\n市级\t1\t2\t3\t4\t10\n省级\t1\t2\t3\t4\t10\n",
		"a row of hyphens":       "五、会议\n| 场次 | 人数 |\n|---|---|\n| - | - |\n",
	} {
		t.Run(name, func(t *testing.T) {
			for key, c := range align(t, doc) {
				if c.Status == extract.CellOK {
					t.Errorf("%s = %s", key, show(c))
				}
			}
		})
	}
}

func TestHeadOfTwoLevelsIsInOrder(t *testing.T) {
	doc := "申请人情况\n自然人\t法人或其他组织\t总计\n商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\n" +
		applications(map[string]string{"2.重复申请": thisYear, "（七）总计": thisYear, "一、本年新收政府信息公开申请数量": thisYear}, "\t")
	expect(t, align(t, doc), "applications/not_processed.duplicate/natural_person=3", "applications/total/total=6")
}
