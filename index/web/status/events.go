package status

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/gouji/gouji/index/web/site"
)

const (
	// maxStreams is how many browsers can watch at the same time.
	maxStreams = 64
	// heartbeat is how often something is sent at least, so that neither side
	// nor a proxy between takes the connection for dead.
	heartbeat = 15 * time.Second
	// writePatience is how long a browser may take to accept an event.
	writePatience = 10 * time.Second
	// streamLife is when a stream ends, so that the browser asks anew whether it
	// may watch.
	streamLife = 15 * time.Minute
)

// getEvents sends each live part of the page when it has changed, and all of
// them at once in the beginning, until the visitor leaves or the program stops.
func (p *Pages) getEvents(w http.ResponseWriter, r *http.Request) {
	if !p.streams.take() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "太多人正在查看。 Too many watch.", http.StatusServiceUnavailable)
		return
	}
	defer p.streams.give()
	s := &stream{w: w, control: http.NewResponseController(w), sent: map[string]string{}}
	if err := s.begin(); err != nil {
		p.site.Log().DebugContext(r.Context(), "no events", "err", err)
		return
	}
	tick := time.NewTicker(fresh)
	defer tick.Stop()
	end := time.NewTimer(streamLife)
	defer end.Stop()
	for {
		if err := p.sendChanges(r, s); err != nil {
			p.site.Log().DebugContext(r.Context(), "visitor went away", "err", err)
			return
		}
		select {
		case <-tick.C:
		case <-end.C:
			return
		case <-r.Context().Done():
			return
		case <-p.operate.Stopping():
			return
		}
	}
}

// sendChanges sends the parts that have changed, or that nothing is known.
func (p *Pages) sendChanges(r *http.Request, s *stream) error {
	language := site.LanguageOf(r)
	rendered, err := p.live.parts(r.Context(), language)
	if err != nil {
		if r.Context().Err() != nil {
			return err
		}
		unknown, partErr := p.view.Part(language, "unknown", nil)
		if partErr != nil {
			return partErr
		}
		rendered = map[string]string{"state": unknown}
	}
	for _, name := range parts {
		if content, ok := rendered[name]; ok {
			s.event(name, content)
		}
	}
	return s.flush()
}

// stream is a connection that events are sent on.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	sent    map[string]string // the last content of each event
	pending strings.Builder
	last    time.Time // of sending
}

// begin opens the stream. The limits of an ordinary request end it no more, and
// nothing holds back what is sent for the sake of compressing it.
func (s *stream) begin() error {
	if err := s.control.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	header := s.w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("X-Accel-Buffering", "no") // of a proxy
	header.Set(gzhttp.HeaderNoCompression, "1")
	s.pending.WriteString("retry: 1000\n\n")
	return nil
}

// event sends a content that is not the one sent last.
func (s *stream) event(name, content string) {
	if last, ok := s.sent[name]; ok && last == content {
		return
	}
	s.sent[name] = content
	fmt.Fprintf(&s.pending, "event: %s\n", name)
	for line := range strings.Lines(strings.ReplaceAll(content, "\r", "")) {
		s.pending.WriteString("data: " + strings.TrimSuffix(line, "\n") + "\n")
	}
	s.pending.WriteString("\n")
}

func (s *stream) flush() error {
	if s.pending.Len() == 0 {
		if time.Since(s.last) < heartbeat {
			return nil
		}
		s.pending.WriteString(": still here\n\n")
	}
	if err := s.control.SetWriteDeadline(time.Now().Add(writePatience)); err != nil {
		return err
	}
	if _, err := s.w.Write([]byte(s.pending.String())); err != nil {
		return err
	}
	s.pending.Reset()
	s.last = time.Now()
	return s.control.Flush()
}
