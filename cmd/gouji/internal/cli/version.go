package cli

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/ocr/tesseract"
)

func newVersion(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Versions of gouji and its parts · 版本",
		Example: "  gouji version",
		Args:    usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := s.load(c)
			if err != nil {
				return err
			}
			return printVersion(c.Context(), c.OutOrStdout(), s.process.Version, l.Meilisearch.Binary)
		},
	}
}

func printVersion(ctx context.Context, w io.Writer, version, meilisearch string) error {
	forms, err := form.Load(configs.Forms)
	if err != nil {
		return err
	}
	var ids []string
	for _, f := range forms.Forms {
		ids = append(ids, f.ID)
	}
	for _, part := range [][2]string{
		{"gouji", buildVersion(version)},
		{"go", runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH},
		{"nats-server", module("github.com/nats-io/nats-server/v2")},
		{"meilisearch-go", module("github.com/meilisearch/meilisearch-go")},
		{"meilisearch", searchServer(ctx, meilisearch)},
		{"tesseract", tesseract.Version()},
		{"pdfium", "go-pdfium " + module("github.com/klippa-app/go-pdfium")},
		{"forms", strings.Join(ids, ", ")},
	} {
		if _, err := fmt.Fprintf(w, "%-15s %s\n", part[0], part[1]); err != nil {
			return err
		}
	}
	return nil
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

// module is the version of a linked module.
func module(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return "not linked"
}

// searchServer finds the search server that serve would start.
func searchServer(ctx context.Context, binary string) string {
	path, err := meili.FindBinary(binary)
	if err != nil {
		return "not found"
	}
	v, err := meili.Version(ctx, path)
	if err != nil {
		return err.Error()
	}
	return v + " (" + path + ")"
}
