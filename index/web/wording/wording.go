package wording

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/extract"
)

// Phrase is a piece of a sentence. What the document or the form says stays
// Chinese in every language. The template "phrases" shows pieces.
type Phrase struct {
	Text    string
	Chinese bool
}

// Wording speaks about one document in one language.
type Wording struct {
	doc     *extract.Document
	english bool
	names   map[string]name // of the figures, by key
}

// name is how a figure is called: the labels of its row and of its column.
type name struct{ Row, Column string }

// New returns the wording of a document. The language is a tag: en for English,
// all others stand for Chinese.
func New(d *extract.Document, language string) *Wording {
	w := &Wording{doc: d, english: language == "en", names: map[string]name{}}
	for i := range d.Tables {
		for j := range d.Tables[i].Cells {
			c := &d.Tables[i].Cells[j]
			w.names[c.Key] = name{Row: c.RowLabel, Column: cmp.Or(c.ColumnLabel, c.Key)}
		}
	}
	return w
}

// Title is what the document calls itself, or the name of its file.
func (w *Wording) Title() string {
	if t := w.doc.Meta.Title; t != nil && *t != "" {
		return *t
	}
	return w.doc.Source.Name
}

// Tab is the title for the tab of a browser. It cannot mark a part as Chinese, so
// that in English it tells the kind of the document, and the year.
func (w *Wording) Tab() string {
	if !w.english {
		return w.Title()
	}
	kind := "Document"
	if w.doc.Kind == extract.AnnualReport {
		kind = "Annual report"
	}
	if w.doc.Meta.Year == nil {
		return kind
	}
	return kind + " " + strconv.Itoa(*w.doc.Meta.Year)
}

// Finding is one sentence about what a check has found. In English it is written
// out of the finding's rule, labels and figures; a rule that is not known keeps
// its Chinese message.
func (w *Wording) Finding(f *extract.Finding) []Phrase {
	if !w.english {
		return Chinese(f.Message)
	}
	return w.inEnglish(f)
}

// Page names a page, counted from 1.
func (w *Wording) Page(number int) []Phrase {
	if w.english {
		return []Phrase{{Text: fmt.Sprintf("page %d", number)}}
	}
	return Chinese(fmt.Sprintf("第 %d 页", number))
}

// Figure names a figure by its row and its column, which stay Chinese.
func Figure(c *extract.Cell) string {
	return cmp.Or(strings.Trim(c.RowLabel+" · "+c.ColumnLabel, " ·"), c.Key)
}

// Chinese is a sentence that stays Chinese.
func Chinese(text string) []Phrase { return []Phrase{{text, true}} }
