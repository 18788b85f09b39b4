package pdf

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"unicode"

	other "github.com/ledongthuc/pdf"
	"golang.org/x/text/unicode/norm"
)

// Witness reads the text of each page, spaces dropped, by a library that shares
// nothing with pdfium. It may hang or eat memory on a hostile file: run it in a
// process of its own with a deadline. A page that it cannot read is empty.
func Witness(ctx context.Context, b []byte, passwords ...string) (pages []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = damaged(fmt.Sprintf("second reader: %v", p))
		}
	}()
	b, ok := trim(b)
	if !ok {
		return nil, foreign()
	}
	reader, err := other.NewReaderEncrypted(bytes.NewReader(b), int64(len(b)), func() string {
		if len(passwords) == 0 {
			return "" // ends the attempts
		}
		password := passwords[0]
		passwords = passwords[1:]
		return password
	})
	if err != nil {
		return nil, damaged("second reader: " + err.Error())
	}
	for n := 1; n <= reader.NumPage(); n++ {
		if err := ctx.Err(); err != nil {
			return pages, fmt.Errorf("second reader, page %d: %w", n, err)
		}
		pages = append(pages, witnessPage(reader, n))
	}
	return pages, nil
}

func witnessPage(reader *other.Reader, n int) (text string) {
	defer func() {
		if recover() != nil {
			text = ""
		}
	}()
	page := reader.Page(n)
	if page.V.IsNull() {
		return ""
	}
	plain, err := page.GetPlainText(nil)
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(plain), "")
}

// Agreement is the share of characters that two readings of a page have in
// common, whatever their order: 1 when each has as many of every character as
// the other. Spaces, control codes and differences of compatibility (full-width
// forms, Kangxi radicals) do not count.
func Agreement(a, b string) float64 {
	x, n := multiset(a)
	y, m := multiset(b)
	if n == 0 && m == 0 {
		return 1
	}
	common := 0
	for r, k := range x {
		common += min(k, y[r])
	}
	return float64(common) / float64(max(n, m))
}

func multiset(s string) (map[rune]int, int) {
	set, n := map[rune]int{}, 0
	for _, r := range norm.NFKC.String(strings.Map(fold, s)) {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			continue
		}
		set[r]++
		n++
	}
	return set, n
}
