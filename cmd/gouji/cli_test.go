package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gouji/gouji/cmd/gouji/internal/cli"
	"github.com/gouji/gouji/extract"
)

// run runs a command line that needs no daemon.
func run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(t.Context(), cli.Process{Args: args, Stdout: &out, Stderr: &errs, Version: "v0-test"})
	return out.String(), errs.String(), code
}

const (
	good  = "testdata/lanxi-2020.txt"
	wrong = "testdata/wrong-sum.txt"
)

func TestExtractPrintsOneObjectForOneFile(t *testing.T) {
	out, errs, code := run(t, "extract", good)
	var doc extract.Document
	if err := json.Unmarshal([]byte(out), &doc); err != nil || code != 0 || errs != "" {
		t.Fatalf("exit %d, %q, %v", code, errs, err)
	}
	if doc.ID != doc.Source.SHA256[:32] || doc.Source.Name != "lanxi-2020.txt" || doc.Status != extract.OK {
		t.Errorf("got %s %s %s", doc.ID, doc.Source.Name, doc.Status)
	}
	cells := 0
	for _, table := range doc.Tables {
		cells += len(table.Cells)
	}
	if cells != 6+6+6+2+2+7*23+15 {
		t.Errorf("%d cells", cells)
	}
}

// Failing checks are no failure of the command.
func TestExtractPrintsAnArrayForSeveralFiles(t *testing.T) {
	out, _, code := run(t, "extract", "--format", "json", good, wrong)
	var docs []extract.Document
	if err := json.Unmarshal([]byte(out), &docs); err != nil || code != 0 || len(docs) != 2 {
		t.Fatalf("exit %d, %d documents, %v", code, len(docs), err)
	}
	if docs[1].Status != extract.Review {
		t.Errorf("status %s", docs[1].Status)
	}
}

func TestExtractNamesWhatItCannotRead(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{"empty.txt": "", "scan.pdf": "%PDF-1.7\n1 0 obj\n", "noise.txt": strings.Repeat("\x01", 2000)}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		out, errs, code := run(t, "extract", path)
		if code != 1 || out != "" || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, path+": ") {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", name, code, out, errs)
		}
	}
	out, errs, code := run(t, "extract", filepath.Join(dir, "none.txt"), good)
	var docs []extract.Document
	if err := json.Unmarshal([]byte(out), &docs); err != nil || code != 1 || len(docs) != 1 {
		t.Errorf("exit %d, %d documents, %v", code, len(docs), err)
	}
	if !strings.Contains(errs, "none.txt: no such file") {
		t.Errorf("stderr %q", errs)
	}
}

func TestExtractFormats(t *testing.T) {
	out, _, code := run(t, "extract", "--format", "csv", good)
	if code != 0 || !strings.Contains(out, "applications/received/total,") || strings.Count(out, "\n") != 199 {
		t.Errorf("csv: exit %d, %d lines", code, strings.Count(out, "\n"))
	}
	out, _, code = run(t, "extract", "--format", "md", wrong)
	if code != 0 || !strings.Contains(out, "勾稽关系不符") {
		t.Errorf("md: exit %d\n%s", code, out)
	}
}

func TestWrongUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"extract"}, "at least 1 arg"},
		{[]string{"extract", "--format", "xml", good}, `"xml" is not one of json, csv, md, pdf`},
		{[]string{"extract", "--frmat", "csv", good}, "unknown flag: --frmat"},
		{[]string{"etxract", good}, `unknown command "etxract"`},
		{[]string{"serve", "now"}, "now"},
		{[]string{"serve", "--watch.settle", "soon"}, `watch.settle: "soon" (--watch.settle)`},
		{[]string{"status", "--config", "testdata/none.yaml"}, "testdata/none.yaml"},
		{[]string{"search", "--filter", "row"}, "name=value"},
	} {
		out, errs, code := run(t, c.args...)
		if code != 2 || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", c.args, code, out, errs)
		}
	}
}

func TestUnknownVariableStops(t *testing.T) {
	var errs bytes.Buffer
	code := cli.Run(t.Context(), cli.Process{Args: []string{"extract", good}, Env: []string{"GOUJI_WORKRES=2"}, Stdout: &errs, Stderr: &errs})
	if code != 2 || !strings.Contains(errs.String(), "GOUJI_WORKRES") {
		t.Errorf("exit %d, %s", code, errs.String())
	}
}

func TestNoDaemon(t *testing.T) {
	for _, command := range []string{"search", "status", "retry", "reindex"} {
		_, errs, code := run(t, command, "--server.listen", "127.0.0.1:1")
		if code != 1 || !strings.Contains(errs, "gouji serve") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit %d, %q", command, code, errs)
		}
	}
}

func TestHelpShowsAnExampleOfEveryCommand(t *testing.T) {
	for _, command := range []string{"serve", "extract", "search", "status", "retry", "reindex", "doctor", "version"} {
		out, _, code := run(t, command, "--help")
		if code != 0 || !strings.Contains(out, "Examples:\n  gouji "+command) || !regexp.MustCompile(`\p{Han}`).MatchString(out) {
			t.Errorf("%s: exit %d\n%s", command, code, out)
		}
		if shown := strings.Contains(out, "--watch.settle"); shown != (command == "serve") {
			t.Errorf("%s: flags of settings shown: %v", command, shown)
		}
	}
}

func TestVersion(t *testing.T) {
	out, _, code := run(t, "version")
	for _, part := range []string{"gouji           v0-test", "go ", "nats-server", "meilisearch", "forms           2019, 2021"} {
		if code != 0 || !strings.Contains(out, part) {
			t.Errorf("exit %d, no %q in\n%s", code, part, out)
		}
	}
}
