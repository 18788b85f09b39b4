package daemon

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/index/web/status"
	"github.com/gouji/gouji/ingest"
)

// running starts a daemon. The function stops it and waits for that.
func running(t *testing.T, settings *configs.Loaded) (*Daemon, func() error) {
	t.Helper()
	d := open(t, settings)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	return d, func() error { cancel(); return <-ended }
}

// upload sends a file as the page does and returns the answer.
func upload(t *testing.T, d *Daemon, name, content string) (code int, answer struct {
	Taken   []struct{ Name, Stored string }
	Refused []struct{ Name, Reason string }
}) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("files", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL()+"/upload", &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Accept", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(response.Status, err)
	}
	return response.StatusCode, answer
}

// What is uploaded is found, its progress is told, and a browser that watches
// does not keep the daemon from stopping.
func TestUploadIsReadAndWatchedAndStops(t *testing.T) {
	d, stop := running(t, settingsOf(t))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL()+"/status/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	events, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	if media, encoding := events.Header.Get("Content-Type"), events.Header.Get("Content-Encoding"); media != "text/event-stream" || encoding != "" {
		t.Fatalf("%s %q %q", events.Status, media, encoding)
	}
	code, answer := upload(t, d, `C:\上报\白石县2020.txt`, "白石县2020年政府信息公开工作年度报告\n全年共受理申请12件。\n")
	if code != http.StatusOK || len(answer.Taken) != 1 || answer.Taken[0].Stored != "白石县2020.txt" {
		t.Fatalf("%d %+v", code, answer)
	}
	lines := bufio.NewScanner(events.Body)
	for lines.Scan() && !strings.Contains(lines.Text(), `class="file" href="/documents/`) {
	}
	if !strings.Contains(lines.Text(), "白石县2020") || documents(t, d) != 1 {
		t.Errorf("told %q, %d documents, %v", lines.Text(), documents(t, d), lines.Err())
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestUploadTakesAFreeNameAndLeavesNothingElse(t *testing.T) {
	settings := settingsOf(t)
	settings.Limits.FileBytes = 1000
	settings.Folders[0].Ignore = []string{"*.bak"}
	inbox := settings.Folders[0].Path
	d := open(t, settings)
	put := func(name string, r io.Reader) (string, error) { return d.Upload(t.Context(), name, r) }
	for _, want := range []string{"报告.txt", "报告 (2).txt", "报告 (3).txt"} {
		if stored, err := put("报告.txt", strings.NewReader(want)); err != nil || stored != want {
			t.Errorf("stored as %q: %v", stored, err)
		}
	}
	cut := errors.New("connection reset")
	tests := map[string]struct {
		name    string
		content io.Reader
		want    error
	}{
		"too large":   {"a.txt", strings.NewReader(strings.Repeat("x", 1001)), status.ErrTooLarge},
		"empty":       {"a.txt", strings.NewReader(""), status.ErrEmpty},
		"interrupted": {"a.txt", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(cut)), cut},
		"lock file":   {"~$a.docx", strings.NewReader("x"), status.ErrIgnored},
		"ignored":     {"a.bak", strings.NewReader("x"), status.ErrIgnored},
	}
	for name, tt := range tests {
		if _, err := put(tt.name, tt.content); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.room = func() error { return &os.PathError{Op: "statfs", Path: "/", Err: os.ErrInvalid} }
	if _, err := put("a.txt", strings.NewReader("x")); err == nil {
		t.Error("taken without room")
	}
	var names []string
	entries, err := os.ReadDir(inbox)
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if err != nil || len(names) != 3 {
		t.Errorf("in the folder: %v %v", names, err)
	}
	if b, err := os.ReadFile(filepath.Join(inbox, "报告.txt")); err != nil || string(b) != "报告.txt" {
		t.Errorf("the first was replaced: %q %v", b, err)
	}
}

func TestNoRoomOnTheDisk(t *testing.T) {
	settings := settingsOf(t)
	settings.Limits.FreeDisk = 1 << 60
	d := open(t, settings)
	if _, err := d.Upload(t.Context(), "a.txt", strings.NewReader("x")); !errors.Is(err, status.ErrNoRoom) {
		t.Error(err)
	}
}

func TestStartRemovesUnfinishedUploads(t *testing.T) {
	settings := settingsOf(t)
	left := filepath.Join(settings.Folders[0].Path, uploadPrefix+"123")
	if err := errors.Join(os.MkdirAll(filepath.Dir(left), 0o700), os.WriteFile(left, []byte("half"), 0o600)); err != nil {
		t.Fatal(err)
	}
	runUntil(t, open(t, settings), func() bool {
		_, err := os.Stat(left)
		return errors.Is(err, os.ErrNotExist)
	})
}

func TestCleanName(t *testing.T) {
	long := strings.Repeat("长", 100)
	tests := map[string]string{
		"报告.pdf":                 "报告.pdf",
		`C:\上报\报告.pdf`:           "报告.pdf",
		"../../etc/passwd":       "passwd",
		".htaccess":              "htaccess",
		" ..隐藏.txt":              "隐藏.txt",
		"a\x00b\r\nc\x7f.txt":    "abc.txt",
		"a\u202etxt.exe":         "atxt.exe",
		"a\xffb.txt":             "ab.txt",
		"a.txt. . ":              "a.txt",
		"":                       nameless,
		"..":                     nameless,
		"a/":                     nameless,
		long + ".pdf":            strings.Repeat("长", 83) + ".pdf",
		"a." + long:              "a." + strings.Repeat("长", 84),
		strings.Repeat("a", 300): strings.Repeat("a", 255),
	}
	for name, want := range tests {
		if got := cleanName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, seed := range []string{"报告.pdf", `C:\a.pdf`, "../..", ".a", "\x00", "a\u202e.txt", strings.Repeat("长", 100) + ".pdf", "\xff.", ". "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := cleanName(name)
		switch {
		case got == "" || len(got) > maxName || !utf8.ValidString(got):
			t.Errorf("%q: %q is no name", name, got)
		case strings.ContainsAny(got, `/\`) || strings.HasPrefix(got, ".") || filepath.Base(got) != got:
			t.Errorf("%q: %q leaves the folder or is hidden", name, got)
		case strings.ContainsFunc(got, unicode.IsControl):
			t.Errorf("%q: %q holds control characters", name, got)
		case cleanName(got) != got:
			t.Errorf("%q: %q is cleaned again", name, got)
		}
	})
}

func TestLeft(t *testing.T) {
	began := time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)
	f := inFlight(began, 3, 12)
	if got := left(f, began.Add(30*time.Second)); got != 90*time.Second {
		t.Errorf("%v", got)
	}
	for _, pages := range [][2]int{{0, 12}, {0, 0}, {12, 12}} {
		if got := left(inFlight(began, pages[0], pages[1]), began.Add(time.Minute)); got != 0 {
			t.Errorf("%v: %v", pages, got)
		}
	}
}

func inFlight(began time.Time, page, pages int) ingest.InFlight {
	return ingest.InFlight{Stage: ingest.Reading, Began: began, Page: page, Pages: pages}
}
