package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/internal/printer"
	"github.com/gouji/gouji/internal/specimen"
)

func main() {
	out := flag.String("out", "", "folder to write to")
	n := flag.Int("n", 1, "number of reports")
	seed := flag.Uint64("seed", 1, "seed of the first report; the next ones count up")
	form := flag.String("form", "", "2019 or 2021; drawn if empty")
	figures := flag.String("figures", "", "zeros, small, large, dashes, blanks or marks; drawn if empty")
	paragraphs := flag.Int("paragraphs", 6, "paragraphs of prose to add")
	violate := flag.Bool("violate", false, "break some identities in the figures")
	dotted := flag.Bool("dotted", false, "rules of dots")
	damage := flag.String("damage", "born", "damages separated by commas, all, or born for a born-digital PDF: "+strings.Join(names(), " "))
	flag.Parse()
	if *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := write(ctx, *out, *n, strings.Split(*damage, ","), printer.Options{
		Seed: *seed, Form: *form, Figures: specimen.Figures(*figures), Paragraphs: *paragraphs, Violate: *violate, Dotted: *dotted,
	})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func names() []string {
	var all []string
	for _, d := range printer.Damages() {
		all = append(all, d.Name)
	}
	return all
}

func write(ctx context.Context, out string, n int, damages []string, o printer.Options) error {
	if len(damages) == 1 && damages[0] == "all" {
		damages = append(names(), "born")
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("write the specimens: %w", err)
	}
	press, err := printer.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = press.Close() }()
	for range n {
		r, err := press.Print(ctx, o)
		if err != nil {
			return err
		}
		for _, name := range damages {
			if err := scan(ctx, out, r, name, o.Seed); err != nil {
				return err
			}
		}
		o.Seed++
	}
	return nil
}

func scan(ctx context.Context, out string, r printer.Report, name string, seed uint64) error {
	if name == "born" {
		return save(out, r.Name+"-born", r.PDF, r)
	}
	d, ok := printer.FindDamage(name)
	if !ok {
		return fmt.Errorf("no damage %s: there are %s", name, strings.Join(names(), " "))
	}
	s, err := r.Scan(ctx, d, seed)
	if err != nil {
		return err
	}
	pdf, err := s.PDF()
	if err != nil {
		return err
	}
	return save(out, s.Name, pdf, r)
}

func save(out, name string, pdf []byte, r printer.Report) error {
	truth, err := json.MarshalIndent(r.TruthFile(), "", " ")
	if err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	prose, err := json.MarshalIndent(r.Lines, "", " ")
	if err != nil {
		return fmt.Errorf("write the prose: %w", err)
	}
	for file, b := range map[string][]byte{name + ".pdf": pdf, name + ".truth.json": truth, name + ".prose.json": prose} {
		if err := os.WriteFile(filepath.Join(out, file), b, 0o644); err != nil {
			return fmt.Errorf("write the specimen: %w", err)
		}
	}
	fmt.Println(filepath.Join(out, name+".pdf"))
	return nil
}
