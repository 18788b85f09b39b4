package document

import (
	"cmp"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/klauspost/compress/gzhttp"
)

// downloadTime bounds how long a visitor may take to fetch a file.
const downloadTime = 15 * time.Minute

// original answers with the file as it was dropped. It is a stranger's: a
// browser saves it and never shows it.
func (p *Pages) original(w http.ResponseWriter, r *http.Request) {
	doc, err := p.document(r)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	file, err := p.library.Original(r.Context(), doc.ID)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	defer file.Close()
	header := w.Header()
	header.Set("Content-Type", "application/octet-stream")
	header.Set("Content-Disposition", attachment(doc.Source.Name))
	header.Set("ETag", `"`+doc.ID+`"`)
	header.Set(gzhttp.HeaderNoCompression, "yes") // so that parts of it can be asked for
	if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(downloadTime)); err != nil {
		p.site.Log().DebugContext(r.Context(), "no time of its own for a download", "err", err)
	}
	http.ServeContent(w, r, "", time.Time{}, file)
}

// text answers with the text of all pages, divided by form feeds.
func (p *Pages) text(w http.ResponseWriter, r *http.Request) {
	doc, err := p.document(r)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	texts := make([]string, len(doc.Pages))
	for i := range doc.Pages {
		texts[i] = doc.Pages[i].Text
	}
	name := strings.TrimSuffix(doc.Source.Name, path.Ext(doc.Source.Name)) + ".txt"
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", attachment(name))
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(strings.Join(texts, "\f")))
}

// longestName is how many characters of a file's name are kept: file systems
// bound names to 255 bytes.
const longestName = 80

// attachment is the Content-Disposition of a file of a name, which may hold
// anything: what no file system takes is replaced, and what is not ASCII is
// encoded as RFC 6266 has it.
func attachment(name string) string {
	safe := []rune(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name))
	if over := len(safe) - longestName; over > 0 {
		end := min(len([]rune(path.Ext(string(safe)))), 8)
		safe = append(safe[:longestName-end], safe[len(safe)-end:]...)
	}
	file := strings.Trim(string(safe), ". ")
	return mime.FormatMediaType("attachment", map[string]string{"filename": cmp.Or(file, "document")})
}
