package watch

import (
	"fmt"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// DefaultIgnore returns the globs that are ignored in every folder.
func DefaultIgnore() []string {
	return []string{
		// hidden files and folders: .DS_Store, .stfolder, .~lock.x#, .nfs…, …
		".*",
		// half-written files
		"*.tmp", "*.temp", "*.part", "*.partial", "*.crdownload", "*.download", "*.filepart", "*.!ut",
		// lock and work files of office programs
		"~$*", "~WRL*",
		// Windows
		"Thumbs.db", "ehthumbs.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information",
		// Syncthing, Synology, QNAP
		"~syncthing~*", "*.sync-conflict-*.tmp", "@eaDir", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot",
		// others
		"lost+found", "__MACOSX",
		// the reasons that archive writes beside a failed file
		"*.原因.txt",
	}
}

// Ignores reports whether a file of this name is ignored in a folder with these
// globs, besides the default ones.
func Ignores(patterns []string, name string) (bool, error) {
	ig, err := newIgnorer(patterns)
	if err != nil {
		return false, err
	}
	return ig.entry(name, name), nil
}

// ignorer decides by glob. A pattern without a slash is matched with the base
// name, one with a slash with the path below the root; neither minds the case
// of ASCII letters, as Windows doesn't.
type ignorer struct {
	names []string
	paths []string
}

func newIgnorer(patterns []string) (*ignorer, error) {
	ig := &ignorer{}
	for _, pattern := range append(DefaultIgnore(), patterns...) {
		p := asciiLower(strings.TrimSuffix(pattern, "/"))
		if p == "" || !doublestar.ValidatePattern(p) {
			return nil, fmt.Errorf("watch: bad ignore pattern %q", pattern)
		}
		if strings.Contains(p, "/") {
			ig.paths = append(ig.paths, strings.TrimPrefix(p, "/"))
		} else {
			ig.names = append(ig.names, p)
		}
	}
	return ig, nil
}

// entry reports whether a file or folder is ignored, given its base name and
// its path below the root. Its parents are not looked at.
func (ig *ignorer) entry(name, relative string) bool {
	name = asciiLower(name)
	for _, p := range ig.names {
		if doublestar.MatchUnvalidated(p, name) {
			return true
		}
	}
	if len(ig.paths) == 0 {
		return false
	}
	relative = asciiLower(relative)
	for _, p := range ig.paths {
		if doublestar.MatchUnvalidated(p, relative) {
			return true
		}
	}
	return false
}

// tree reports whether a path below the root or one of its parents is ignored.
func (ig *ignorer) tree(relative string) bool {
	for end := 0; end < len(relative); end++ {
		start := end
		if i := strings.IndexByte(relative[start:], '/'); i >= 0 {
			end = start + i
		} else {
			end = len(relative)
		}
		if ig.entry(relative[start:end], relative[:end]) {
			return true
		}
	}
	return false
}

// asciiLower leaves all other bytes alone; a name need not be valid UTF-8.
func asciiLower(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return 'A' <= r && r <= 'Z' }) {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
