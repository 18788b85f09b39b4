package export

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/klauspost/compress/gzhttp"

	"github.com/gouji/gouji/index"
)

// format is the format of a file; also its ending.
type format string

const (
	csvFormat   format = "csv"
	xlsxFormat  format = "xlsx"
	jsonlFormat format = "jsonl"
)

func parseFormat(s string) (format, error) {
	switch f := format(s); f {
	case csvFormat, xlsxFormat, jsonlFormat:
		return f, nil
	case "":
		return csvFormat, nil
	}
	return "", &index.BadQuery{Reason: "没有这种格式，可选 csv、xlsx、jsonl。", Detail: fmt.Sprintf("format=%q", s)}
}

func (f format) mediaType() string {
	switch f {
	case xlsxFormat:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case jsonlFormat:
		return "application/x-ndjson; charset=utf-8"
	default:
		return "text/csv; charset=utf-8; header=present"
	}
}

const maxName = 60 // runes of what a file is named after

// announce sets the headers of a file to keep, named after what is in it.
func (f format) announce(h http.Header, about string) {
	day := time.Now().Format("20060102")
	name := "勾稽-" + day
	if about = fileName(about); about != "" {
		name = about + "-" + day
	}
	h.Set("Content-Type", f.mediaType())
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="gouji-%s.%s"; filename*=UTF-8''%s.%s`, day, f, url.PathEscape(name), f))
	h.Set("Cache-Control", "no-store")
	h.Set(gzhttp.HeaderNoCompression, "1") // it would hold the first lines back
}

// withdraw takes back what announce has set.
func withdraw(h http.Header) {
	for _, name := range []string{"Content-Type", "Content-Disposition", gzhttp.HeaderNoCompression, totalHeader} {
		h.Del(name)
	}
}

// fileName leaves of a text what every file system takes.
func fileName(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	runes := []rune(strings.Join(words, "-"))
	return string(runes[:min(len(runes), maxName)])
}
