package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/gouji/gouji/internal/licences"
)

func main() {
	version := flag.String("version", "dev", "version of gouji, for bom")
	made := flag.String("made", "", "time of that version (RFC 3339), for bom; now if empty")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: cmd [-version V] [-made TIME] check | texts FILE | bom FILE")
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *version, *made, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, version, made string, args []string) error {
	components, err := licences.Inventory(ctx, ".", "./cmd/gouji", "index/web/front")
	if err != nil {
		return err
	}
	if err := licences.Check(components); err != nil {
		return err
	}
	switch {
	case len(args) == 1 && args[0] == "check":
		fmt.Printf("licences: %d components, every licence is allowed\n", len(components))
		return nil
	case len(args) == 2 && args[0] == "texts":
		return write(args[1], func(w io.Writer) error { return licences.WriteTexts(w, components) })
	case len(args) == 2 && args[0] == "bom":
		at := time.Now()
		if made != "" {
			if at, err = time.Parse(time.RFC3339, made); err != nil {
				return fmt.Errorf("-made: %w", err)
			}
		}
		return write(args[1], func(w io.Writer) error { return licences.WriteBOM(w, version, at, components) })
	}
	flag.Usage()
	return fmt.Errorf("unknown arguments: %q", args)
}

func write(path string, fill func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := fill(file); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
