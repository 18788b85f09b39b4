package status

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/gouji/gouji/ingest"
)

const (
	// maxUploads is how many can upload at the same time.
	maxUploads = 16
	// maxFiles and maxRequest bound the files and the bytes of one request.
	maxFiles   = 1000
	maxRequest = 16 << 30
	// readPatience is how long a browser may send nothing, uploadPatience how
	// long a request may take at all.
	readPatience   = 30 * time.Second
	uploadPatience = 2 * time.Hour
)

// Why a file is not taken.
var (
	ErrTooLarge = errors.New("file is too large")
	ErrEmpty    = errors.New("file is empty")
	ErrIgnored  = errors.New("files of this name are ignored in the watched folder")
	ErrNoRoom   = errors.New("no room on the disk")

	errBroken   = errors.New("upload was interrupted")
	errStopping = errors.New("the program stops")
	errNoFile   = errors.New("no file was sent")
	errTooMany  = errors.New("too many files in one request")
	errBusy     = errors.New("too many upload at the same time")
)

// refusals are the words for a visitor and the statuses of an answer when
// nothing was taken.
var refusals = []struct {
	err    error
	key    string
	status int
}{
	{ErrTooLarge, "refused.large", http.StatusRequestEntityTooLarge},
	{ErrEmpty, "refused.empty", http.StatusBadRequest},
	{ErrIgnored, "refused.ignored", http.StatusBadRequest},
	{ErrNoRoom, "refused.room", http.StatusInsufficientStorage},
	{errBroken, "refused.broken", http.StatusBadRequest},
	{errStopping, "refused.stopping", http.StatusServiceUnavailable},
	{errNoFile, "refused.none", http.StatusBadRequest},
	{errTooMany, "refused.many", http.StatusRequestEntityTooLarge},
	{errBusy, "refused.busy", http.StatusServiceUnavailable},
}

// uploaded is what became of an upload, and the answer as JSON.
type uploaded struct {
	Taken   []takenFile   `json:"taken"`
	Refused []refusedFile `json:"refused"`

	status int // of the answer if nothing was taken
}

type takenFile struct {
	Name   string `json:"name"`
	Stored string `json:"stored"` // the name in the folder
}

type refusedFile struct {
	Name   string `json:"name"` // empty if it is about the whole request
	Reason string `json:"reason"`
}

// postUpload takes the files of a form one after the other as they come in; none
// is ever held in memory.
func (p *Pages) postUpload(w http.ResponseWriter, r *http.Request) {
	u := &uploaded{Taken: []takenFile{}, Refused: []refusedFile{}}
	if p.uploads.take() {
		p.takeFiles(w, r, u)
		p.uploads.give()
	} else {
		p.refuse(r, u, "", errBusy)
	}
	status := http.StatusOK
	if len(u.Taken) == 0 {
		status = u.status
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		p.site.Answer(w, r, status, u)
		return
	}
	report, err := p.live.report(r.Context())
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	p.show(w, r, status, report, u)
}

func (p *Pages) takeFiles(w http.ResponseWriter, r *http.Request, u *uploaded) {
	ctx, cancel := context.WithTimeout(r.Context(), uploadPatience)
	defer cancel()
	body := &pacedBody{
		ReadCloser: http.MaxBytesReader(w, r.Body, maxRequest),
		ctx:        ctx, stopping: p.operate.Stopping(), control: http.NewResponseController(w),
	}
	r.Body = body
	form, err := r.MultipartReader()
	if err != nil {
		p.refuse(r, u, "", errNoFile)
		return
	}
	for n := 0; ; {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			p.refuse(r, u, "", body.cause(err))
			return
		}
		if part.FileName() == "" {
			continue
		}
		if n++; n > maxFiles {
			p.refuse(r, u, part.FileName(), errTooMany)
			return
		}
		if !p.takeFile(ctx, r, u, part, body) {
			return
		}
	}
	if len(u.Taken)+len(u.Refused) == 0 {
		p.refuse(r, u, "", errNoFile)
	}
}

// takeFile reports whether the request can be read on.
func (p *Pages) takeFile(ctx context.Context, r *http.Request, u *uploaded, part *multipart.Part, body *pacedBody) bool {
	name := part.FileName()
	stored, err := p.operate.Upload(ctx, name, part)
	switch {
	case err == nil:
		u.Taken = append(u.Taken, takenFile{readable(name), stored})
	case body.err != nil:
		p.refuse(r, u, name, body.cause(err))
		return false
	default:
		p.refuse(r, u, name, err)
	}
	return true
}

// refuse notes why a file was not taken, in the language of the request where
// there are words for it.
func (p *Pages) refuse(r *http.Request, u *uploaded, name string, err error) {
	p.site.Log().InfoContext(r.Context(), "file not taken from the page", "name", name, "err", err)
	status, reason := http.StatusInternalServerError, ingest.ReasonOf(err)
	if ingest.KindOf(err) == ingest.Retry {
		status = http.StatusServiceUnavailable
	}
	for _, known := range refusals {
		if !errors.Is(err, known.err) {
			continue
		}
		if word, wordErr := p.view.Phrases(r).Word(known.key); wordErr == nil {
			status, reason = known.status, word
		}
		break
	}
	if u.status == 0 {
		u.status = status
	}
	u.Refused = append(u.Refused, refusedFile{readable(name), reason})
}

// pacedBody reads a request as long as bytes come: each moves the deadlines of
// the connection forward.
type pacedBody struct {
	io.ReadCloser
	ctx      context.Context // of the request, with its end
	stopping <-chan struct{}
	control  *http.ResponseController
	err      error // that ended the reading
}

func (b *pacedBody) Read(into []byte) (int, error) {
	select {
	case <-b.stopping:
		b.err = errStopping
		return 0, b.err
	case <-b.ctx.Done():
		b.err = b.ctx.Err()
		return 0, b.err
	default:
	}
	now := time.Now()
	deadlines := errors.Join(b.control.SetReadDeadline(now.Add(readPatience)), b.control.SetWriteDeadline(now.Add(2*readPatience)))
	if deadlines != nil && !errors.Is(deadlines, http.ErrNotSupported) {
		b.err = deadlines
		return 0, b.err
	}
	n, err := b.ReadCloser.Read(into)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// cause is why the reading ended, rather than what came of that.
func (b *pacedBody) cause(err error) error {
	switch {
	case errors.Is(b.err, errStopping):
		return errStopping
	case isTooLong(b.err):
		return ErrTooLarge
	case b.err != nil:
		return errors.Join(errBroken, b.err)
	default:
		return errors.Join(errBroken, err)
	}
}

func isTooLong(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}

func readable(name string) string { return strings.ToValidUTF8(name, "\uFFFD") }
