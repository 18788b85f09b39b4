package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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
	plain, err := page.GetPlainText(fontsOf(page))
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(plain), "")
}

// maxMap is the size in bytes of a font's map to Unicode that is looked at.
const maxMap = 1 << 20

// fontsOf lists the fonts of a page. The library reads fonts whose glyphs are
// drawings (Type 3) by their glyphs' names, which mean nothing; such a font is
// handed to it as one that has nothing but its map to Unicode.
func fontsOf(page other.Page) map[string]*other.Font {
	fonts := map[string]*other.Font{}
	for _, name := range page.Fonts() {
		f := page.Font(name)
		if m := f.V.Key("ToUnicode"); f.V.Key("Subtype").Name() == "Type3" && m.Kind() == other.Stream {
			if v, err := mapOnly(m); err == nil {
				f.V = v
			}
		}
		fonts[name] = &f
	}
	return fonts
}

// mapOnly is a font that has a map to Unicode and nothing else. The library
// makes values of files only, so this writes one.
func mapOnly(m other.Value) (other.Value, error) {
	r := m.Reader()
	cmap, err := io.ReadAll(io.LimitReader(r, maxMap))
	if err := errors.Join(err, r.Close()); err != nil {
		return other.Value{}, err
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	first := b.Len()
	b.WriteString("1 0 obj\n<< /Font << /ToUnicode 2 0 R >> >>\nendobj\n")
	second := b.Len()
	fmt.Fprintf(&b, "2 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(cmap), cmap)
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n", first, second)
	fmt.Fprintf(&b, "trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table)
	reader, err := other.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		return other.Value{}, err
	}
	return reader.Trailer().Key("Root").Key("Font"), nil
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
