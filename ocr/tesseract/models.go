package tesseract

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
)

// Orientation is the model that finds out which way is up.
const Orientation ocr.Model = "osd"

// bestSum is the SHA-256 of the Best that scripts/install-models.sh installs.
const bestSum = "5dc5d8d640a212c9d6184921ba103b186f50e0fed9ee716c53e6b312b400d747"

// catalog lists the models in the order in which a diagnosis shows them.
var catalog = []struct {
	model    ocr.Model
	required bool
	hint     string // how to install it
}{
	{ocr.Best, false, "运行 make tools"},
	{ocr.Fast, true, "安装软件包 tesseract-ocr-eng"},
	{ocr.Chinese, true, "安装软件包 tesseract-ocr-chi-sim"},
	{ocr.Traditional, false, "安装软件包 tesseract-ocr-chi-tra"},
	{Orientation, true, "安装软件包 tesseract-ocr-osd"},
}

// Folders is where models are looked for, first to last: the given folders,
// $GOUJI_TESSDATA, tessdata beside the program, .cache/tessdata in the working
// folder and beside the program's folder, and where systems keep them.
func Folders(given ...string) []string {
	folders := append([]string(nil), given...)
	if v := os.Getenv("GOUJI_TESSDATA"); v != "" {
		folders = append(folders, filepath.SplitList(v)...)
	}
	if program, err := os.Executable(); err == nil {
		if target, err := filepath.EvalSymlinks(program); err == nil {
			program = target
		}
		beside := filepath.Dir(program)
		folders = append(folders, filepath.Join(beside, "tessdata"), filepath.Join(beside, "..", ".cache", "tessdata"))
	}
	folders = append(folders, filepath.Join(".cache", "tessdata"), "/usr/share/gouji/tessdata")
	if v := os.Getenv("TESSDATA_PREFIX"); v != "" {
		folders = append(folders, v)
	}
	return append(folders, "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata",
		"/usr/local/share/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata")
}

// locate returns the folder that holds a model, or "".
func locate(m ocr.Model, folders []string) string {
	for _, folder := range folders {
		if info, err := os.Stat(filepath.Join(folder, string(m)+".traineddata")); err == nil && info.Mode().IsRegular() {
			return folder
		}
	}
	return ""
}

// Installed describes one model for a diagnosis.
type Installed struct {
	Model    ocr.Model
	Required bool
	Path     string // empty when it is missing
	Size     int64  // bytes
	SHA256   string
	Version  string // as the model states it, e.g. "4.00.00alpha:eng:synth20170629"
	// Trouble says in plain Chinese what is wrong and what to do. Empty: nothing.
	Trouble string
}

// Models describes every model that gouji uses, present or missing. The given
// folders are searched before the usual ones.
func Models(folders ...string) []Installed {
	all := Folders(folders...)
	found := make([]Installed, 0, len(catalog))
	for _, entry := range catalog {
		one := Installed{Model: entry.model, Required: entry.required}
		if folder := locate(entry.model, all); folder == "" {
			one.Trouble = fmt.Sprintf("缺少文字识别模型 %s，请%s。", entry.model, entry.hint)
		} else {
			one.Path = filepath.Join(folder, string(entry.model)+".traineddata")
			if err := one.inspect(); err != nil {
				one.Trouble = fmt.Sprintf("文字识别模型 %s 无法读取，请重新%s。", one.Path, entry.hint)
			}
		}
		if one.Model == ocr.Best && one.SHA256 != "" && one.SHA256 != bestSum {
			one.Trouble = fmt.Sprintf("文字识别模型 %s 与预期的版本不同，请删除后%s。", one.Path, entry.hint)
		}
		found = append(found, one)
	}
	return found
}

// inspect fills in size, checksum and version.
func (i *Installed) inspect() error {
	f, err := os.Open(i.Path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	sum := sha256.New()
	if i.Size, err = io.Copy(sum, f); err != nil {
		return err
	}
	i.SHA256 = hex.EncodeToString(sum.Sum(nil))
	// A model ends in its version (tessdatamanager.h: TESSDATA_VERSION is the
	// last component); older ones without it end in binary data.
	tail := make([]byte, min(i.Size, 200))
	if _, err := f.ReadAt(tail, i.Size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if at := bytes.LastIndex(tail, []byte("4.")); at >= 0 && printable(tail[at:]) {
		i.Version = strings.TrimSpace(string(tail[at:]))
	}
	if i.Size == 0 {
		return fs.ErrInvalid
	}
	return nil
}

func printable(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// missing is the error of a model that is not installed.
func missing(m ocr.Model) error {
	hint := "安装该模型"
	for _, entry := range catalog {
		if entry.model == m {
			hint = entry.hint
		}
	}
	return &ingest.Error{
		Kind: ingest.Stop, Stage: "ocr",
		Reason: fmt.Sprintf("缺少文字识别模型 %s，请%s。", m, hint),
		Err:    fmt.Errorf("model %s.traineddata: %w", m, fs.ErrNotExist),
	}
}

// damaged is the error of a model that cannot be loaded.
func damaged(folder string, m ocr.Model, err error) error {
	file := filepath.Join(folder, string(m)+".traineddata")
	return &ingest.Error{
		Kind: ingest.Stop, Stage: "ocr",
		Reason: fmt.Sprintf("文字识别模型 %s 已损坏，请重新安装。", file),
		Err:    fmt.Errorf("load %s: %w", file, err),
	}
}
