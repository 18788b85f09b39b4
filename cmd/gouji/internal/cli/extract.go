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
	"github.com/gouji/gouji/ocr"
)

var formats = []string{"json", "csv", "md", formatPDF}

// formatPDF is the file itself as a PDF with its text in it.
const formatPDF = "pdf"

// extraction is what `gouji extract` was asked for.
type extraction struct {
	format, output string
	files          []string
}

func newExtract(s *settings) *cobra.Command {
	e := extraction{format: "json"}
	c := &cobra.Command{
		Use:   "extract [--format json|csv|md|pdf] [-o OUT] FILE...",
		Short: "Read files and print their documents, without a daemon · 读取文件并输出结果",
		Example: "  gouji extract report.txt\n" +
			"  gouji extract scan.pdf photo.jpg\n" +
			"  gouji extract --format pdf -o searchable.pdf scan.pdf\n" +
			"  gouji extract --format csv reports/*.html > figures.csv",
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, files []string) error {
			e.files = files
			if err := e.check(c.OutOrStdout()); err != nil {
				return usageError{err}
			}
			l, err := s.load(c)
			if err != nil {
				return err
			}
			return e.run(c, l)
		},
	}
	c.Flags().StringVar(&e.format, "format", e.format, "json, csv (one line a figure), md (for a person) or pdf (one scan with its text in it) · 输出格式")
	c.Flags().StringVarP(&e.output, "output", "o", "", "write to this file instead of stdout · 输出文件")
	return c
}

func (e *extraction) check(stdout io.Writer) error {
	switch {
	case !slices.Contains(formats, e.format):
		return fmt.Errorf("--format %q is not one of %s", e.format, strings.Join(formats, ", "))
	case e.format != formatPDF:
		return nil
	case len(e.files) != 1:
		return errors.New("--format pdf takes one file")
	case e.output == "" && terminal(stdout):
		return errors.New("--format pdf prints no PDF on a terminal: say -o OUT.pdf")
	}
	return nil
}

func (e *extraction) run(c *cobra.Command, l *configs.Loaded) error {
	reader, err := source.New(source.Options{Settings: &l.Settings, Cache: userCache()})
	if err != nil {
		return err
	}
	defer reader.Close() //nolint:errcheck // it has none
	if e.format == formatPDF {
		return e.searchable(c, reader)
	}
	docs := e.read(c, reader)
	err = write(c.OutOrStdout(), e.output, func(w io.Writer) error { return printDocs(w, e.format, docs, len(e.files) > 1) })
	if err == nil && len(docs) < len(e.files) {
		return errReported
	}
	return err
}

// read reads every file that can be read and names the others.
func (e *extraction) read(c *cobra.Command, reader *source.Source) []*extract.Document {
	var docs []*extract.Document
	for _, file := range e.files {
		doc, err := reader.ReadFile(c.Context(), file)
		if err != nil {
			fmt.Fprintf(printable(c.ErrOrStderr()), "%s: %s\n", file, oneLine(err))
			continue
		}
		docs = append(docs, doc)
	}
	return docs
}

// searchable writes the one file as a PDF and names the pages without text.
func (e *extraction) searchable(c *cobra.Command, reader *source.Source) error {
	file, stderr := e.files[0], printable(c.ErrOrStderr())
	var pages []ocr.Page
	err := write(c.OutOrStdout(), e.output, func(w io.Writer) (err error) {
		pages, err = reader.WriteSearchable(c.Context(), file, w)
		return err
	})
	if err != nil {
		fmt.Fprintf(stderr, "%s: %s\n", file, oneLine(err))
		return errReported
	}
	for _, p := range pages {
		if p.Failure != "" {
			fmt.Fprintf(stderr, "%s: page %d: %s\n", file, p.Number, p.Failure)
		}
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
