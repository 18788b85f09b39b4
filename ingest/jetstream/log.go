package jetstream

import (
	"fmt"
	"log/slog"
	"sync/atomic"
)

// logger sends what the embedded server says to slog and never ends the process.
type logger struct {
	log   *slog.Logger
	worst atomic.Pointer[string] // the last error, for the message when the start fails
}

func (l *logger) Noticef(format string, v ...any) { l.log.Debug(fmt.Sprintf(format, v...)) }
func (l *logger) Debugf(format string, v ...any)  { l.log.Debug(fmt.Sprintf(format, v...)) }
func (l *logger) Tracef(format string, v ...any)  { l.log.Debug(fmt.Sprintf(format, v...)) }
func (l *logger) Warnf(format string, v ...any)   { l.log.Warn(fmt.Sprintf(format, v...)) }
func (l *logger) Errorf(format string, v ...any)  { l.fail(fmt.Sprintf(format, v...)) }
func (l *logger) Fatalf(format string, v ...any)  { l.fail(fmt.Sprintf(format, v...)) }

func (l *logger) fail(message string) {
	l.worst.Store(&message)
	l.log.Error(message)
}

func (l *logger) last() string {
	if m := l.worst.Load(); m != nil {
		return *m
	}
	return "no reason given"
}
