package han

import "sync"

// Weights of Score, in tenths. They are ratings, not probabilities: what fills
// Chinese government prose is worth up to 1, what only comes out of a wrong
// decoding costs up to 1.5. The ranks are borders in the order of use: 800 characters
// make up some 80 % of running text, 2,500 some 99 %.
const (
	weightFrequent    = 10  // rank up to 800
	weightUsual       = 7   // up to 1,500
	weightKnown       = 3   // up to 2,500
	weightSeldom      = -2  // up to 4,000
	weightRare        = -8  // any other ideograph
	weightPunctuation = 3   // Chinese and general punctuation, full-width forms
	weightNeutral     = 0   // symbols that occur in sound text
	weightLetter      = -3  // accented Latin, as in pinyin
	weightForeign     = -8  // kana, Hangul, Cyrillic, Latin-1 signs, box drawing …
	weightNUL         = -3  // sprinkled over sound text by careless writers
	weightBroken      = -10 // U+FFFD and C0 controls
	weightNever       = -15 // private use, C1 controls, noncharacters, surrogates
	bonusPair         = 5   // two characters that stand together in such reports
)

// pairsOfReports are pairs of characters that are frequent in official prose,
// in simplified form.
const pairsOfReports = "公开信息政府申请行政机关工作情况年度报告办理数量主动依法规定部门单位人民我们" +
	"国家结果其他总计合计收费处罚许可强制复议诉讼法人组织企业机构服务内容制度管理社会相关进行以及" +
	"通过要求答复不予提供属于有关问题加强落实改进需要事项条例本年上年自然新收结转维持纠正审结街道" +
	"中心县人省市区政务网站平台发布文件监督保障考核培训建设发展项目经济意见通知办公"

// firstOfPair marks the characters that start one of the pairs.
var firstOfPair = sync.OnceValue(func() *[0x10000]bool {
	var table [0x10000]bool
	for pair := range reportPairs() {
		table[pair[0]] = true
	}
	return &table
})

var reportPairs = sync.OnceValue(func() map[[2]rune]bool {
	runes := []rune(pairsOfReports)
	m := make(map[[2]rune]bool, len(runes)/2)
	for i := 0; i+1 < len(runes); i += 2 {
		m[[2]rune{runes[i], runes[i+1]}] = true
	}
	return m
})

// Score tells how Chinese a text reads: the mean rating of its characters that
// are not ASCII, about 0.9 for sound prose, simplified or traditional, below 0.2
// for a wrong decoding. Text without such characters has the score 0. It serves
// to choose between decodings of the same bytes.
func Score(s string) float64 {
	common, first, simple := reportPairs(), firstOfPair(), simplifiedOf()
	table := weights()
	tenths, n := 0, 0
	var before rune
	for _, r := range s {
		if r >= ' ' && r < 0x7F || r == '\n' || r == '\t' || r == '\r' || r == '\f' {
			before = 0
			continue
		}
		n++
		if r > 0xFFFF {
			tenths += rate(r)
			before = 0
			continue
		}
		tenths += int(table[r])
		if simple[r] != 0 {
			r = rune(simple[r])
		}
		if first[before] && common[[2]rune{before, r}] {
			tenths += bonusPair
		}
		before = r
	}
	if n == 0 {
		return 0
	}
	return float64(tenths) / float64(10*n)
}

// Weight is the rating of one character in Score, from -1.5 to 1; 0 for
// printable ASCII.
func Weight(r rune) float64 {
	if 0 <= r && r <= 0xFFFF {
		return float64(weights()[r]) / 10
	}
	return float64(rate(r)) / 10
}

// weights holds the ratings of the BMP.
var weights = sync.OnceValue(func() *[0x10000]int8 {
	var table [0x10000]int8
	for r := range table {
		table[r] = int8(rate(rune(r)))
	}
	return &table
})

// rate rates one character, in tenths.
func rate(r rune) int {
	switch {
	case r < 0x80:
		return weightASCII(r)
	case 0x3400 <= r && r <= 0x9FFF:
		return weightHan(r)
	case r < 0xA0, 0xD800 <= r && r <= 0xF8FF, r&0xFFFE == 0xFFFE, r >= 0xF0000:
		return weightNever
	case r == 0xFFFD:
		return weightBroken
	case r == 0x3007:
		return weightUsual
	case 0x3000 <= r && r <= 0x301F, 0x2010 <= r && r <= 0x2027, 0xFF01 <= r && r <= 0xFF5E:
		return weightPunctuation
	case isNeutral(r):
		return weightNeutral
	case 0xC0 <= r && r < 0x250:
		return weightLetter
	case IsHan(r):
		return weightRare
	}
	return weightForeign
}

func weightASCII(r rune) int {
	switch {
	case r == 0:
		return weightNUL
	case r < ' ' && (r < '\t' || r > '\r') || r == 0x7F:
		return weightBroken
	}
	return 0
}

func weightHan(r rune) int {
	switch rank := Rank(r); {
	case rank == 0:
		return weightRare
	case rank <= 800:
		return weightFrequent
	case rank <= 1500:
		return weightUsual
	case rank <= 2500:
		return weightKnown
	}
	return weightSeldom
}

// isNeutral reports signs that sound reports use now and then: middle dot,
// degree, times, per mille, circled numbers, arrows, boxes to tick, radicals
// and compatibility ideographs that Repair mends, zero-width characters.
func isNeutral(r rune) bool {
	switch r {
	case 0xA0, 0xA7, 0xAD, 0xB0, 0xB1, 0xB7, 0xD7, 0xF7, 0x2030, 0x203B, 0x2103, 0x2116, 0xFEFF:
		return true
	}
	return 0x2000 <= r && r <= 0x200F || 0x2028 <= r && r <= 0x202F || 0x2060 <= r && r <= 0x2064 ||
		0x2160 <= r && r <= 0x217F || 0x2190 <= r && r <= 0x2193 || 0x2460 <= r && r <= 0x249B || 0x25A0 <= r && r <= 0x25FF ||
		0x2E80 <= r && r <= 0x2FD5 || 0xF900 <= r && r <= 0xFAFF
}
