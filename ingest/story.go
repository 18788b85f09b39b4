package ingest

import (
	"context"
	"log/slog"
)

// The keys of what a log line says about a file. All lines about it have its
// LogID, which tells its story when the log is searched for it.
const (
	LogID      = "id" // of the document
	LogName    = "name"
	LogStage   = "stage" // one of the Stage constants
	LogStatus  = "status"
	LogPath    = "path"
	LogTo      = "to" // where it lies now
	LogBytes   = "bytes"
	LogPages   = "pages"
	LogFailed  = "failed_pages"
	LogPage    = "page"
	LogSeconds = "seconds"
	LogAttempt = "attempt"
	LogReason  = "reason" // plain Chinese
	LogError   = "error"
)

// The stages of a file's way, as the log names them.
const (
	StageTake  = "take"
	StageQueue = "queue"
	StageRead  = "read"
	StageIndex = "index"
	StageMove  = "move"
	StageEnd   = "end" // what has become of it
)

type storyKey struct{}

// About returns a context whose log lines carry the id and the name of a
// document, if the logger's handler is a StoryHandler.
func About(ctx context.Context, id, name string) context.Context {
	return context.WithValue(ctx, storyKey{}, []slog.Attr{slog.String(LogID, id), slog.String(LogName, name)})
}

// StoryHandler adds to a line what its context is about, unless the line says
// that itself.
type StoryHandler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h StoryHandler) Handle(ctx context.Context, r slog.Record) error {
	attrs, _ := ctx.Value(storyKey{}).([]slog.Attr)
	if len(attrs) == 0 {
		return h.Handler.Handle(ctx, r)
	}
	said := map[string]bool{}
	r.Attrs(func(a slog.Attr) bool { said[a.Key] = true; return true })
	told := r.Clone()
	for _, a := range attrs {
		if !said[a.Key] {
			told.AddAttrs(a)
		}
	}
	return h.Handler.Handle(ctx, told)
}

// WithAttrs implements slog.Handler.
func (h StoryHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return StoryHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h StoryHandler) WithGroup(name string) slog.Handler {
	return StoryHandler{h.Handler.WithGroup(name)}
}
