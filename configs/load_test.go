package configs

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestDefaultNamesEverySettingOnce(t *testing.T) {
	l, err := Load(Input{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields(&l.Settings) {
		if !strings.HasPrefix(l.Sources[f.key], "default.yaml:") {
			t.Errorf("default.yaml does not name %s", f.key)
		}
	}
	flags, err := Flags()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range flags {
		if f.Key == "" || f.Help == "" {
			t.Errorf("flag %q has no comment in default.yaml", f.Key)
		}
	}
}

func TestDefaultFolder(t *testing.T) {
	l, err := Load(Input{})
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	want := []Folder{{
		Path: filepath.Join(here, "inbox"), Mode: "consume", Poll: "auto", Ignore: []string{},
		Archive: filepath.Join(here, "archive"), Failed: filepath.Join(here, "failed"),
	}}
	if !reflect.DeepEqual(l.Folders, want) {
		t.Errorf("got %+v, want %+v", l.Folders, want)
	}
}

func TestPrecedence(t *testing.T) {
	file := write(t, "workers: 2\nwatch: {settle: 3s}\nqueue:\n  max_tries: 4\nlimits: {file_bytes: 10MB}\n")
	l, err := Load(Input{
		File:  file,
		Env:   []string{"GOUJI_WATCH_SETTLE=4s", "GOUJI_QUEUE_MAX_TRIES=5", "HOME=/x", "MEILI_URL=http://search:7700"},
		Flags: map[string]string{"queue.max_tries": "6"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if l.Workers != 2 || l.Watch.Settle != 4*time.Second || l.Queue.MaxTries != 6 || l.Watch.Rescan != 5*time.Minute {
		t.Errorf("got %+v", l.Settings)
	}
	if l.Limits.FileBytes != 10_000_000 || l.Meilisearch.URL != "http://search:7700" {
		t.Errorf("got %+v", l.Settings)
	}
	for key, want := range map[string]string{
		"workers": file + ":1", "watch.settle": "GOUJI_WATCH_SETTLE",
		"queue.max_tries": "--queue.max_tries", "meilisearch.url": "MEILI_URL",
	} {
		if l.Sources[key] != want {
			t.Errorf("%s comes from %q, want %q", key, l.Sources[key], want)
		}
	}
}

func TestOwnVariableGoesBeforeTheSearchServers(t *testing.T) {
	l, err := Load(Input{Env: []string{"GOUJI_MEILISEARCH_URL=http://a:1", "MEILI_URL=http://b:2"}})
	if err != nil || l.Meilisearch.URL != "http://a:1" {
		t.Errorf("got %v, %v", l, err)
	}
}

func TestLists(t *testing.T) {
	for name, in := range map[string]Input{
		"yaml":          {File: write(t, "folders:\n  - /a\n  - {path: /b, mode: keep}\n")},
		"flag":          {Flags: map[string]string{"folders": "[/a, {path: /b, mode: keep}]"}},
		"variable":      {Env: []string{"GOUJI_FOLDERS=[/a, {path: /b, mode: keep}]"}},
		"flag replaces": {Env: []string{"GOUJI_FOLDERS=/x,/y,/z"}, Flags: map[string]string{"folders": "[/a, {path: /b, mode: keep}]"}},
	} {
		l, err := Load(in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(l.Folders) != 2 || l.Folders[0].Path != "/a" || l.Folders[0].Mode != "consume" || l.Folders[1].Mode != "keep" {
			t.Errorf("%s: got %+v", name, l.Folders)
		}
	}
	l, err := Load(Input{Flags: map[string]string{"watch.ignore": "*.bak, ~old/**", "folders": "/a, /b"}})
	if err != nil || !reflect.DeepEqual(l.Watch.Ignore, []string{"*.bak", "~old/**"}) || len(l.Folders) != 2 {
		t.Errorf("got %+v, %v", l, err)
	}
}

func TestFoldersMayLieInFolders(t *testing.T) {
	if _, err := Load(Input{Flags: map[string]string{"folders": "[{path: /a, archive: /a/done, failed: /a/bad}, /a/b]"}}); err != nil {
		t.Error(err)
	}
}

func TestKeyFile(t *testing.T) {
	file := write(t, "secret\n")
	l, err := Load(Input{Flags: map[string]string{"meilisearch.key_file": file}})
	if err != nil || l.Meilisearch.Key != "secret" {
		t.Errorf("got %v, %v", l, err)
	}
}

func TestPasswordFile(t *testing.T) {
	file := write(t, "correct horse\n")
	l, err := Load(Input{Flags: map[string]string{"server.login": "password", "server.password_file": file}})
	if err != nil || l.Server.Password != "correct horse" {
		t.Errorf("got %v, %v", l, err)
	}
}

func TestPasswordIsNotShown(t *testing.T) {
	for name, flags := range map[string]map[string]string{
		"short":     {"server.login": "password", "server.password": "s3cret"},
		"not asked": {"server.password": "s3cret-and-long"},
	} {
		_, err := Load(Input{Flags: flags})
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProxies(t *testing.T) {
	l, err := Load(Input{Flags: map[string]string{
		"server.login": "proxy", "server.trusted_proxies": "127.0.0.1, 10.0.0.7/24, ::1, ::ffff:10.1.1.1", "server.public_url": "https://gouji.example.cn:8443/",
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(l.Server.Proxies()); got != "[127.0.0.1/32 10.0.0.0/24 ::1/128 10.1.1.1/32]" {
		t.Error(got)
	}
	if l.Server.PublicURL != "https://gouji.example.cn:8443" {
		t.Error(l.Server.PublicURL)
	}
}

func TestExposed(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:8080": false, "[::1]:8080": false, "localhost:8080": false, "127.8.8.8:80": false,
		":8080": true, "0.0.0.0:8080": true, "[::]:80": true, "192.168.1.5:80": true, "gouji.example.cn:80": true,
	} {
		if got := (Server{Listen: listen, Login: LoginNone}).Exposed(); got != want {
			t.Errorf("%s: %v", listen, got)
		}
		if (Server{Listen: listen, Login: LoginPassword}).Exposed() {
			t.Errorf("%s is exposed with a password", listen)
		}
	}
}

func TestErrorsNameKeyValueAndSource(t *testing.T) {
	file := func(text string) Input { return Input{File: write(t, text)} }
	flag := func(key, value string) Input { return Input{Flags: map[string]string{key: value}} }
	for name, c := range map[string]struct {
		in   Input
		want []string
	}{
		"unknown key":        {file("server:\n  listne: :80\n"), []string{"server.listne", "gouji.yaml:2", "no such setting"}},
		"unknown top key":    {file("\nserve: 1\n"), []string{"setting serve", "gouji.yaml:2", "no such setting"}},
		"unknown item key":   {file("folders:\n  - path: a\n    mod: keep\n"), []string{"folders[0].mod", ":3", "no such setting"}},
		"unknown variable":   {Input{Env: []string{"GOUJI_SERVER_LISTNE=x"}}, []string{"GOUJI_SERVER_LISTNE", "no such setting"}},
		"bad duration":       {file("watch:\n  settle: fast\n"), []string{"watch.settle", `"fast"`, ":2", "not a duration"}},
		"bad number":         {flag("workers", "two"), []string{"workers", `"two"`, "--workers", "whole number"}},
		"too small":          {flag("workers", "-1"), []string{"workers", `"-1"`, "at least 0"}},
		"bad size":           {Input{Env: []string{"GOUJI_LIMITS_FILE_BYTES=2 gigs"}}, []string{"limits.file_bytes", "GOUJI_LIMITS_FILE_BYTES", "not a size"}},
		"bad word":           {file("log: {level: loud}\n"), []string{"log.level", `"loud"`, "debug, info, warn, error"}},
		"bad word in a list": {flag("folders", "[{path: /a, mode: eat}]"), []string{"folders[0].mode", `"eat"`, "--folders", "consume, keep"}},
		"list for a value":   {file("workers: [1]\n"), []string{"workers", ":1", "single value"}},
		"value for a list":   {file("folders: /a\n"), []string{"folders", ":1", "must be a list"}},
		"value for a map":    {file("watch: 3\n"), []string{"watch", ":1", "keys with their values"}},
		"no value":           {file("watch:\n  settle:\n"), []string{"watch.settle", ":2", "no value"}},
		"twice":              {file("workers: 1\nworkers: 2\n"), []string{"workers", ":2", "already defined"}},
		"broken yaml":        {file("a: [1\n"), []string{"gouji.yaml:1"}},
		"missing file":       {Input{File: "no-such.yaml"}, []string{"no-such.yaml"}},
		"missing by env":     {Input{Env: []string{"GOUJI_CONFIG=no-such.yaml"}}, []string{"no-such.yaml"}},
		"no folder":          {flag("folders", ""), []string{"folders", "at least one"}},
		"folder twice":       {flag("folders", "/a,/b/../a"), []string{"folders[1].path", "/a", "--folders", "watched twice"}},
		"folder in archive":  {flag("folders", "[{path: /a/b/c, archive: /a/b}]"), []string{"folders[0].path", "/a/b/c", "--folders", "where read files go"}},
		"folder in another":  {flag("folders", "[/x/archive/new, /x/b]"), []string{"folders[0].path", "/x/archive/new", "where read files go"}},
		"data inside":        {Input{Flags: map[string]string{"folders": "/a", "data_dir": "/a/d"}}, []string{"data_dir", "/a/d", "--data_dir", "watched folder /a"}},
		"bad queue name":     {flag("queue.name", "a.b"), []string{"queue.name", "a.b", "letters"}},
		"bad index prefix":   {flag("meilisearch.index_prefix", "a/b"), []string{"meilisearch.index_prefix", "a/b", "letters"}},
		"bad search address": {flag("meilisearch.listen", "7700"), []string{"meilisearch.listen", "7700", "127.0.0.1:7700"}},
		"bad address":        {flag("server.listen", "8080"), []string{"server.listen", "8080", "127.0.0.1:8080"}},
		"bad url":            {flag("queue.url", "queue"), []string{"queue.url", "nats://host:4222"}},
		"backoff":            {flag("queue.backoff_max", "500ms"), []string{"queue.backoff_max", "queue.backoff"}},
		"password file":      {flag("server.password_file", "none"), []string{"server.password_file", "none"}},
		"bad login":          {flag("server.login", "ldap"), []string{"server.login", `"ldap"`, "none, password, proxy"}},
		"no password":        {flag("server.login", "password"), []string{"server.password ", "at least 8"}},
		"password not asked": {flag("server.password", "correct horse"), []string{"server.login", "asks nobody"}},
		"no proxy":           {flag("server.login", "proxy"), []string{"server.trusted_proxies", "must name the proxy"}},
		"bad proxy":          {flag("server.trusted_proxies", "::1,proxy"), []string{"server.trusted_proxies[1]", `"proxy"`, "10.0.0.0/24"}},
		"every proxy":        {flag("server.trusted_proxies", "0.0.0.0/0"), []string{"server.trusted_proxies[0]", "everyone"}},
		"bad header":         {flag("server.proxy_header", "X-User: x"), []string{"server.proxy_header", "X-Remote-User"}},
		"bad read only":      {flag("server.read_only", "maybe"), []string{"server.read_only", "true or false"}},
		"url with a path":    {flag("server.public_url", "https://a.example/gouji"), []string{"server.public_url", "no path"}},
		"url with a query":   {flag("server.public_url", "https://a.example?x"), []string{"server.public_url", "no path"}},
		"url with a user":    {flag("server.public_url", "https://u@a.example"), []string{"server.public_url", "no path"}},
		"url of a script":    {flag("server.public_url", "javascript://a.example"), []string{"server.public_url"}},
		"url without a host": {flag("server.public_url", "http://:80"), []string{"server.public_url"}},
		"key file":           {flag("meilisearch.key_file", "none"), []string{"meilisearch.key_file", "none"}},
	} {
		_, err := Load(c.in)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, part := range c.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not say %q", name, err, part)
			}
		}
	}
}

func TestAllErrorsAtOnce(t *testing.T) {
	_, err := Load(Input{
		File:  write(t, "workers: x\nnope: 1\n"),
		Env:   []string{"GOUJI_NOPE=1"},
		Flags: map[string]string{"log.level": "x"},
	})
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("want four lines, got %v", err)
	}
}

func TestServerURL(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", ":80": "http://127.0.0.1:80", "0.0.0.0:80": "http://127.0.0.1:80",
		"[::]:80": "http://127.0.0.1:80", "[::1]:80": "http://[::1]:80", "host:80": "http://host:80",
	} {
		if got := (Server{Listen: listen}).URL(); got != want {
			t.Errorf("%s: got %s, want %s", listen, got, want)
		}
	}
}

func TestEmptyFileChangesNothing(t *testing.T) {
	for _, text := range []string{"", "# only a comment\n"} {
		if _, err := Load(Input{File: write(t, text)}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(defaultYAML, "[/a, {path: /b}]")
	f.Add([]byte("folders: [{path: /a, ignore: [x]}]\nworkers: 3"), "a,b")
	f.Add([]byte("a: &x 1\nb: *x\n<<: *x"), "[")
	f.Add([]byte("watch: |\n  text\n? x\n: y"), "{}")
	f.Fuzz(func(t *testing.T, text []byte, list string) {
		l := &Loaded{Sources: map[string]string{}}
		_ = l.readYAML("fuzz.yaml", text)
		_ = l.readFlags(map[string]string{"folders": list, "watch.ignore": list, "limits.file_bytes": list})
	})
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "gouji.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
