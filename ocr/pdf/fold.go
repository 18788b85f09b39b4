package pdf

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// radicals pairs CJK radicals (U+2E80 to U+2EF3) with the characters that they
// look like, where normalisation does not: fonts of macOS name 民 and others by
// them. From Unicode's EquivalentUnifiedIdeograph.txt.
const radicals = "⺁厂⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙"

// fold replaces the code points that fonts name by mistake (Kangxi radicals,
// compatibility ideographs, vertical punctuation) by the characters meant, and
// pdfium's mark for a hyphen at the end of a line by a hyphen.
func fold(r rune) rune {
	switch {
	case r == 2 || r == 0xFFFE:
		return '-'
	case r == 0:
		return unicode.ReplacementChar
	case 0x2E80 <= r && r <= 0x2FDF, 0xF900 <= r && r <= 0xFAFF, 0xFE10 <= r && r <= 0xFE19, 0xFE30 <= r && r <= 0xFE4F:
		if _, after, found := strings.Cut(radicals, string(r)); found && r < 0x2F00 {
			return []rune(after)[0]
		}
		if folded := []rune(norm.NFKC.String(string(r))); len(folded) == 1 {
			return folded[0]
		}
	}
	return r
}
