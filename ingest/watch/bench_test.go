package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/ingest"
)

// BenchmarkRescanKnown walks 100,000 files of which the state knows each.
func BenchmarkRescanKnown(b *testing.B) {
	const files = 100_000
	root := b.TempDir()
	state := &memory{files: make(map[string]ingest.FileInfo, files)}
	for i := range files {
		dir := filepath.Join(root, fmt.Sprintf("%03d", i/1000))
		if i%1000 == 0 {
			if err := os.Mkdir(dir, 0o755); err != nil {
				b.Fatal(err)
			}
		}
		path := filepath.Join(dir, fmt.Sprintf("政府信息公开工作年度报告-%06d.txt", i))
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			b.Fatal(err)
		}
		info, err := os.Lstat(path)
		if err != nil {
			b.Fatal(err)
		}
		state.files[path] = ingest.FileInfo{Folder: root, Path: path, Size: info.Size(), ModTime: info.ModTime(), Inode: idOf(info).ino}
	}
	b.ReportAllocs()
	for b.Loop() {
		w, err := New(Options{}, []ingest.Folder{{Root: root, Mode: ingest.Keep}}, state)
		if err != nil {
			b.Fatal(err)
		}
		f := w.folders[0]
		f.emit = func(_ context.Context, e ingest.Event) error { return fmt.Errorf("unexpected event %v", e) }
		if err := f.scan(b.Context()); err != nil {
			b.Fatal(err)
		}
		if f.lastSeen != files || len(f.pending) != 0 {
			b.Fatalf("%d seen, %d pending", f.lastSeen, len(f.pending))
		}
		f.closeNotifier()
	}
	b.ReportMetric(float64(files)*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
