package daemon

import (
	"io"
	"log/slog"

	"github.com/gouji/gouji/configs"
)

// NewLog makes the logger that the settings ask for.
func NewLog(w io.Writer, s configs.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.Level)); err != nil {
		level = slog.LevelInfo // the settings allow no other word
	}
	options := &slog.HandlerOptions{Level: level}
	if s.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
