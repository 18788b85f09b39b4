package check

import (
	"regexp"
	"strconv"
	"strings"
)

// numeral is a whole number as prose writes it, in Arabic or Chinese digits.
const numeral = `(?:\d{1,9}|[一二三四五六七八九两十百千万零〇]{1,9})`

// thousands are the separators of 1,030.
var thousands = regexp.MustCompile(`(\d),(\d{3})\b`)

// parseNumeral reads what numeral matches.
func parseNumeral(s string) (int, bool) {
	if s != "" && s[0] >= '0' && s[0] <= '9' {
		n, err := strconv.Atoi(s)
		return n, err == nil
	}
	return chinese(s)
}

// chinese reads 十二, 一百零五, 三千二百, 一万二千.
func chinese(s string) (int, bool) {
	sum, section, digit, seen := 0, 0, 0, false
	for _, r := range s {
		seen = true
		switch r {
		case '零', '〇':
			digit = 0
		case '两':
			digit = 2
		case '十', '百', '千':
			unit := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
			if digit == 0 {
				digit = 1
			}
			section += digit * unit
			digit = 0
		case '万':
			sum += (section + digit) * 10000
			section, digit = 0, 0
		default:
			d := strings.IndexRune("一二三四五六七八九", r)
			if d < 0 {
				return 0, false
			}
			digit = d/3 + 1
		}
	}
	return sum + section + digit, seen
}
