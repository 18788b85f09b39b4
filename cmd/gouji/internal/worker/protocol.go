package worker

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/gouji/gouji/ocr"
)

// Command is the hidden command that makes the program a worker.
const Command = "page-worker"

// variable holds the Settings of a worker as JSON: a command line would show
// the passwords to everybody on the machine.
const variable = "PAGE_WORKER"

// Settings are what a worker needs to know besides its requests.
type Settings struct {
	Passwords []string // of PDFs
	Cache     string   // folder for compiled code; empty: none
	Tessdata  []string // folders of models, before the usual ones
	MaxPages  int
	MaxPixels int
}

// Env is the environment that hands the settings to a worker.
func (s Settings) Env() ([]string, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	env := []string{variable + "=" + string(b)}
	for _, name := range []string{"PATH", "HOME", "LANG", "TESSDATA_PREFIX"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env, nil
}

// Inside reports whether this process is a worker itself.
func Inside() bool {
	_, ok := os.LookupEnv(variable)
	return ok
}

func settings() (Settings, error) {
	var s Settings
	if err := json.Unmarshal([]byte(os.Getenv(variable)), &s); err != nil {
		return s, fmt.Errorf("settings of the page worker: %w", err)
	}
	return s, nil
}

// Op is what a worker is asked for.
type Op string

// The operations and what they answer.
const (
	Prepare Op = "prepare" // nothing: pdfium is compiled, for all workers
	Open    Op = "open"    // an Opened
	Page    Op = "page"    // an ocr.Page
	Witness Op = "witness" // the text of each page, by the second reader of PDFs
	Render  Op = "render"  // a Picture
	// Searchable writes the file to Out as a PDF with the text of Pages below
	// its pictures, and answers nothing.
	Searchable Op = "searchable"
)

// Request is one operation on one file.
type Request struct {
	Op     Op
	Path   string
	Media  string // media type of the file
	Number int    // of the page, from 1
	// Width and Turn are of the picture that is rendered: its pixels, and the
	// turn that sets the page upright, see ocr.Page.Turn. Print says that the
	// page is text and lines rather than the scan of a sheet.
	Width, Turn int
	Print       bool
	// Witness is what the second reader read on the page; empty if nothing.
	Witness string
	Out     string
	Pages   []*ocr.Page
}

// Opened is a file that can be read.
type Opened struct{ Pages int }

// Picture is a rendered page.
type Picture struct {
	Media         string // image/png or image/jpeg
	Body          []byte
	Width, Height int // pixels
}
