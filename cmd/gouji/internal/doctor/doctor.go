package doctor

import (
	"context"
	"fmt"
	"io"

	"github.com/gouji/gouji/configs"
)

// Level is how bad a result is.
type Level int

// The levels.
const (
	Good   Level = iota
	Notice       // works, but somebody should know
	Broken       // gouji cannot do its work
)

// Result is what one check found.
type Result struct {
	Level Level
	What  string // what was looked at and what is the case
	Mend  string // what to do; empty where nothing is to be done
}

// Doctor knows the settings and the parts of the machine it asks about.
type Doctor struct {
	Settings *configs.Loaded
	// Network returns the type of the file system that path is on, and
	// whether it reports no changes that other machines make.
	Network func(path string) (fstype string, network bool, err error)
}

// Run makes every check. Checks do not depend on each other.
func (d *Doctor) Run(ctx context.Context) []Result {
	var all []Result
	all = append(all, d.settings())
	all = append(all, d.Folders()...)
	all = append(all, d.daemon(ctx), d.access(), d.search(ctx))
	if d.Settings.Queue.URL != "" {
		all = append(all, d.queue(ctx))
	}
	return append(append(all, d.models()...), font())
}

// Folders looks only at the data folder and the watched folders.
func (d *Doctor) Folders() []Result { return append(d.data(), d.folders()...) }

func (d *Doctor) settings() Result {
	if d.Settings.File == "" {
		return Result{Good, "设置 settings: 默认值，没有设置文件 defaults, no settings file", ""}
	}
	return Result{Good, "设置 settings: " + d.Settings.File, ""}
}

var marks = map[Level]string{Good: "✓", Notice: "!", Broken: "✗"}

// Print prints the results and reports whether nothing is broken.
func Print(w io.Writer, results []Result) bool {
	healthy := true
	for _, r := range results {
		healthy = healthy && r.Level != Broken
		fmt.Fprintf(w, "%s %s\n", marks[r.Level], r.What)
		if r.Mend != "" {
			fmt.Fprintf(w, "    → %s\n", r.Mend)
		}
	}
	return healthy
}
