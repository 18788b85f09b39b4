package front

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"time"
)

//go:embed style/*.css icon.svg all:dist
var files embed.FS

// script is the bundle that the build writes.
const script = "dist/app.js"

// Assets are the files that browsers fetch besides pages. Their addresses change
// with their content, so a browser may keep them for good.
type Assets struct {
	Style  string // address of the style sheet
	Script string // address of the script; empty if it was not built
	Icon   string

	content map[string]asset // by path
}

type asset struct {
	media string
	body  []byte
}

// Load reads what is embedded.
func Load() (*Assets, error) {
	a := &Assets{content: map[string]asset{}}
	style, err := concatenated("style/*.css")
	if err != nil {
		return nil, err
	}
	a.Style = a.add("/assets/style.css", "text/css; charset=utf-8", style)
	icon, err := files.ReadFile("icon.svg")
	if err != nil {
		return nil, err
	}
	a.Icon = a.add("/assets/icon.svg", "image/svg+xml", icon)
	bundle, err := files.ReadFile(script)
	switch {
	case err == nil:
		a.Script = a.add("/assets/app.js", "text/javascript; charset=utf-8", bundle)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	return a, nil
}

// add serves a body and returns its address.
func (a *Assets) add(path, media string, body []byte) string {
	a.content[path] = asset{media, body}
	sum := sha256.Sum256(body)
	return path + "?v=" + hex.EncodeToString(sum[:6])
}

// concatenated joins the files of a pattern in order of their names.
func concatenated(pattern string) ([]byte, error) {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return nil, err
	}
	var all []byte
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all = append(all, b...)
	}
	return all, nil
}

// Mount adds the addresses of the assets.
func (a *Assets) Mount(mux *http.ServeMux) {
	for path, file := range a.content {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", file.media)
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.body))
		})
	}
}
