package scan

import "regexp"

// repairs are misreadings that their surroundings give away: marks that look
// alike at the size of print.
var repairs = []struct {
	wrong *regexp.Regexp
	right string
}{
	// the dash of a telephone number
	{regexp.MustCompile(`(\d)[一—–](\d)`), "$1-$2"},
	// the brackets of a document number
	{regexp.MustCompile(`[【\[〔（(〈《{]\s*((?:19|20)\d\d)\s*[】\]〕）)〉》}]\s*((?:第\s*)?\d+\s*号)`), "〔$1〕$2"},
	// the colon behind the name of a detail
	{regexp.MustCompile(`(地址|电话|邮编|传真|邮箱|编码|方式|网址)[；;]`), "$1："},
}

// tidy repairs the marks of a line.
func tidy(text string) string {
	for _, r := range repairs {
		text = r.wrong.ReplaceAllString(text, r.right)
	}
	return text
}
