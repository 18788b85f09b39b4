package source

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/proc"
)

// TestMain makes the test's program a page worker where it is started as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == worker.Command {
		if err := work(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// scripted begins a file that a worker of these tests does not read but obeys:
// each further line says what its reading of that page comes to.
const scripted = "%PDF-1.7 script\n"

func work() error {
	in, out, err := proc.Pipes()
	if err != nil {
		return err
	}
	w, err := worker.New()
	if err != nil {
		return err
	}
	return errors.Join(proc.Serve(context.Background(), in, out, func(ctx context.Context, body []byte) ([]byte, error) {
		var r worker.Request
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, err
		}
		if r.Op == worker.Prepare {
			return json.Marshal(nil)
		}
		b, err := os.ReadFile(r.Path)
		if err != nil {
			return nil, err
		}
		script, ok := strings.CutPrefix(string(b), scripted)
		if !ok {
			return w.Handle(ctx, body)
		}
		return obey(r, strings.Split(strings.TrimSpace(script), "\n"))
	}), w.Close())
}

func obey(r worker.Request, script []string) ([]byte, error) {
	act := script[0]
	if r.Op == worker.Page || r.Op == worker.Render {
		act = script[r.Number-1]
	}
	if r.Op == worker.Witness || r.Op == worker.Open && !strings.HasPrefix(act, "open ") {
		act = "ok"
	}
	switch act, arg, _ := strings.Cut(strings.TrimPrefix(act, "open "), " "); act {
	case "hang":
		time.Sleep(time.Hour)
	case "die":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		time.Sleep(time.Hour)
	case "panic":
		panic("out of range")
	case "refuse":
		return nil, &ingest.Error{Kind: ingest.Refuse, Stage: "pdf", Reason: "这一页已损坏。", Err: errors.New("broken")}
	case "model":
		return nil, &ingest.Error{Kind: ingest.Stop, Stage: "ocr", Reason: "缺少文字识别模型。", Err: errors.New("no model")}
	case "once": // dies the first time
		if err := os.Mkdir(arg, 0o700); err == nil {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			time.Sleep(time.Hour)
		}
	case "eat":
		var all [][]byte
		for {
			all = append(all, []byte(strings.Repeat("x", 1<<20)))
			_ = all
		}
	}
	switch r.Op {
	case worker.Open:
		return json.Marshal(worker.Opened{Pages: len(script)})
	case worker.Witness:
		return json.Marshal([]string{})
	}
	text := fmt.Sprintf("这是第%d页。", r.Number)
	return json.Marshal(ocr.Page{
		Number: r.Number, Width: 595, Height: 842, Class: ocr.Layer, Origin: ocr.Text, Confidence: 1,
		Lines: []ocr.Line{{Rect: ocr.Rect{Left: 90, Top: 100, Right: 200, Bottom: 112}, Text: text, Confidence: 1}},
	})
}

// newSource returns a Source whose workers must leave nothing behind.
func newSource(t testing.TB, flags map[string]string) *Source {
	t.Helper()
	l, err := configs.Load(configs.Input{Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir() // shared, since it takes long to compile pdfium
	if err != nil {
		t.Fatal(err)
	}
	scratch := t.TempDir()
	s, err := New(Options{Settings: &l.Settings, Scratch: scratch, Cache: filepath.Join(cache, "gouji", "wazero")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
	return s
}
