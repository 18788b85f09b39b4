package status_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/index/web/status"
)

// serve answers on a real connection whose ordinary requests must be over soon.
func serve(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ReadTimeout, s.Config.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// stream is what a browser that watches gets.
type stream struct {
	code   int
	header http.Header
	lines  *bufio.Scanner
}

func watch(t *testing.T, s *httptest.Server) stream {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/status/events?lang=en", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return stream{response.StatusCode, response.Header, bufio.NewScanner(response.Body)}
}

// next returns the name and the content of the next event.
func next(t *testing.T, lines *bufio.Scanner) (name, content string) {
	t.Helper()
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case field == "event":
			name = value
		case field == "data":
			content += value + "\n"
		case field == "" && name != "":
			return name, content
		}
	}
	t.Fatalf("the stream ends: %v", lines.Err())
	return "", ""
}

func TestEventsSendWhatChanges(t *testing.T) {
	o := newRecorder()
	events := watch(t, serve(t, handler(t, o, site.Options{})))
	if media := events.header.Get("Content-Type"); media != "text/event-stream" {
		t.Fatalf("%d: %s", events.code, media)
	}
	lines := events.lines
	for _, want := range []string{"state", "tiles", "reading", "waiting", "failures", "finished", "server"} {
		if name, content := next(t, lines); name != want || content == "" {
			t.Fatalf("%q, want %q: %s", name, want, content)
		}
	}
	// More time than the limits of the server passes between these.
	for _, page := range []string{"4", "5"} {
		o.set(func() {
			f := o.report.InFlight[0]
			f.Page++
			o.report.InFlight = append([]status.InFlight{f}, o.report.InFlight[1:]...)
		})
		if name, content := next(t, lines); name != "reading" || !strings.Contains(content, page+" of 12 pages read") {
			t.Errorf("%q: %s", name, content)
		}
	}
	o.set(func() { o.fault = io.ErrUnexpectedEOF })
	if name, content := next(t, lines); name != "state" || !strings.Contains(content, "cannot be told") {
		t.Errorf("%q: %s", name, content)
	}
	close(o.stopping)
	if lines.Scan() || lines.Err() != nil {
		t.Errorf("after the end: %q, %v", lines.Text(), lines.Err())
	}
}

func TestEventsAreBounded(t *testing.T) {
	o := newRecorder()
	s := serve(t, handler(t, o, site.Options{}))
	for range 64 {
		if events := watch(t, s); events.code != http.StatusOK {
			t.Fatal(events.code)
		}
	}
	if one := watch(t, s); one.code != http.StatusServiceUnavailable || one.header.Get("Retry-After") == "" {
		t.Errorf("one more: %d", one.code)
	}
	close(o.stopping)
}
