package report

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

type contacts struct {
	phone, fax, email, postcode, address string
}

var (
	telephone = regexp.MustCompile(`^(?:\+?86[- ]?)?(?:\(?(010|02\d|0[3-9]\d{2})\)?[- /]{0,4}([2-9]\d{2,3}[- ]?\d{4})|(1[3-9]\d{9})|([48]00[- ]?\d{3,4}[- ]?\d{3,4})|([2-9]\d{6,7}))`)
	areaCoded = regexp.MustCompile(`\(?(?:010|02\d|0[3-9]\d{2})\)?[- ]{0,3}[2-9]\d{6,7}`)
	// phoneLabel is one label or several that share a number, 电话/传真.
	phoneLabel = regexp.MustCompile(`(?:电话|传真|联系方式|手机|热线|Tel|TEL|Fax|FAX)(?:号码)?(?:[/、及和与()]*(?:电话|传真)(?:号码)?)*\)?[\s:;|为是(]{0,6}`)
	otherPhone = []string{"监督", "举报", "投诉", "求助", "报警", "服务热线", "便民"}
	mail       = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?[A-Za-z0-9][A-Za-z0-9-]{0,62}(?: ?\. ?[A-Za-z]{2,12}){1,4}`)
	postLabel  = regexp.MustCompile(`(?:邮政?编码?|邮政编码)[\s:|为是]{0,5}(\d ?\d ?\d ?\d ?\d ?\d)`)
	placeLabel = regexp.MustCompile(`(?:联系|办公|通讯|通信|单位|邮寄|收件|受理|详细)?(?:地址|地点)\s*[:|]\s*`)
	nextLabel  = regexp.MustCompile(`[;。,\n|]|(?:邮政?编|邮政|电话|联系|传真|电子|网址|邮箱|E-?mail|办公时间)`)
	// unlabelled is an address that stands before the postcode without a label.
	unlabelled = regexp.MustCompile(`(?:^|[\s;。,(])(\p{Han}{2,30}(?:路|街|道|巷|村|大厦|大楼)[\p{Han}A-Za-z0-9 \-]{0,20}?(?:号|楼|室|层))[\s,;()]*邮政?编`)
)

// findContacts reads the contacts of the organ. They stand in the head or in
// the closing of a report; a number in the middle belongs to somebody else.
func findContacts(l *layout) contacts {
	var c contacts
	for _, text := range []string{l.preamble, l.closing} {
		c.readPhones(text)
		if c.email == "" {
			c.email = strings.ReplaceAll(mail.FindString(text), " ", "")
		}
		if m := postLabel.FindStringSubmatchIndex(text); m != nil && c.postcode == "" && !digitAt(text, m[3]) {
			c.postcode = strings.ReplaceAll(text[m[2]:m[3]], " ", "")
		}
		if c.address == "" {
			c.address = readAddress(text)
		}
	}
	if c.phone == "" && c.fax == "" {
		c.phone = unlabelledPhone(l.preamble + "\n" + l.closing)
	}
	return c
}

func (c *contacts) readPhones(text string) {
	for _, loc := range phoneLabel.FindAllStringIndex(text, 12) {
		label := text[loc[0]:loc[1]]
		if containsAny(clipBefore(text, loc[0], 6), otherPhone...) {
			continue
		}
		number := readPhone(text[loc[1]:])
		if number == "" {
			continue
		}
		isFax := containsAny(label, "传真", "Fax", "FAX")
		if isFax && c.fax == "" {
			c.fax = number
		}
		isPhone := !isFax || strings.Contains(label, "电话") && !strings.HasPrefix(label, "传真电话")
		if isPhone && c.phone == "" {
			c.phone = number
		}
	}
}

// readPhone reads the number at the start of s with one "-" after the area code.
func readPhone(s string) string {
	m := telephone.FindStringSubmatch(s)
	if len(m) == 0 || digitAt(s, len(m[0])) {
		return ""
	}
	switch {
	case m[1] != "":
		return m[1] + "-" + strings.NewReplacer("-", "", " ", "").Replace(m[2])
	case m[3] != "":
		return m[3]
	case m[4] != "":
		return strings.Join(strings.FieldsFunc(m[4], func(r rune) bool { return r == ' ' || r == '-' }), "-")
	}
	return m[5]
}

// unlabelledPhone takes a number with an area code that has no label, as in
// “请与X办公室联系（0123-4567890）”.
func unlabelledPhone(text string) string {
	for _, loc := range areaCoded.FindAllStringIndex(text, 6) {
		if loc[0] > 0 && digitAt(text, loc[0]-1) || digitAt(text, loc[1]) {
			continue
		}
		before := clipBefore(text, loc[0], 60)
		if containsAny(before, "联系", "咨询", "致电") && !containsAny(before, otherPhone...) {
			return readPhone(text[loc[0]:])
		}
	}
	return ""
}

func digitAt(s string, at int) bool { return at < len(s) && s[at] >= '0' && s[at] <= '9' }

// clipBefore returns up to n runes of s before at.
func clipBefore(s string, at, n int) string {
	return clip(s[max(0, at-4*n):at], n, true)
}

func readAddress(text string) string {
	for _, loc := range placeLabel.FindAllStringIndex(text, 6) {
		before := clipBefore(text, loc[0], 4)
		if containsAny(before, "网站", "邮箱", "邮件", "网络", "IP", "邮") {
			continue
		}
		value := clip(text[loc[1]:], 60, false)
		if a := tight(cutAddress(value)); utf8.RuneCountInString(a) >= 4 && strings.ContainsFunc(a, wideRune) {
			return a
		}
	}
	if m := unlabelled.FindStringSubmatch(text); m != nil {
		return tight(m[1])
	}
	return ""
}

// cutAddress ends an address at the next label, at a stop, or at the bracket
// that was opened before it.
func cutAddress(s string) string {
	if loc := nextLabel.FindStringIndex(s); loc != nil {
		s = s[:loc[0]]
	}
	open := 0
	for i, r := range s {
		switch r {
		case '(':
			open++
		case ')':
			if open--; open < 0 {
				return s[:i]
			}
		}
	}
	if open > 0 {
		s = s[:strings.LastIndex(s, "(")]
	}
	return s
}
