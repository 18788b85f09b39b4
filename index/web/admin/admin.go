package admin

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gouji/gouji/index/web/site"
)

const (
	// stalled is how long a client may take for the next part of a backup.
	stalled = 5 * time.Minute
	// patience is how long a deletion or a look at all documents may take.
	patience = 10 * time.Minute
)

// Traces say where something of a document was found.
type Traces struct {
	SHA256     string   `json:"sha256"`
	Name       string   `json:"name"`
	Record     bool     `json:"record"`
	Original   bool     `json:"original"`
	Document   bool     `json:"document"`          // what was read of it
	Indexes    []string `json:"indexes,omitempty"` // of the search server
	Pictures   int      `json:"pictures"`          // of pages that are kept
	Decisions  int      `json:"decisions"`         // of people
	KnownFiles int      `json:"known_files"`       // that are remembered of folders that are not watched
	Watched    []string `json:"watched,omitempty"` // files in watched folders
	Copies     []string `json:"copies,omitempty"`  // files in archive and failed folders
}

// Any reports whether there is anything of the document.
func (t Traces) Any() bool {
	return t.Record || t.Original || t.Document || len(t.Indexes) > 0 || t.Pictures > 0 || t.Decisions > 0 ||
		t.KnownFiles > 0 || len(t.Watched) > 0 || len(t.Copies) > 0
}

// Deletion says what was found of a document, and what is left.
type Deletion struct {
	ID         string `json:"id"`
	Found      Traces `json:"found"`
	Left       Traces `json:"left"`
	Complete   bool   `json:"complete"`    // nothing is left that was to go
	CopiesStay bool   `json:"copies_stay"` // files in archive and failed folders were to stay
}

// Keeper looks after what is stored.
type Keeper interface {
	// Backup writes an archive of everything.
	Backup(ctx context.Context, w io.Writer) error
	// Retention lists originals that have been kept long enough, and removes
	// them if apply says so. The answer is written as JSON.
	Retention(ctx context.Context, apply bool) (any, error)
	// Traces looks for a document everywhere.
	Traces(ctx context.Context, id string) (Traces, error)
	// Delete removes a document everywhere, with copies also from archive and
	// failed folders. One of which there is nothing is fs.ErrNotExist.
	Delete(ctx context.Context, id, by string, copies bool) (Deletion, error)
}

// Pages are the addresses of the administrator.
type Pages struct {
	site  *site.Site
	keep  Keeper
	token [sha256.Size]byte
	none  bool // there is no token, so nobody may ask
}

// New returns the addresses. Without a token nobody may ask.
func New(s *site.Site, keeper Keeper, token string) *Pages {
	return &Pages{site: s, keep: keeper, token: sha256.Sum256([]byte(token)), none: token == ""}
}

// Mount adds the addresses.
func (p *Pages) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/backup", p.known(p.getBackup))
	mux.HandleFunc("GET /api/retention", p.known(p.getRetention))
	mux.HandleFunc("POST /api/retention", p.known(p.postRetention))
	mux.HandleFunc("GET /api/documents/{id}/traces", p.known(p.getTraces))
	mux.HandleFunc("DELETE /api/documents/{id}", p.known(p.deleteDocument))
}

// LongLived reports whether a request bounds itself.
func LongLived(r *http.Request) bool {
	path := r.URL.Path
	return path == "/api/backup" || path == "/api/retention" || strings.HasPrefix(path, "/api/documents/") && r.Method == http.MethodDelete
}

// known lets through whoever sends the token.
func (p *Pages) known(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		sum := sha256.Sum256([]byte(given))
		if !ok || p.none || subtle.ConstantTimeCompare(sum[:], p.token[:]) != 1 {
			p.site.Answer(w, r, http.StatusForbidden, site.Fault{
				Error: "只有管理员可以这样做。", Detail: "send the token that stands in api-token in the data folder",
			})
			return
		}
		next(w, r)
	}
}

// getBackup streams an archive. One that fails is cut off, so that the client
// notices.
func (p *Pages) getBackup(w http.ResponseWriter, r *http.Request) {
	out := &stream{w: w, control: http.NewResponseController(w)}
	_ = out.control.SetReadDeadline(time.Time{}) // it would end the request while we write
	w.Header().Set("Content-Type", "application/zstd")
	w.Header().Set("Content-Disposition", `attachment; filename="gouji.backup"`)
	err := p.keep.Backup(r.Context(), out)
	if err == nil {
		return
	}
	if !out.sent {
		w.Header().Del("Content-Disposition")
		p.site.Fail(w, r, err)
		return
	}
	p.site.Log().WarnContext(r.Context(), "backup failed", "err", err)
	panic(http.ErrAbortHandler) // net/http cuts the connection
}

// stream sends an archive, each part under a deadline of its own.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	sent    bool
}

func (s *stream) Write(b []byte) (int, error) {
	s.sent = true
	_ = s.control.SetWriteDeadline(time.Now().Add(stalled)) // where the connection has none there is none to move
	return s.w.Write(b)
}

func (p *Pages) getRetention(w http.ResponseWriter, r *http.Request)  { p.retention(w, r, false) }
func (p *Pages) postRetention(w http.ResponseWriter, r *http.Request) { p.retention(w, r, true) }

func (p *Pages) retention(w http.ResponseWriter, r *http.Request, apply bool) {
	ctx, cancel := patient(w, r)
	defer cancel()
	report, err := p.keep.Retention(ctx, apply)
	p.answer(w, r, report, err)
}

func (p *Pages) getTraces(w http.ResponseWriter, r *http.Request) {
	id, ok := p.id(w, r)
	if !ok {
		return
	}
	traces, err := p.keep.Traces(r.Context(), id)
	p.answer(w, r, traces, err)
}

// deleteDocument finishes also when nobody waits for the answer.
func (p *Pages) deleteDocument(w http.ResponseWriter, r *http.Request) {
	id, ok := p.id(w, r)
	if !ok {
		return
	}
	ctx, cancel := patient(w, r)
	defer cancel()
	query := r.URL.Query()
	deletion, err := p.keep.Delete(ctx, id, query.Get("by"), query.Get("copies") == "true")
	p.answer(w, r, deletion, err)
}

// patient returns the context of what is finished once it has begun.
func patient(w http.ResponseWriter, r *http.Request) (context.Context, context.CancelFunc) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patience + time.Minute))
	return context.WithTimeout(context.WithoutCancel(r.Context()), patience)
}

// id is the document that a request is about: 32 hex digits.
func (p *Pages) id(w http.ResponseWriter, r *http.Request) (string, bool) {
	id := r.PathValue("id")
	if len(id) == 32 && strings.Trim(id, "0123456789abcdef") == "" {
		return id, true
	}
	p.site.Answer(w, r, http.StatusBadRequest, site.Fault{Error: "文件编号应为 32 位十六进制数字。", Detail: "not an id"})
	return "", false
}

// answer answers with a value, or with what went wrong.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request, v any, err error) {
	if err != nil {
		p.site.Fail(w, r, err)
		return
	}
	p.site.Answer(w, r, http.StatusOK, v)
}
