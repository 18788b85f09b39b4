package configs

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// indexPrefix is what may stand in the name of an index of Meilisearch.
var indexPrefix = regexp.MustCompile(`^[A-Za-z0-9_-]{0,100}$`)

// queueName is what may stand in the name of a stream of NATS.
var queueName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

// complete makes paths absolute, fills in what follows from other settings
// and checks what no single setting shows.
func (l *Loaded) complete() error {
	var errs []error
	refuse := func(key, value, problem string) {
		errs = append(errs, &Error{Key: key, Value: value, Source: l.source(key), Problem: problem})
	}
	l.paths(refuse)
	l.addresses(refuse)
	if !queueName.MatchString(l.Queue.Name) {
		refuse("queue.name", l.Queue.Name, "must be letters, digits, - and _")
	}
	if l.Queue.BackoffMax < l.Queue.Backoff {
		refuse("queue.backoff_max", l.Queue.BackoffMax.String(), "must not be below queue.backoff")
	}
	l.secrets(refuse)
	l.access(refuse)
	l.webhook(refuse)
	return errors.Join(errs...)
}

type refusal func(key, value, problem string)

func (l *Loaded) paths(refuse refusal) {
	l.DataDir = absolute("data_dir", l.DataDir, refuse)
	if len(l.Folders) == 0 {
		refuse("folders", "", "at least one folder must be watched")
	}
	for i := range l.Folders {
		l.folder(i, refuse)
	}
	for i := range l.Folders {
		l.overlap(i, refuse)
	}
}

// overlap refuses what would make gouji read its own output. Folders below
// folders are fine: each file belongs to the innermost one.
func (l *Loaded) overlap(i int, refuse refusal) {
	f, key := l.Folders[i], fmt.Sprintf("folders[%d].path", i)
	if within(l.DataDir, f.Path) {
		refuse("data_dir", l.DataDir, "lies in the watched folder "+f.Path)
	}
	for j, other := range l.Folders {
		if i < j && f.Path == other.Path {
			refuse(fmt.Sprintf("folders[%d].path", j), f.Path, "is watched twice")
		}
		for _, out := range []string{other.Archive, other.Failed} {
			if within(f.Path, out) {
				refuse(key, f.Path, "lies in "+out+", where read files go")
			}
		}
	}
}

func (l *Loaded) folder(i int, refuse refusal) {
	f, key := &l.Folders[i], func(name string) string { return fmt.Sprintf("folders[%d].%s", i, name) }
	f.Path = absolute(key("path"), f.Path, refuse)
	if f.Mode == "" {
		f.Mode = "consume"
	}
	if f.Poll == "" {
		f.Poll = "auto"
	}
	beside := filepath.Dir(f.Path)
	if f.Archive == "" {
		f.Archive = filepath.Join(beside, "archive")
	}
	if f.Failed == "" {
		f.Failed = filepath.Join(beside, "failed")
	}
	f.Archive = absolute(key("archive"), f.Archive, refuse)
	f.Failed = absolute(key("failed"), f.Failed, refuse)
}

func (l *Loaded) addresses(refuse refusal) {
	if _, _, err := net.SplitHostPort(l.Server.Listen); err != nil {
		refuse("server.listen", l.Server.Listen, "is not an address like 127.0.0.1:8080 or :8080")
	}
	if _, _, err := net.SplitHostPort(l.Meilisearch.Listen); err != nil {
		refuse("meilisearch.listen", l.Meilisearch.Listen, "is not an address like 127.0.0.1:7700")
	}
	if !indexPrefix.MatchString(l.Meilisearch.IndexPrefix) {
		refuse("meilisearch.index_prefix", l.Meilisearch.IndexPrefix, "may hold letters, digits, - and _")
	}
	for key, value := range map[string]string{"meilisearch.url": l.Meilisearch.URL, "queue.url": l.Queue.URL} {
		if value == "" {
			continue
		}
		if u, err := url.Parse(value); err != nil || u.Scheme == "" || u.Host == "" {
			refuse(key, value, "is not a URL like http://host:7700 or nats://host:4222")
		}
	}
}

// secrets reads what stands in files of its own. A secret that is given itself
// goes before its file.
func (l *Loaded) secrets(refuse refusal) {
	for _, s := range []struct {
		secret    *string
		key, file string
	}{
		{&l.Meilisearch.Key, "meilisearch.key_file", l.Meilisearch.KeyFile},
		{&l.Server.Password, "server.password_file", l.Server.PasswordFile},
		{&l.Webhook.Secret, "webhook.secret_file", l.Webhook.SecretFile},
	} {
		if s.file == "" || *s.secret != "" {
			continue
		}
		b, err := os.ReadFile(s.file)
		if err != nil {
			refuse(s.key, s.file, err.Error())
			continue
		}
		*s.secret = strings.TrimSpace(string(b))
	}
}

func absolute(key, path string, refuse refusal) string {
	abs, err := filepath.Abs(path)
	if path == "" || err != nil {
		refuse(key, path, "needs a path")
		return path
	}
	return abs
}

// within reports whether path is dir or lies below it.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// source is where a setting comes from; a list item comes from its list.
func (l *Loaded) source(key string) string {
	for {
		if s, ok := l.Sources[key]; ok {
			return s
		}
		i := strings.LastIndexAny(key, ".[")
		if i < 0 {
			return "default.yaml"
		}
		key = key[:i]
	}
}
