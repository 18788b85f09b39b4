package report

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
)

func TestRegion(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"county in the title", "将乐县2021年政府信息公开工作年度报告", "350428 福建省 三明市 将乐县"},
		{"town below its county", "三元区莘口镇2021年政府信息公开工作年度报告", "350404102 福建省 三明市 三元区 莘口镇"},
		{"full path", "江苏省淮安市洪泽区人民政府2021年政府信息公开工作年度报告", "320813 江苏省 淮安市 洪泽区"},
		{"a bureau of a city", "三明市教育局2021年政府信息公开工作年度报告", "350400 福建省 三明市"},
		{"a province", "福建省水利厅2021年政府信息公开工作年度报告", "350000 福建省"},
		{"a municipality", "上海市黄浦区人民政府2021年政府信息公开工作年度报告", "310101 上海市 黄浦区"},
		{"a city without counties", "东莞市2021年政府信息公开工作年度报告", "441900 广东省 东莞市"},
		{"a town of such a city", "东莞市虎门镇2021年政府信息公开工作年度报告", "441900121 广东省 东莞市 虎门镇"},
		{"a county of a province", "济源市2021年政府信息公开工作年度报告", "419001 河南省 济源市"},
		{"a town that many counties have, decided by the text", "城关镇2021年政府信息公开工作年度报告\n电子版在旬阳市人民政府网站发布。陕西省有关要求已落实。", "610981100 陕西省 安康市 旬阳市 城关镇"},
		{"a town that many counties have, undecided", "城关镇2021年政府信息公开工作年度报告\n根据规定编制。", "-"},
		{"a district name of four cities, decided by the text", "鼓楼区2021年政府信息公开工作年度报告\n按照福州市的要求编制。", "350102 福建省 福州市 鼓楼区"},
		{"a district name of four cities, undecided", "鼓楼区2021年政府信息公开工作年度报告\n根据规定编制。", "-"},
		{"districts of one name in one province", "南山区2021年政府信息公开工作年度报告\n黑龙江省有关要求已落实。", "230404 黑龙江省 鹤岗市 南山区"},
		{"without the kind of place", "福建将乐2021年政府信息公开工作年度报告", "350428 福建省 三明市 将乐县"},
		{"a zone falls to the county of its name", "平潭综合实验区2021年政府信息公开工作年度报告", "350128 福建省 福州市 平潭县"},
		{"a zone that is named with its city", "三明市某某经济开发区2021年政府信息公开工作年度报告", "350400 福建省 三明市"},
		{"a county that was renamed", "沙县2019年政府信息公开工作年度报告", "350405 福建省 三明市 沙县区"},
		{"traditional", "渠縣寶城鎮人民政府2021年政府信息公開工作年度報告", "511725111 四川省 达州市 渠县 宝城镇"},
		{"a bureau without a place", "教育局2021年政府信息公开工作年度报告\n根据将乐县人民政府的要求，报送将乐县人民政府。", "350428 福建省 三明市 将乐县"},
		{"the address", "教育局2021年政府信息公开工作年度报告\n地址：福建省三明市将乐县古镛镇府前路18号；", "350428100 福建省 三明市 将乐县 古镛镇"},
		{"an unknown place", "沐阳县人民政府2021年政府信息公开工作年度报告", "-"},
		{"an autonomous county", "海南省陵水黎族自治县2021年政府信息公开工作年度报告", "469028 海南省 陵水黎族自治县"},
		{"a bureau whose name begins like a county", "荆州市公安局2021年政府信息公开工作年度报告", "421000 湖北省 荆州市"},
		{"a zone below its district", "南京市江宁经济技术开发区2021年政府信息公开工作年度报告", "320115 江苏省 南京市 江宁区"},
		{"nothing", "", "-"},
	}
	r := newReader(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := r.Meta(Input{Pages: []extract.Page{{Number: 1, Text: tt.text + "\n" + rest}}})
			got := "-"
			if g := m.Region; g != nil {
				got = g.Code
				for _, s := range []*string{g.Province, g.City, g.County, g.Town} {
					if s != nil {
						got += " " + *s
					}
				}
			}
			if got != tt.want {
				t.Errorf("region = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestGazetteer(t *testing.T) {
	g, err := loadGazetteer()
	if err != nil {
		t.Fatal(err)
	}
	levels := [4]int{}
	for i, p := range g.places {
		if levels[p.level()]++; p.level() == province {
			continue
		}
		if up := g.places[p.parent]; !strings.HasPrefix(p.code, up.code) || up.level() != p.level()-1 {
			t.Fatalf("place %d %v stands below %v", i, p, up)
		}
	}
	if levels[province] != 31 || levels[city] < 330 || levels[county] < 2800 || levels[town] < 40000 {
		t.Errorf("provinces, cities, counties, towns = %v", levels)
	}
}
