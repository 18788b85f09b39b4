package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/index/web"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/index/web/status"
)

// The parts of a site that must never be reached.
type (
	noSearcher struct{ web.Searcher }
	noLibrary  struct{ web.Library }
	noOperator struct{ status.Operator }
)

func unreachable(t *testing.T, readOnly bool) *httptest.Server {
	t.Helper()
	handler, err := web.New(web.Options{
		Searcher: noSearcher{}, Library: noLibrary{}, Operator: noOperator{}, Site: site.Options{ReadOnly: readOnly},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

// changing lists the addresses that do not only look, as "POST /upload", found
// where the parts of the site mount them.
func changing(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if pattern := mounted(n); pattern != "" && !strings.HasPrefix(pattern, "GET ") {
				found = append(found, pattern)
			}
			return true
		})
	}
	slices.Sort(found)
	return found
}

// mounted is the pattern that a call of mux.Handle or mux.HandleFunc mounts, as
// far as it is written out; "?" where nothing of it is.
func mounted(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return ""
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "Handle" && f.Sel.Name != "HandleFunc" {
		return ""
	}
	pattern := call.Args[0]
	for {
		sum, ok := pattern.(*ast.BinaryExpr)
		if !ok {
			break
		}
		pattern = sum.X
	}
	literal, ok := pattern.(*ast.BasicLit)
	if !ok {
		return "?"
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		return "?"
	}
	return text
}

var wildcard = regexp.MustCompile(`\{[^}]*\}`)

func send(t *testing.T, server *httptest.Server, method, path string, headers ...string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close() // only the status matters
	return response.StatusCode
}

func TestEveryChangingAddressIsGuarded(t *testing.T) {
	server, reading := unreachable(t, false), unreachable(t, true)
	patterns := changing(t)
	if !slices.Contains(patterns, "POST /login") || !slices.Contains(patterns, "POST /api/reindex") {
		t.Fatalf("addresses are not found: %q", patterns)
	}
	for _, pattern := range patterns {
		method, path, ok := strings.Cut(pattern, " ")
		if !ok || method == "" || !strings.HasPrefix(path, "/") {
			t.Errorf("%q does not name its method", pattern)
			continue
		}
		path = wildcard.ReplaceAllString(path, "x")
		for name, headers := range map[string][]string{
			"newer browser": {"Sec-Fetch-Site", "cross-site", "Origin", "https://attacker.example"},
			"older browser": {"Origin", "https://attacker.example"},
			"same site":     {"Sec-Fetch-Site", "same-site"},
			"hidden origin": {"Origin", "null"},
		} {
			if got := send(t, server, method, path, headers...); got != http.StatusForbidden {
				t.Errorf("%s of another site (%s): %d", pattern, name, got)
			}
		}
		if path != "/login" && path != "/logout" {
			if got := send(t, reading, method, path); got != http.StatusForbidden {
				t.Errorf("%s in read-only mode: %d", pattern, got)
			}
		}
	}
}
