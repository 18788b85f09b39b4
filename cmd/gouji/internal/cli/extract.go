package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/render"
	"github.com/gouji/gouji/cmd/gouji/internal/source"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
)

var formats = []string{"json", "csv", "md", formatPDF}

// formatPDF is the file itself as a PDF with its text in it.
const formatPDF = "pdf"

func newExtract(s *settings) *cobra.Command {
	format := "json"
	c := &cobra.Command{
		Use:   "extract [--format json|csv|md|pdf] FILE...",
		Short: "Read files and print their documents, without a daemon · 读取文件并输出结果",
		Example: "  gouji extract report.txt\n" +
			"  gouji extract scan.pdf photo.jpg\n" +
			"  gouji extract --format pdf scan.pdf > searchable.pdf\n" +
			"  gouji extract --format csv reports/*.html > figures.csv",
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, files []string) error {
			if !slices.Contains(formats, format) {
				return usageError{fmt.Errorf("--format %q is not one of %s", format, strings.Join(formats, ", "))}
			}
			if format == formatPDF && len(files) != 1 {
				return usageError{errors.New("--format pdf takes one file")}
			}
			l, err := s.load(c)
			if err != nil {
				return err
			}
			return extractFiles(c, l, format, files)
		},
	}
	c.Flags().StringVar(&format, "format", format, "json, csv (one line a figure), md (for a person) or pdf (a scan with its text in it) · 输出格式")
	return c
}

// extractFiles prints every file that can be read and names the others.
func extractFiles(c *cobra.Command, l *configs.Loaded, format string, files []string) error {
	reader, err := source.New(source.Options{Settings: &l.Settings, Cache: userCache()})
	if err != nil {
		return err
	}
	defer reader.Close() //nolint:errcheck // it has none
	if format == formatPDF {
		if err := reader.WriteSearchable(c.Context(), files[0], c.OutOrStdout()); err != nil {
			fmt.Fprintf(printable(c.ErrOrStderr()), "%s: %s\n", files[0], oneLine(err))
			return errReported
		}
		return nil
	}
	var docs []*extract.Document
	for _, file := range files {
		doc, err := reader.ReadFile(c.Context(), file)
		if err != nil {
			fmt.Fprintf(printable(c.ErrOrStderr()), "%s: %s\n", file, oneLine(err))
			continue
		}
		docs = append(docs, doc)
	}
	if err := printDocs(c.OutOrStdout(), format, docs, len(files) > 1); err != nil {
		return err
	}
	if len(docs) < len(files) {
		return errReported
	}
	return nil
}

// userCache is where compiled code is kept between runs; empty if there is no
// such place.
func userCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "gouji", "wazero")
}

// oneLine says what is wrong with a file and why, for a person.
func oneLine(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		text = e.Err.Error()
	}
	if e, ok := errors.AsType[*ingest.Error](err); ok {
		text = e.Err.Error()
		if e.Reason != "" {
			text += "（" + e.Reason + "）"
		}
	}
	return strings.Join(strings.Fields(text), " ")
}

func printDocs(w io.Writer, format string, docs []*extract.Document, several bool) error {
	switch format {
	case "csv":
		return render.CSV(w, docs)
	case "md":
		return render.Markdown(printable(w), docs)
	default:
		return render.JSON(w, docs, several)
	}
}
