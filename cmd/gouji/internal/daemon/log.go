package daemon

import (
	"io"
	"log/slog"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/ingest"
)

// NewLog makes the logger that the settings ask for. Its lines carry the id and
// the name of the file that they are about.
func NewLog(w io.Writer, s configs.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.Level)); err != nil {
		level = slog.LevelInfo // the settings allow no other word
	}
	options := &slog.HandlerOptions{Level: level}
	if s.Format == "json" {
		return slog.New(ingest.StoryHandler{Handler: slog.NewJSONHandler(w, options)})
	}
	return slog.New(ingest.StoryHandler{Handler: slog.NewTextHandler(w, options)})
}
