package pdf

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

// Limits that Options leave open.
const (
	DefaultMaxPages  = 5000
	DefaultMaxPixels = 40_000_000 // A4 at 600 dpi has 34.8 million
)

// memoryPages bounds pdfium's memory, in WebAssembly pages of 64 KiB: 384 MiB.
// Honest reports stay under 128 MiB; a coloured A4 scan at 600 dpi needs 250.
const memoryPages = 6144

// Options configure a Library. The zero value works.
type Options struct {
	Passwords []string // tried in turn on files that need one
	// CacheDir keeps the compiled WebAssembly between runs, which shortens the
	// start from 3 s to 0.1 s. Empty: nothing is kept.
	CacheDir string
	// FontFile is a Chinese font (.ttc, .ttf or .otf) that stands in for fonts
	// that a file uses but does not hold. Empty: one that the system is known to
	// have; without any, such text is read but not drawn.
	FontFile  string
	MaxPages  int // per file; 0: DefaultMaxPages
	MaxPixels int // per rendered page; 0: DefaultMaxPixels
}

// Library is pdfium, compiled and ready. It is for one goroutine at a time.
type Library struct {
	options Options
	pool    pdfium.Pool
	cache   wazero.CompilationCache
}

// NewLibrary compiles pdfium, or loads it compiled from the cache.
func NewLibrary(ctx context.Context, o Options) (*Library, error) {
	if o.MaxPages <= 0 {
		o.MaxPages = DefaultMaxPages
	}
	if o.MaxPixels <= 0 {
		o.MaxPixels = DefaultMaxPixels
	}
	l := &Library{options: o}
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(memoryPages)
	if o.CacheDir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(o.CacheDir)
		if err != nil {
			return nil, fmt.Errorf("open the cache of compiled WebAssembly: %w", err)
		}
		l.cache, config = cache, config.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: context.WithoutCancel(ctx), MaxTotal: -1, // no limit: each document has an instance
		FSConfig:      wazero.NewFSConfig().WithFSMount(newFontFS(o.FontFile), "/"),
		RuntimeConfig: config,
		Stdout:        io.Discard, Stderr: io.Discard, RandomSource: rand.Reader,
	})
	if err != nil {
		l.closeCache()
		return nil, fmt.Errorf("compile pdfium: %w", err)
	}
	l.pool = pool
	return l, nil
}

// Close frees the library. Documents must have been closed before.
func (l *Library) Close() error {
	err := l.pool.Close()
	l.closeCache()
	if err != nil {
		return fmt.Errorf("close pdfium: %w", err)
	}
	return nil
}

func (l *Library) closeCache() {
	if l.cache != nil {
		_ = l.cache.Close(context.Background())
	}
}
