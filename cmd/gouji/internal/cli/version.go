package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/doctor"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/ocr/pdf"
	"github.com/gouji/gouji/ocr/tesseract"
)

func newVersion(s *settings) *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use:     "version",
		Short:   "Versions of gouji and its parts · 版本",
		Example: "  gouji version\n  gouji version --json",
		Args:    usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := s.load(c)
			if err != nil {
				return err
			}
			v, err := findVersions(c.Context(), l, s.process.Version)
			if err != nil {
				return err
			}
			if asJSON {
				e := json.NewEncoder(c.OutOrStdout())
				e.SetIndent("", "  ")
				return e.Encode(v)
			}
			return v.print(c.OutOrStdout())
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON, with every linked module · 输出 JSON")
	return c
}

// versions are what a result depends on.
type versions struct {
	Gouji       string            `json:"gouji"`
	Go          string            `json:"go"`
	Meilisearch searchServer      `json:"meilisearch"`
	Tesseract   string            `json:"tesseract"`
	Leptonica   string            `json:"leptonica"`
	Models      []model           `json:"models"`
	Font        string            `json:"font"` // the Chinese font that stands in; empty: none
	Forms       []string          `json:"forms"`
	Modules     map[string]string `json:"modules"` // linked Go modules
}

// searchServer is the running server that the settings name, or the program
// that serve would start.
type searchServer struct {
	Version string `json:"version,omitempty"`
	At      string `json:"at,omitempty"` // its address or its path
	Error   string `json:"error,omitempty"`
}

type model struct {
	Name    string `json:"name"`
	Path    string `json:"path,omitempty"`
	Bytes   int64  `json:"bytes,omitempty"`
	SHA256  string `json:"sha256,omitempty"`
	Version string `json:"version,omitempty"`
}

func findVersions(ctx context.Context, l *configs.Loaded, linked string) (*versions, error) {
	forms, err := form.Load(configs.Forms)
	if err != nil {
		return nil, err
	}
	v := &versions{
		Gouji: buildVersion(linked), Go: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
		Meilisearch: findServer(ctx, l.Meilisearch), Tesseract: tesseract.Version(), Leptonica: tesseract.Leptonica(),
		Font: pdf.SystemFont(), Modules: modules(),
	}
	for _, f := range forms.Forms {
		v.Forms = append(v.Forms, f.ID)
	}
	for _, m := range tesseract.Models(filepath.SplitList(l.OCR.Tessdata)...) {
		v.Models = append(v.Models, model{string(m.Model), m.Path, m.Size, m.SHA256, m.Version})
	}
	return v, nil
}

func (v *versions) print(w io.Writer) error {
	lines := [][2]string{
		{"gouji", v.Gouji},
		{"go", v.Go},
		{"nats-server", v.module("github.com/nats-io/nats-server/v2")},
		{"nats.go", v.module("github.com/nats-io/nats.go")},
		{"meilisearch-go", v.module("github.com/meilisearch/meilisearch-go")},
		{"meilisearch", v.Meilisearch.String()},
		{"tesseract", v.Tesseract},
		{"leptonica", v.Leptonica},
		{"pdfium", "go-pdfium " + v.module("github.com/klippa-app/go-pdfium")},
	}
	for _, m := range v.Models {
		lines = append(lines, [2]string{"model", m.String()})
	}
	lines = append(lines, [2]string{"font", orNotFound(v.Font)}, [2]string{"forms", strings.Join(v.Forms, ", ")})
	for _, line := range lines {
		if _, err := fmt.Fprintf(w, "%-15s %s\n", line[0], line[1]); err != nil {
			return err
		}
	}
	return nil
}

// module is the version of a linked module.
func (v *versions) module(path string) string {
	if version := v.Modules[path]; version != "" {
		return version
	}
	return "not linked"
}

// String is one line.
func (s searchServer) String() string {
	if s.Error != "" {
		return strings.TrimSpace(s.At + " " + s.Error)
	}
	return s.Version + " (" + s.At + ")"
}

// String is one line; of the checksum it has what tells models apart.
func (m model) String() string {
	if m.SHA256 == "" {
		return m.Name + " " + orNotFound(m.Path)
	}
	return fmt.Sprintf("%s %.1f MiB sha256:%.12s (%s)", m.Name, float64(m.Bytes)/(1<<20), m.SHA256, m.Path)
}

func orNotFound(what string) string {
	if what == "" {
		return "not found"
	}
	return what
}

// buildVersion is what the linker was told, or what the build itself knows.
func buildVersion(linked string) string {
	if linked != "" {
		return linked
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

// modules are the linked modules with their versions.
func modules() map[string]string {
	linked := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			linked[m.Path] = m.Version
		}
	}
	return linked
}

// findServer asks the server that runs, or the program that would.
func findServer(ctx context.Context, m configs.Meilisearch) searchServer {
	if m.URL != "" {
		version, err := doctor.SearchVersion(ctx, m.URL, m.Key)
		if err != nil {
			return searchServer{At: m.URL, Error: err.Error()}
		}
		return searchServer{Version: version, At: m.URL}
	}
	path, err := meili.FindBinary(m.Binary)
	if err != nil {
		return searchServer{Error: "not found"}
	}
	version, err := meili.Version(ctx, path)
	if err != nil {
		return searchServer{At: path, Error: err.Error()}
	}
	return searchServer{Version: version, At: path}
}
