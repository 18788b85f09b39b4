package export

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// totalHeader tells how many records the file will hold.
const totalHeader = "X-Total-Count"

func (p *Pages) getExport(w http.ResponseWriter, r *http.Request) {
	q, err := p.parse(r)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	total, err := p.count(r, q.query)
	if err == nil {
		err = fits(q, total)
	}
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	if !p.slots.TryAcquire(1) {
		p.site.ShowFault(w, r, &ingest.Error{Kind: ingest.Retry, Stage: "export", Reason: "正在导出的文件太多，请稍后再试。"})
		return
	}
	defer p.slots.Release(1)
	w.Header().Set(totalHeader, strconv.Itoa(total))
	q.format.announce(w.Header(), aboutOf(q.query))
	if r.Method == http.MethodHead {
		return
	}
	kept := p.running.begin(q.job, total)
	out := newStream(w)
	if err := p.write(r.Context(), out, q, kept); err != nil {
		kept.state.Store(failed)
		p.breakOff(w, r, out, q, err)
		return
	}
	kept.state.Store(done)
}

// fits refuses what a sheet of Excel cannot hold.
func fits(q request, total int) error {
	if q.format == xlsxFormat && !q.wide && total >= maxSheetRows {
		return &index.BadQuery{Reason: "超过 Excel 一张表的行数，请缩小范围，或导出为 CSV。", Detail: strconv.Itoa(total)}
	}
	return nil
}

// aboutOf is the question in the name of the file.
func aboutOf(q index.Query) string {
	parts := []string{q.Text}
	for _, f := range q.Filters {
		parts = append(parts, f.Values...)
	}
	return strings.Join(parts, " ")
}

// write writes all of a file.
func (p *Pages) write(ctx context.Context, out *stream, q request, kept *progress) error {
	var err error
	switch {
	case q.wide:
		err = p.writeWide(ctx, out, q, kept)
	case q.format == jsonlFormat:
		err = p.writeLines(ctx, out, q, kept)
	default:
		err = p.writeRows(ctx, out, q, kept)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

func (p *Pages) writeLines(ctx context.Context, out *stream, q request, kept *progress) error {
	encoder := lines(out)
	for record, err := range p.source.All(ctx, q.query) {
		if err != nil {
			return err
		}
		if err := encoder.Encode(record); err != nil {
			return err
		}
		kept.done.Add(1)
	}
	return nil
}

func (p *Pages) writeRows(ctx context.Context, out *stream, q request, kept *progress) error {
	attributes := attributesOf(q.query.Index)
	columns, err := columnsOf(attributes, q.words)
	if err != nil {
		return err
	}
	return p.table(out, q, func(table rows) error {
		if err := table.head(columns); err != nil {
			return err
		}
		if q.format == csvFormat {
			if err := out.Flush(); err != nil { // the visitor sees that it has begun
				return err
			}
		}
		for record, err := range p.source.All(ctx, q.query) {
			if err != nil {
				return err
			}
			if err := table.row(cellsOf(record, attributes, q.words)); err != nil {
				return err
			}
			kept.done.Add(1)
		}
		return nil
	})
}

// table has a table filled and completes it.
func (p *Pages) table(out io.Writer, q request, fill func(rows) error) error {
	if q.format == csvFormat {
		table := newCSV(out)
		if err := fill(table); err != nil {
			_ = table.end() // what there is; the error is what counts
			return err
		}
		return table.end()
	}
	name, err := q.words.Word("sheet." + q.query.Index)
	if err != nil {
		return err
	}
	book, err := newXLSX(out, name)
	if err != nil {
		return err
	}
	defer func() {
		if err := book.Close(); err != nil {
			p.site.Log().Warn("temporary files of an export remain", "err", err)
		}
	}()
	if err := fill(book); err != nil {
		return err
	}
	return book.end()
}

// breakOff ends an export that failed. Before the first byte the visitor gets a
// page that says why; after it the file says that it is not whole, and the
// connection is cut so that the browser says so too.
func (p *Pages) breakOff(w http.ResponseWriter, r *http.Request, out *stream, q request, cause error) {
	if r.Context().Err() != nil {
		p.site.Log().DebugContext(r.Context(), "visitor left an export", "err", cause)
		panic(http.ErrAbortHandler)
	}
	if !out.sink.sent && out.Buffered() == 0 {
		withdraw(w.Header())
		p.site.ShowFault(w, r, cause)
		return
	}
	p.site.Log().WarnContext(r.Context(), "export failed", "query", r.URL.RawQuery, "err", cause)
	if note, err := q.words.Word("not whole"); err == nil && q.format != xlsxFormat {
		if q.format == jsonlFormat {
			err = lines(out).Encode(map[string]string{"error": note})
		} else {
			_, err = io.WriteString(out, note+"\r\n")
		}
		if err == nil {
			err = out.Flush()
		}
		if err != nil {
			p.site.Log().DebugContext(r.Context(), "visitor went away", "err", err)
		}
	}
	panic(http.ErrAbortHandler) // net/http cuts the connection
}
