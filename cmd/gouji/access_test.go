package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommandsPassTheLogin(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("correct horse\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g := newGouji(t, "--server.login", "password", "--server.password_file", file, "--log.level", "debug")
	g.start()
	for _, secret := range []string{"api-token", "session.key"} {
		info, err := os.Stat(filepath.Join(g.dir, "data", secret))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", secret, info, err)
		}
	}
	for _, args := range [][]string{{"status"}, {"search", "白石县"}, {"retry"}, {"reindex"}} {
		if _, errs, code := g.command(args...); code != 0 {
			t.Errorf("%s: %d %s", args[0], code, errs)
		}
	}
	if _, errs, code := g.command("doctor"); code != 0 {
		t.Errorf("doctor: %d %s", code, errs)
	}
	if _, errs, code := g.command("doctor", "--quick"); code != 0 {
		t.Errorf("doctor --quick: %d %s", code, errs)
	}
	if got := statusOf(t, http.Get, g.url+"/api/status"); got != http.StatusUnauthorized {
		t.Errorf("without the token: %d", got)
	}
	login := func(address string) (*http.Response, error) {
		return http.PostForm(address, url.Values{"name": {"王小明"}, "password": {"correct horses"}})
	}
	if got := statusOf(t, login, g.url+"/login"); got != http.StatusUnauthorized {
		t.Errorf("with a wrong password: %d", got)
	}
	if err := os.Remove(filepath.Join(g.dir, "data", "api-token")); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := g.command("status"); code == 0 || !strings.Contains(errs, "api-token") {
		t.Errorf("a command that cannot read the token: %d %s", code, errs)
	}
	g.end()
	for _, secret := range []string{"correct horse", "Bearer"} {
		if strings.Contains(g.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestReadOnlyDaemon(t *testing.T) {
	g := newGouji(t, "--server.read_only=true")
	g.start()
	g.drop("lanxi-2020.txt", nil)
	g.search(1, "index=docs&year=2020")
	if _, errs, code := g.command("reindex"); code == 0 || !strings.Contains(errs, "只读模式") {
		t.Errorf("reindex: %d %s", code, errs)
	}
}

func statusOf(t *testing.T, ask func(string) (*http.Response, error), address string) int {
	t.Helper()
	response, err := ask(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close() // only the status matters
	return response.StatusCode
}
