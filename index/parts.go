package index

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
)

// Limits of one page record. Meilisearch keeps 65,535 word positions of an
// attribute (about 82,000 Chinese characters) and silently drops the rest.
const (
	maxSearchRunes = 60000
	maxTextRunes   = 29000 // Norm adds at most as many spaces
)

// pages returns the records of one page.
func (b *builder) pages(p extract.Page) []PageRecord {
	parts := split(p.Text, maxTextRunes)
	var records []PageRecord
	for i, part := range parts {
		r := PageRecord{
			ID: fmt.Sprintf("%s-p%d", b.doc.ID, p.Number), Common: b.common,
			Page: p.Number, Origin: string(p.Origin), Confidence: p.Confidence,
			Text: part, SearchTitle: b.searchTitle,
			SearchText: cut(Norm(unwrap(part)), maxSearchRunes),
		}
		if b.file.Pictures != "" {
			r.Picture = fmt.Sprintf("%s/documents/%s/pages/%d/picture", b.file.Pictures, b.doc.ID, p.Number)
		}
		if i > 0 {
			r.Part = i + 1
			r.ID += "-" + strconv.Itoa(r.Part)
		}
		if p.Original != "" && len(parts) == 1 {
			r.Text = valid(p.Original)
		}
		records = append(records, r)
	}
	return records
}

// split divides s into parts of at most limit characters, at line ends where
// there are any. It returns at least one part.
func split(s string, limit int) []string {
	var parts []string
	for utf8.RuneCountInString(s) > limit {
		head := cut(s, limit)
		if end := strings.LastIndexByte(head, '\n'); end > len(head)/2 {
			head = head[:end+1]
		}
		parts = append(parts, head)
		s = s[len(head):]
	}
	return append(parts, s)
}

// cut returns the first n characters of s.
func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// A full line ends in a Chinese character and the next begins with one: the
// line end is the width of the paper and may stand inside a word.
var wrapped = regexp.MustCompile(`([^\n]{20}\p{Han})\r?\n(\p{Han})`)

// unwrap joins the lines of running text.
func unwrap(s string) string { return wrapped.ReplaceAllString(s, "$1$2") }

// cell returns the record of one figure.
func (b *builder) cell(t *extract.Table, c *extract.Cell) CellRecord {
	table, row, column := keyParts(c.Key)
	r := CellRecord{
		ID: b.doc.ID + "-" + idPart(c.Key), Common: b.common,
		Key: c.Key, Table: table, TableTitle: t.Title, Form: t.Form, Row: row, Column: column,
		RowLabel: c.RowLabel, ColumnLabel: c.ColumnLabel, Value: c.Value, Raw: c.Raw,
		Status: string(c.Status), CheckStatus: string(extract.Pass), Note: c.Note, Findings: b.failures[c.Key],
		Origin: string(c.Origin), Confidence: c.Confidence, Page: c.Page, Box: (*[4]float64)(c.Box),
		SearchPlace: b.searchPlace,
	}
	if len(r.Findings) > 0 {
		r.CheckStatus = string(extract.Fail)
	}
	r.Sentence = b.sentence(&r)
	// Without the findings, which name other rows and columns.
	r.SearchText = Norm(r.Sentence)
	return r
}

// sentence puts a figure into words, such as
// “将乐县 2020 · 收到和处理政府信息公开申请 · 予以公开 · 自然人 = 5”.
func (b *builder) sentence(r *CellRecord) string {
	parts := []string{strings.TrimSpace(b.place() + " " + yearText(r.Year))}
	for _, label := range []string{tableName(r.TableTitle), label(r.RowLabel), label(r.ColumnLabel)} {
		if label != "" {
			parts = append(parts, label)
		}
	}
	return strings.Join(parts, " · ") + " = " + figure(r)
}

// place is the shortest name for whose report it is.
func (b *builder) place() string {
	if b.common.Issuer != "" {
		return strings.TrimSuffix(b.common.Issuer, "人民政府")
	}
	if i := strings.LastIndex(b.common.Region, RegionSeparator); i >= 0 {
		return b.common.Region[i+len(RegionSeparator):]
	}
	if b.common.Region != "" {
		return b.common.Region
	}
	return shorten(b.common.Title, 30)
}

// figure is the value as a reader expects it; a doubtful one says so.
func figure(r *CellRecord) string {
	value := "（空）"
	switch {
	case r.Value != nil:
		value = strconv.FormatFloat(*r.Value, 'f', -1, 64)
	case r.Status == string(extract.Missing):
		return "（缺）"
	case strings.TrimSpace(r.Raw) != "":
		value = strings.TrimSpace(r.Raw)
	}
	if r.Status == string(extract.Suspect) {
		value += "（存疑）"
	}
	return value
}

var (
	enumerator = regexp.MustCompile(`^(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d+\s*[.．、])\s*`)
	bracketed  = regexp.MustCompile(`[（(][^（）()]*[)）]`)
	blanks     = regexp.MustCompile(`\s+`)
)

// label is a row or column label without its number and its remarks.
func label(s string) string {
	s = enumerator.ReplaceAllString(strings.TrimSpace(s), "")
	return blanks.ReplaceAllString(bracketed.ReplaceAllString(s, ""), " ")
}

// tableName is the title of a table as a phrase.
func tableName(title string) string { return strings.TrimSuffix(label(title), "情况") }

// keyParts divides a canonical key table/row/column.
func keyParts(key string) (table, row, column string) {
	table, rest, _ := strings.Cut(key, "/")
	row, column, _ = strings.Cut(rest, "/")
	return table, row, column
}

// idPart makes a cell key fit for a record id: letters, digits, - and _. A
// key with other signs keeps apart from its neighbours by a hash.
func idPart(key string) string {
	strange := false
	part := strings.Map(func(r rune) rune {
		switch {
		case r == '/':
			return '-'
		case r == '.':
			return '_'
		case r < utf8.RuneSelf && (r == '_' || r == '-' || isAlnum(byte(r))):
			return r
		}
		strange = true
		return '_'
	}, key)
	if strange {
		h := fnv.New32a()
		_, _ = h.Write([]byte(key)) // a hash never fails
		part += fmt.Sprintf("-%08x", h.Sum32())
	}
	return part
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func yearText(year *int) string {
	if year == nil {
		return ""
	}
	return strconv.Itoa(*year)
}
