package watch

import (
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/gouji/gouji/ingest"
)

// The defaults of Options.
const (
	DefaultWindow         = 2 * time.Second
	DefaultRescanInterval = 5 * time.Minute
	DefaultPollInterval   = 10 * time.Second
)

// Options are the settings of a Watcher. Zero values mean the defaults.
type Options struct {
	Window         time.Duration // how long a file must be still
	RescanInterval time.Duration // between two rescans of a folder that sends events
	PollInterval   time.Duration // between two rescans of a folder that does not
	Logger         *slog.Logger  // default: no log
}

func (o Options) withDefaults() (Options, error) {
	for _, d := range []struct {
		name  string
		value *time.Duration
		or    time.Duration
	}{
		{"window", &o.Window, DefaultWindow},
		{"rescan interval", &o.RescanInterval, DefaultRescanInterval},
		{"poll interval", &o.PollInterval, DefaultPollInterval},
	} {
		if *d.value < 0 {
			return o, fmt.Errorf("watch: %s is negative: %v", d.name, *d.value)
		}
		if *d.value == 0 {
			*d.value = d.or
		}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

// Known is what the state knows about files. Its methods are called by one
// goroutine for each folder, so they must be safe for concurrent use.
type Known interface {
	// Known returns the sight of a file that was recorded for a path.
	Known(path string) (ingest.FileInfo, bool)
	// PathsUnder yields every recorded path below a root.
	PathsUnder(root string) iter.Seq[string]
}

// checkFolders refuses folders that would eat their own output.
func checkFolders(folders []ingest.Folder) error {
	if len(folders) == 0 {
		return errors.New("watch: no folder to watch")
	}
	roots := make(map[string]bool)
	for _, f := range folders {
		if !filepath.IsAbs(f.Root) {
			return fmt.Errorf("watch: folder %q is not an absolute path", f.Root)
		}
		root := filepath.Clean(f.Root)
		if roots[root] {
			return fmt.Errorf("watch: folder %q is watched twice", f.Root)
		}
		roots[root] = true
		for _, out := range []string{f.Archive, f.Failed} {
			if out != "" && within(root, filepath.Clean(out)) {
				return fmt.Errorf("watch: folder %q lies in its own archive or failed folder %q", f.Root, out)
			}
		}
	}
	return nil
}

// exclusions returns the folders below root that are not part of it: the
// archive and failed folders of all, and the roots of the others.
func exclusions(root string, folders []ingest.Folder) []string {
	var excluded []string
	for _, f := range folders {
		for _, dir := range []string{f.Root, f.Archive, f.Failed} {
			if dir != "" && filepath.Clean(dir) != root {
				excluded = append(excluded, filepath.Clean(dir))
			}
		}
	}
	return excluded
}

// within reports whether path is dir or lies below it; both are clean.
func within(path, dir string) bool {
	if dir == "/" {
		return strings.HasPrefix(path, "/")
	}
	return path == dir || strings.HasPrefix(path, dir+"/")
}
