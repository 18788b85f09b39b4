package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
)

func write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A page that cannot be read says why; the rest is read, in order.
func TestBrokenPagesLeaveTheRest(t *testing.T) {
	s := newSource(t, map[string]string{"limits.page_time": "15s", "ocr.memory": "512MiB", "ocr.workers": "2"})
	once := filepath.Join(t.TempDir(), "once")
	content := scripted + "ok\nhang\nok\ndie\neat\nrefuse\npanic\nonce " + once + "\nok\n"
	doc, err := s.ReadFile(t.Context(), write(t, "a.pdf", content))
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]string{
		2: "limits.page_time", 4: "识别进程异常退出", 5: "ocr.memory", 6: "这一页已损坏。", 7: "意外错误",
	}
	for i, p := range doc.Pages {
		n := i + 1
		switch {
		case p.Number != n:
			t.Errorf("page %d at %d", p.Number, n)
		case want[n] == "" && (p.Failure != "" || !strings.Contains(p.Text, "这是第")):
			t.Errorf("page %d: %+v", n, p)
		case !strings.Contains(p.Failure, want[n]):
			t.Errorf("page %d: %q, want %q", n, p.Failure, want[n])
		}
	}
	sum := sha256.Sum256([]byte(content))
	if doc.Source.SHA256 != hex.EncodeToString(sum[:]) || doc.ID != doc.Source.SHA256[:32] || doc.Source.Pages != 9 ||
		doc.Source.Bytes != int64(len(content)) || doc.Source.MediaType != "application/pdf" || doc.Status != extract.Review {
		t.Errorf("got %+v, status %s", doc.Source, doc.Status)
	}
}

func TestPagedRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		content, want string
		kind          ingest.Kind
	}{
		"all pages fail":      {scripted + "refuse\nrefuse", "这一页已损坏", ingest.Refuse},
		"open fails":          {scripted + "open refuse", "这一页已损坏", ingest.Refuse},
		"open kills":          {scripted + "open die", "打不开", ingest.Refuse},
		"too many pages":      {scripted + strings.Repeat("ok\n", 6), "limits.pages", ingest.Refuse},
		"model is missing":    {scripted + "ok\nmodel", "缺少文字识别模型", ingest.Retry},
		"truncated":           {"%PDF-1.7\n1 0 obj\n<<", "", ingest.Refuse},
		"garbage":             {"%PDF-1.4\n" + strings.Repeat("\x00\xff\x13 obj stream", 500), "", ingest.Refuse},
		"a picture in name":   {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "", ingest.Refuse},
		"a document of words": {"PK\x03\x04" + strings.Repeat("\x00", 30), "", ingest.Refuse},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSource(t, map[string]string{"limits.pages": "5"})
			doc, err := s.ReadFile(t.Context(), write(t, "a.pdf", tt.content))
			if err == nil {
				t.Fatalf("read: %+v", doc.Pages)
			}
			if reason := ingest.ReasonOf(err); ingest.KindOf(err) != tt.kind || !strings.Contains(reason, tt.want) {
				t.Errorf("kind %s, reason %q, error %v", ingest.KindOf(err), reason, err)
			}
		})
	}
}

func TestProgress(t *testing.T) {
	s := newSource(t, nil)
	f, err := os.Open(write(t, "a.pdf", scripted+strings.Repeat("ok\n", 20)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var mu sync.Mutex
	var told []int
	_, err = s.Read(t.Context(), "a.pdf", f, func(read, pages int) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, read)
		if pages != 20 {
			t.Errorf("%d pages", pages)
		}
	})
	slices.Sort(told)
	if err != nil || len(told) != 21 || told[0] != 0 || told[20] != 20 {
		t.Errorf("%v, %v", told, err)
	}
}

// The end of the context ends the workers' work, and is no fault of the file.
func TestStop(t *testing.T) {
	s := newSource(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	f, err := os.Open(write(t, "a.pdf", scripted+"hang\nok\nok\n"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = s.Read(ctx, "a.pdf", f, func(read, _ int) {
		if read == 2 {
			cancel()
		}
	})
	if ingest.KindOf(err) != ingest.Retry {
		t.Errorf("got %v", err)
	}
}

func TestWholeFileDeadline(t *testing.T) {
	s := newSource(t, map[string]string{"limits.read_time": "1s"})
	_, err := s.ReadFile(t.Context(), write(t, "a.pdf", scripted+"hang\nok\n"))
	if ingest.KindOf(err) != ingest.Refuse || !strings.Contains(ingest.ReasonOf(err), "limits.read_time") {
		t.Errorf("got %v", err)
	}
}
