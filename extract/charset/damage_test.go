package charset

import (
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// sample is a report with an invented place and invented figures.
const sample = `云溪县林泉镇人民政府2022年政府信息公开工作年度报告
根据《中华人民共和国政府信息公开条例》的规定，现公布本镇2022年度报告。如有疑问，请与镇党政办公室联系（电话：0599-7654321）。
一、总体情况
（一）主动公开。全年通过门户网站发布信息318条，其中规范性文件4件；解读政策“一图读懂”12篇。
（二）依申请公开。新收到申请21件，上年结转2件，均已按期答复，无行政复议、行政诉讼。
二、主动公开政府信息情况
信息内容	本年制发件数	本年废止件数	现行有效件数
规章	0	0	0
行政规范性文件	4	1	17
行政许可	1045
行政处罚	86
行政强制	3
行政事业性收费	12.5
三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量	18	2	0	0	1	0	21
二、上年结转政府信息公开申请数量	2	0	0	0	0	0	2
（七）总计	19	2	0	0	1	0	22
四、结转下年度继续办理	1	0	0	0	0	0	1
`

// sampleTraditional is its like in traditional characters.
const sampleTraditional = `雲溪縣林泉鎮人民政府2022年政府信息公開工作年度報告
根據《中華人民共和國政府信息公開條例》的規定，現公布本鎮2022年度報告。如有疑問，請與鎮黨政辦公室聯繫（電話：0599-7654321）。
一、總體情況
（一）主動公開。全年通過門戶網站發布信息318條，其中規範性文件4件。
信息內容	本年制發件數	本年廢止件數	現行有效件數
規章	0	0	0
行政規範性文件	4	1	17
行政處罰	86
`

// asGBK does what a program does that takes UTF-8 for windows-936 and saves the
// result: loss stands for what has no character; when it is "?", an ASCII byte
// behind a lone lead byte is swallowed, as .NET does.
func asGBK(s string, loss rune) string {
	var out strings.Builder
	runeOf := map[uint16]rune{}
	for r, pair := range windows936() {
		if pair > 0xFF {
			runeOf[pair] = rune(r)
		}
	}
	b := []byte(s)
	for i := 0; i < len(b); {
		switch {
		case b[i] < 0x80:
			out.WriteByte(b[i])
			i++
		case b[i] == 0x80:
			out.WriteRune('€')
			i++
		case i+1 == len(b):
			out.WriteRune(loss)
			i++
		default:
			r, ok := runeOf[uint16(b[i])<<8|uint16(b[i+1])]
			switch {
			case ok:
				out.WriteRune(r)
				i += 2
			case loss == '?':
				out.WriteRune(loss)
				i += 2
			default:
				out.WriteRune(loss)
				i++
			}
		}
	}
	return out.String()
}

// asLatin1 is UTF-8 taken for ISO 8859-1.
func asLatin1(s string) string {
	var out strings.Builder
	for i := range len(s) {
		out.WriteRune(rune(s[i]))
	}
	return out.String()
}

// asCP1252 is UTF-8 taken for windows-1252; loss stands for the five bytes that
// it does not define, which are kept when loss is 0.
func asCP1252(s string, loss rune) string {
	var out strings.Builder
	for i := range len(s) {
		r := charmap.Windows1252.DecodeByte(s[i])
		if r == lost || r >= 0x80 && r < 0xA0 {
			r = rune(s[i])
			if loss != 0 {
				r = loss
			}
		}
		out.WriteRune(r)
	}
	return out.String()
}
