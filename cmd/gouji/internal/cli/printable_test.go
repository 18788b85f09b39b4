package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/index/web/status"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"年度报告.txt\n\tok":      "年度报告.txt\n\tok",
		"\x1b[31mred.txt":     "\uFFFD[31mred.txt",
		"a\u009b2Jb\x7f\r":    "a\uFFFD2Jb\uFFFD\uFFFD",
		"txt.\u202egnp":       "txt.\uFFFDgnp",
		"broken \xd7\x1b]0;x": "broken \uFFFD\uFFFD]0;x",
	} {
		var b strings.Builder
		w := printable(&b)
		for i := range len(in) { // a rune may come in parts
			if _, err := w.Write([]byte{in[i]}); err != nil {
				t.Fatal(err)
			}
		}
		if b.String() != want {
			t.Errorf("%q is printed as %q, want %q", in, b.String(), want)
		}
	}
}

// What a person sees holds no control character of a file name.
func TestTablesArePrintable(t *testing.T) {
	const name = "\x1b[31m坏\x1b]0;title\a.txt"
	var b strings.Builder
	if err := printStatus(&b, status.Report{
		Trouble:  name,
		Failures: []status.Failure{{ID: "1", Name: name, Status: "refused", Reason: name, At: time.Now()}},
	}); err != nil {
		t.Fatal(err)
	}
	if err := printHits(&b, api.Hits{
		Index: "docs", Total: 1, Hits: []map[string]any{{"name": name, "title": name}},
		Facets: map[string]map[string]int{"issuer": {name: 1}},
	}); err != nil {
		t.Fatal(err)
	}
	report(&b, errors.New(name))
	if strings.ContainsAny(b.String(), "\x1b\a") || strings.Count(b.String(), "坏") != 7 {
		t.Errorf("printed: %q", b.String())
	}
}
