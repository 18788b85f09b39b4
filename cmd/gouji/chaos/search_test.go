package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// searchServer is a Meilisearch that the test asks directly.
type searchServer struct{ url, key string }

// record is what all records have, and what a figure's has.
type record struct {
	ID     string   `json:"id"`
	DocID  string   `json:"doc_id"`
	Rev    int64    `json:"rev"`
	Paths  []string `json:"paths"`
	Key    string   `json:"key"`
	Value  *float64 `json:"value"`
	Raw    string   `json:"raw"`
	Status string   `json:"status"`
}

// all returns every record of an index. A document that is not known to exist
// is no reason to fail: the server may have come back empty.
func (s searchServer) all(index string) ([]record, error) {
	question := `{"limit":10000000,"fields":["id","doc_id","rev","paths","key","value","raw","status"]}`
	request, err := http.NewRequest(http.MethodPost, s.url+"/indexes/"+index+"/documents/fetch", strings.NewReader(question))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+s.key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", response.Status, body)
	}
	var answer struct{ Results []record }
	return answer.Results, json.Unmarshal(body, &answer)
}

// searchChild returns the server that gouji has started, and its process id;
// zero if there is none at the moment.
func (d *daemon) searchChild() (searchServer, int) {
	d.t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	must(d.t, err)
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil { // it has ended meanwhile
			continue
		}
		_, after, _ := bytes.Cut(stat, []byte(") "))
		fields := strings.Fields(string(after))
		if len(fields) < 2 || fields[1] != strconv.Itoa(d.cmd.Process.Pid) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		must(d.t, err)
		if url := addressOf(pid); url != "" {
			key, err := os.ReadFile(d.path("data", "meilisearch", "master.key"))
			must(d.t, err)
			return searchServer{url, strings.TrimSpace(string(key))}, pid
		}
	}
	return searchServer{}, 0
}

// addressOf reads the address of a server from its command line.
func addressOf(pid int) string {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return ""
	}
	args := strings.Split(string(line), "\x00")
	for i := 1; i < len(args); i++ {
		if args[i-1] == "--http-addr" {
			return "http://" + args[i]
		}
	}
	return ""
}

// indexed compares the search server with what must be in it: every document
// once, with all its pages and figures, and nothing else.
func indexed(t *testing.T, s searchServer, library *library) {
	t.Helper()
	docs := byID(t, s, "docs")
	for id, want := range library.good {
		got := docs[id]
		switch {
		case len(got) != 1:
			t.Errorf("%s is in search %d times", want.name, len(got))
		case fmt.Sprint(got[0].Paths) != fmt.Sprint(want.sortedPaths()):
			t.Errorf("%s is in search under %q, want %q", want.name, got[0].Paths, want.sortedPaths())
		}
		delete(docs, id)
	}
	if len(docs) > 0 {
		t.Errorf("%d documents in search that should not be there: %v", len(docs), docs)
	}
	compare(t, "pages", byID(t, s, "pages"), library)
	compare(t, "cells", byID(t, s, "cells"), library)
}

// compare wants exactly the records that `gouji extract` leads to, all of one
// writing.
func compare(t *testing.T, name string, got map[string][]record, library *library) {
	t.Helper()
	for id, want := range library.good {
		wanted := want.records(name)
		if len(got[id]) != len(wanted) {
			t.Errorf("%s has %d %s, want %d", want.name, len(got[id]), name, len(wanted))
		}
		for _, r := range got[id] {
			if w, ok := wanted[r.ID]; !ok || r.text() != w {
				t.Errorf("%s has %s, want %s", want.name, r.text(), w)
			}
			if r.Rev != got[id][0].Rev {
				t.Errorf("%s has %s of several writings", want.name, name)
				break
			}
		}
		delete(got, id)
	}
	if len(got) > 0 {
		t.Errorf("%s of %d documents that should not be there", name, len(got))
	}
}

// text is what a record says, for comparison.
func (r record) text() string {
	value := "null"
	if r.Value != nil {
		value = fmt.Sprint(*r.Value)
	}
	return fmt.Sprintf("%s %s=%s %q %s", r.ID, r.Key, value, r.Raw, r.Status)
}

func byID(t *testing.T, s searchServer, index string) map[string][]record {
	t.Helper()
	records, err := s.all(index)
	must(t, err)
	found := map[string][]record{}
	for _, r := range records {
		found[r.DocID] = append(found[r.DocID], r)
	}
	return found
}
