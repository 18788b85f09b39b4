package printer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// faces maps the families that pages are set in to files. The Latin ones are
// limited to ASCII, as word processors do it: “ and — stay Chinese.
var faces = []struct {
	family, weight, file string
	latin                bool
}{
	{family: "Song", weight: "normal", file: "FandolSong-Regular.otf"},
	{family: "Song", weight: "bold", file: "FandolSong-Bold.otf"},
	{family: "Hei", weight: "normal", file: "FandolHei-Regular.otf"},
	{family: "Hei", weight: "bold", file: "FandolHei-Bold.otf"},
	{family: "FangSong", weight: "normal", file: "FandolFang-Regular.otf"},
	{family: "Kai", weight: "normal", file: "FandolKai-Regular.otf"},
	{family: "Song2", weight: "normal", file: "gbsn00lp.ttf"},
	{family: "Kai2", weight: "normal", file: "gkai00mp.ttf"},
	{family: "Hei2", weight: "normal", file: "wqy-microhei.ttc"},
	{family: "Times", weight: "normal", file: "LiberationSerif-Regular.ttf", latin: true},
	{family: "Times", weight: "bold", file: "LiberationSerif-Bold.ttf", latin: true},
	{family: "Arial", weight: "normal", file: "LiberationSans-Regular.ttf", latin: true},
	{family: "Arial", weight: "bold", file: "LiberationSans-Bold.ttf", latin: true},
}

const (
	sealFace = "FandolSong-Bold.otf"         // cut in seals
	footFace = "LiberationSerif-Regular.ttf" // of page numbers
)

// fontFolder finds .cache/fonts of the checkout that the process works in.
func fontFolder() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("printer: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("printer: not inside a checkout of gouji")
		}
		dir = parent
	}
	fonts := filepath.Join(dir, ".cache", "fonts")
	for _, f := range faces {
		if _, err := os.Stat(filepath.Join(fonts, f.file)); err != nil {
			return "", fmt.Errorf("printer: font %s is missing: run: make tools", f.file)
		}
	}
	return fonts, nil
}
