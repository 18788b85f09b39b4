package specimen

import (
	"fmt"
)

// place is the invented organ that reports.
type place struct {
	title, issuer, name string // name is how the prose calls the place: 我县 …
	self                string
	year                int
	phone, postcode     string // phone as printed
	docNumber           string
	published           [3]int
	street              string
}

const (
	firstCharacters  = "青云柏石清玉金松竹梅兰永安和平宁泰丰白紫桐枫荷沙"
	secondCharacters = "溪川岭湖河阳山泉林江塘港桥坪湾浦洲田庄"
)

func (m *maker) placeName(suffix string) string {
	first, second := []rune(firstCharacters), []rune(secondCharacters)
	return string(pick(m.rng, first)) + string(pick(m.rng, second)) + suffix
}

// drawPlace invents an organ, its title and its contacts, and notes them in the truth.
func (m *maker) drawPlace() place {
	year := 2021 + m.rng.IntN(5)
	if m.opt.Form == "2019" {
		year = 2019 + m.rng.IntN(2)
	}
	p := m.organ(year)
	p.year = year
	p.published = [3]int{year + 1, 1, 4 + m.rng.IntN(27)}
	dash := pick(m.rng, []string{"-", "—", "－"})
	area, number := fmt.Sprintf("0%d", 310+m.rng.IntN(600)), fmt.Sprintf("%d", 2000000+m.rng.IntN(6999999))
	if m.chance(0.8) {
		p.phone = area + dash + number
		m.truth.Phone = area + "-" + number
	}
	if m.chance(0.6) {
		p.postcode = fmt.Sprintf("%06d", 130000+m.rng.IntN(700000))
		m.truth.Postcode = p.postcode
	}
	if m.chance(0.25) {
		p.docNumber = fmt.Sprintf("%s政办〔%d〕%d号", string([]rune(p.name)[0]), year+1, 1+m.rng.IntN(60))
		m.truth.DocNumber = p.docNumber
	}
	p.street = m.placeName("路") + fmt.Sprintf("%d号", 1+m.rng.IntN(400))

	m.truth.Title, m.truth.Issuer, m.truth.Year = p.title, p.issuer, year
	m.truth.Published = fmt.Sprintf("%d-%02d-%02d", p.published[0], p.published[1], p.published[2])
	return p
}

func (m *maker) organ(year int) place {
	const report = "政府信息公开工作年度报告"
	switch m.rng.IntN(5) {
	case 0:
		n := m.placeName("县")
		return place{name: n, self: "我县", issuer: n + "人民政府", title: fmt.Sprintf("%s%d年%s", n, year, report)}
	case 1:
		n := m.placeName("镇")
		return place{name: n, self: "我镇", issuer: n + "人民政府", title: fmt.Sprintf("%s人民政府%d年%s", n, year, report)}
	case 2:
		n := m.placeName("县") + pick(m.rng, []string{"财政局", "教育局", "水利局", "民政局", "交通运输局", "自然资源局"})
		return place{name: n, self: "我局", issuer: n, title: fmt.Sprintf("%s%d年%s", n, year, report)}
	case 3:
		n := m.placeName("区")
		return place{name: n, self: "我区", issuer: n + "人民政府", title: fmt.Sprintf("%s人民政府%d年%s", n, year, report)}
	default:
		n := m.placeName("市")
		office := n + "人民政府办公室"
		return place{name: n, self: "我办", issuer: office, title: fmt.Sprintf("%d年%s%s", year, office, report)}
	}
}
