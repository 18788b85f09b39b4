package specimen

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// textDamages act on the characters of the finished text.
func textDamages() []Damage {
	wide := func(l Layout) bool { return !l.narrow }
	markup := func(l Layout) bool { return !l.narrow && !l.digitsOnly }
	return []Damage{
		{Name: "html-scraps", text: scatterTags, fits: markup},
		{Name: "odd-blanks", text: oddBlanks, fits: wide},
		{Name: "traditional", text: traditional},
		{Name: "pinyin", text: addPinyin},
		{Name: "kangxi-radicals", text: radicals},
		{Name: "zero-width", text: zeroWidth},
		{Name: "control-characters", text: controls, fits: func(l Layout) bool { return l.ext == ".txt" }},
		{Name: "crlf", text: func(_ *maker, s string) (string, bool) { return strings.ReplaceAll(s, "\n", "\r\n"), true }},
		{Name: "cr", text: func(_ *maker, s string) (string, bool) { return strings.ReplaceAll(s, "\n", "\r"), true }},
	}
}

// afterHan inserts what insert returns behind Chinese characters outside of tags.
func afterHan(s string, insert func(c, next rune) string) string {
	var b strings.Builder
	tag := false
	for i, c := range s {
		b.WriteRune(c)
		switch c {
		case '<':
			tag = true
		case '>':
			tag = false
		}
		if tag || !unicode.Is(unicode.Han, c) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(c):])
		b.WriteString(insert(c, next))
	}
	return b.String()
}

// scatterTags leaves a few scraps of markup in the text.
func scatterTags(m *maker, s string) (string, bool) {
	return afterHan(s, func(_, next rune) string {
		if unicode.Is(unicode.Han, next) && m.chance(0.004) {
			return pick(m.rng, []string{"</span>", "</span>", "<br>", "<br/>", "<b></b>"})
		}
		return ""
	}), true
}

// oddBlanks puts blanks of several kinds between Chinese characters.
func oddBlanks(m *maker, s string) (string, bool) {
	return afterHan(s, func(_, next rune) string {
		if unicode.Is(unicode.Han, next) && m.chance(0.015) {
			return pick(m.rng, []string{" ", " ", "\u00a0", "\u3000", "\u2009"})
		}
		return ""
	}), true
}

func zeroWidth(m *maker, s string) (string, bool) {
	return afterHan(s, func(_, _ rune) string {
		if m.chance(0.03) {
			return pick(m.rng, []string{"\u200b", "\u200c", "\u200d", "\ufeff", "\u2060"})
		}
		return ""
	}), true
}

func addPinyin(m *maker, s string) (string, bool) {
	return afterHan(s, func(c, _ rune) string {
		if sound, ok := pinyinOf[c]; ok && m.chance(0.7) {
			return "(" + sound + ")"
		}
		return ""
	}), true
}

var pinyinOf = map[rune]string{
	'開': "kāi", '开': "kāi", '報': "bào", '报': "bào", '項': "xiàng", '项': "xiàng", '規': "guī", '规': "guī",
	'數': "shù", '数': "shù", '處': "chù", '处': "chù", '費': "fèi", '费': "fèi", '購': "gòu", '购': "gòu",
	'請': "qǐng", '请': "qǐng", '結': "jié", '结': "jié", '務': "wù", '务': "wù", '訴': "sù", '诉': "sù",
	'總': "zǒng", '总': "zǒng", '計': "jì", '计': "jì", '業': "yè", '业': "yè", '機': "jī", '机': "jī",
	'構': "gòu", '构': "gòu", '類': "lèi", '类': "lèi", '國': "guó", '国': "guó", '況': "kuàng",
}

// traditional replaces simplified characters one by one, as converters do.
func traditional(_ *maker, s string) (string, bool) { return toTraditional.Replace(s), true }

// pairs holds simplified and traditional characters in turn.
const pairs = "县縣国國开開报報项項规規发發数數对對总總证證处處罚罰强強费費业業购購额額万萬结結转轉请請办辦据據关關为為属屬级級务務执執权權护護类類过過确確认認获獲补補没沒现現无無复復议議诉訴讼訟维維纠糾审審计計经經会會机機构構团團动動号號时時间間进進应應个個题題员員乡鄉镇鎮区區门門长長统統导導领領层層众眾积積设設见見监監视視实實专專严嚴条條传傳举舉达達续續缴繳纳納网網栏欄问問标標准準简簡单單质質评評联聯话話邮郵编編书書图圖点點备備决決减減许許码碼财財资資环環样樣广廣宁寧阳陽岭嶺云雲兰蘭桥橋湾灣访訪询詢订訂调調训訓组織织織责責贯貫称稱预預财財运運导導该該较較还還则則创創讯訊体體态態与與营營围圍约約课課险險稳穩职職这這习習废廢记記读讀顺順当當内內继繼将將检檢枫楓坚堅"

var toTraditional = func() *strings.Replacer {
	runes := []rune(pairs)
	var list []string
	for i := 0; i+1 < len(runes); i += 2 {
		list = append(list, string(runes[i]), string(runes[i+1]))
	}
	return strings.NewReplacer(list...)
}()

// radicals replaces characters by the look-alike Kangxi radicals that some PDF
// fonts map to.
func radicals(m *maker, s string) (string, bool) {
	return strings.Map(func(c rune) rune {
		if r, ok := radicalOf[c]; ok && m.chance(0.5) {
			return r
		}
		return c
	}, s), true
}

var radicalOf = map[rune]rune{
	'一': '⼀', '二': '⼆', '人': '⼈', '八': '⼋', '十': '⼗', '口': '⼝', '大': '⼤', '工': '⼯', '文': '⽂', '方': '⽅',
	'日': '⽇', '月': '⽉', '止': '⽌', '比': '⽐', '水': '⽔', '生': '⽣', '用': '⽤', '田': '⽥', '目': '⽬', '石': '⽯',
	'立': '⽴', '网': '⽹', '老': '⽼', '自': '⾃', '行': '⾏', '见': '⻅', '身': '⾝', '金': '⾦', '长': '⻓', '青': '⻘',
}

// controls scatters control characters at the ends of lines.
func controls(m *maker, s string) (string, bool) {
	lines := strings.Split(s, "\n")
	for i := range lines {
		if m.chance(0.08) {
			mark := pick(m.rng, []string{"\x01", "\x07", "\x08", "\x1f", "\x7f", "\x00"})
			if m.chance(0.5) {
				lines[i] += mark
			} else {
				lines[i] = mark + lines[i]
			}
		}
	}
	return strings.Join(lines, "\n"), true
}
