package reader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/charset"
	"github.com/gouji/gouji/extract/check"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/html"
	"github.com/gouji/gouji/extract/report"
	"github.com/gouji/gouji/extract/text"
	"github.com/gouji/gouji/ocr"
)

// Version changes when the reader would read the same file differently, so
// that stored documents are read again.
const Version = 4

// DefaultMaxBytes is the size from which a text is refused. The longest honest
// report is far below one megabyte.
const DefaultMaxBytes = 8 << 20

// Reader reads files. It is safe for concurrent use.
type Reader struct {
	forms    *form.Set
	report   *report.Reader
	maxBytes int64
}

// New returns a Reader for the given forms. A maxBytes of 0 means DefaultMaxBytes.
func New(forms *form.Set, maxBytes int64) (*Reader, error) {
	meta, err := report.New()
	if err != nil {
		return nil, fmt.Errorf("reader: %w", err)
	}
	if maxBytes <= 0 {
		maxBytes = DefaultMaxBytes
	}
	return &Reader{forms: forms, report: meta, maxBytes: maxBytes}, nil
}

// content is what the readers of single formats deliver.
type content struct {
	title  string
	blocks []extract.Block
	pages  []extract.Page
}

// Read reads one file. The name serves for messages and to tell Markdown from
// text. A file that cannot be read gives an *ingest.Error of kind Refuse.
func (r *Reader) Read(ctx context.Context, name string, b []byte) (*extract.Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%s %s: %w", stage, name, err)
	}
	media, err := Sniff(name, b)
	switch {
	case err != nil:
		return nil, err
	case Paged(media):
		return nil, unsupported(name, media, "没有分页识别的 PDF 或图片")
	case int64(len(b)) > r.maxBytes:
		return nil, tooLarge(name, int64(len(b)), r.maxBytes)
	}
	decoded, err := charset.Decode(b, charset.Options{Declared: declared(media, b), Markup: media == mediaHTML})
	switch {
	case errors.Is(err, charset.ErrEmpty):
		return nil, refuse(name, ErrEmpty, "文件里没有文字，请检查后重新放入")
	case err != nil:
		return nil, refuse(name, fmt.Errorf("%w: %w", ErrBinary, err), "文件内容不是文字，可能已损坏或扩展名不对，请检查后重新放入")
	}
	var c content
	if media == mediaHTML {
		c, err = readHTML(decoded)
		if err != nil {
			return nil, refuse(name, err, "网页无法解析，可能已损坏，请重新保存后放入")
		}
	} else {
		c = readText(decoded)
	}
	sum := sha256.Sum256(b)
	return r.document(extract.Source{
		Name: name, Bytes: int64(len(b)), SHA256: hex.EncodeToString(sum[:]), MediaType: media,
		Encodings: decoded.Encodings, Repairs: decoded.Repairs,
	}, c), nil
}

// document makes the document of a file that has a SHA-256.
func (r *Reader) document(source extract.Source, c content) *extract.Document {
	source.Pages = len(c.pages)
	in := report.Input{Name: source.Name, Title: c.title, Pages: c.pages}
	doc := &extract.Document{
		ID:       source.SHA256[:32],
		Source:   source,
		Kind:     extract.Other,
		Meta:     r.report.Meta(in),
		Sections: r.report.Sections(in),
		Pages:    c.pages,
		Tables:   r.forms.Align(c.blocks),
	}
	if isAnnualReport(doc) {
		doc.Kind = extract.AnnualReport
	}
	check.Choose(doc, r.forms)
	doc.Findings = check.Run(doc, r.forms)
	doubtRecognised(doc)
	doc.Status = status(doc)
	return doc
}

var annualTitle = regexp.MustCompile(`(?:政府信息|政务)公开.{0,8}(?:年度报告|年报|报告)`)

// isAnnualReport tells the kind by the statutory tables, or by the title where
// the tables follow an older form.
func isAnnualReport(doc *extract.Document) bool {
	for _, t := range doc.Tables {
		if t.Form != "" {
			return true
		}
	}
	return doc.Meta.Title != nil && annualTitle.MatchString(*doc.Meta.Title)
}

// status tells whether somebody has to look. What a person has decided about
// needs nobody any more.
func status(doc *extract.Document) extract.Status {
	for i := range doc.Pages {
		if doc.Pages[i].Open() {
			return extract.Review
		}
	}
	for _, t := range doc.Tables {
		for i := range t.Cells {
			if t.Cells[i].Status != extract.CellOK {
				return extract.Review
			}
		}
	}
	for i := range doc.Findings {
		if doc.Findings[i].Open() {
			return extract.Review
		}
	}
	return extract.OK
}

func readHTML(decoded charset.Text) (content, error) {
	d, err := html.Parse(decoded.Clean, charset.Clean)
	if err != nil {
		return content{}, err
	}
	return content{title: d.Title, blocks: d.Blocks, pages: pages([]string{d.Text}, []string{d.Original})}, nil
}

var tableTag = regexp.MustCompile(`(?is)<table\b.*?</table\s*>`)

// readText reads plain text and Markdown. HTML tables inside of it are read as
// such, other tags are dropped.
func readText(decoded charset.Text) content {
	original := text.Pages(decoded.Original)
	if !tableTag.MatchString(decoded.Clean) {
		shown := text.Pages(text.StripTags(decoded.Clean))
		return content{pages: pages(shown, original), blocks: text.Parse(shown)}
	}
	c := content{}
	var shown []string
	for i, page := range text.Pages(decoded.Clean) {
		blocks, plain := mixedPage(page)
		c.blocks = append(c.blocks, onPage(blocks, i+1)...)
		shown = append(shown, plain)
	}
	c.pages = pages(shown, original)
	return c
}

// mixedPage reads a page of text with HTML tables in it.
func mixedPage(page string) ([]extract.Block, string) {
	var blocks []extract.Block
	var plain strings.Builder
	end := 0
	for _, at := range append(tableTag.FindAllStringIndex(page, -1), []int{len(page), len(page)}) {
		before := text.StripTags(page[end:at[0]])
		plain.WriteString(before)
		blocks = append(blocks, text.Parse([]string{before})...)
		if table, err := html.Parse(page[at[0]:at[1]], charset.Clean); err == nil {
			plain.WriteString(table.Text)
			blocks = append(blocks, table.Blocks...)
		}
		end = at[1]
	}
	return blocks, plain.String()
}

func onPage(blocks []extract.Block, page int) []extract.Block {
	for i := range blocks {
		blocks[i].Page = page
		for j := range blocks[i].Rows {
			blocks[i].Rows[j].Page = page
		}
	}
	return blocks
}

func pages(clean, original []string) []extract.Page {
	out := make([]extract.Page, len(clean))
	for i, t := range clean {
		lost := strings.Count(t, "\uFFFD")
		out[i] = extract.Page{
			Number: i + 1, Origin: ocr.Text, Text: t,
			Confidence: 1 - float64(lost)/float64(max(1, utf8.RuneCountInString(t))),
		}
		if len(original) == len(clean) && original[i] != t {
			out[i].Original = original[i]
		}
	}
	return out
}

var metaCharset = regexp.MustCompile(`(?i)<meta[^>]{0,200}charset\s*=\s*["']?\s*([-\w]{2,40})`)

// declared is the charset that an HTML file names for itself; it may lie.
func declared(media string, b []byte) string {
	if media != mediaHTML {
		return ""
	}
	if m := metaCharset.FindSubmatch(b[:min(len(b), 4096)]); m != nil {
		return string(m[1])
	}
	return ""
}
