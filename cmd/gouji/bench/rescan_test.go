package bench

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/jetstream"
)

const (
	knownFiles = 100_000
	perFolder  = 1000
	putters    = 16
)

// BenchmarkStartWithKnownFiles starts gouji on a folder of 100,000 files that
// it knows, each with its record, its original and its document in search, and
// one file that came while gouji was away. ready-s is the time until the search
// page answers, found-s until the new file is found, which needs the state
// loaded, the originals compared and the folder scanned.
func BenchmarkStartWithKnownFiles(b *testing.B) {
	d := newDaemon(b)
	prepareKnown(b, d)
	for round := 0; b.Loop(); round++ {
		news := specimens(round + 1)[round]
		must(b, os.WriteFile(d.path("inbox", news.Name), news.Bytes, 0o600))
		d.start("keep")
		b.ReportMetric(time.Since(d.began).Seconds(), "ready-s")
		sum := sha256.Sum256(news.Bytes)
		query := url.Values{"doc_id": {hex.EncodeToString(sum[:])[:32]}}
		d.await("the new file is found", func() bool { return d.found(query) == 1 })
		b.ReportMetric(time.Since(d.began).Seconds(), "found-s")
		d.await("nothing is to be done", func() bool { return d.status().Counts["done"] == knownFiles+round+1 })
		d.reportMemory()
		d.stop()
	}
}

// prepareKnown makes the files and all that gouji knows of them.
func prepareKnown(b *testing.B, d *daemon) {
	b.Helper()
	began := time.Now()
	d.start("keep") // marks the data folder as made by this reader
	d.stop()
	files := make([]ingest.KnownFile, knownFiles)
	contents := make([]ingest.Content, knownFiles)
	for i := range files {
		files[i], contents[i] = d.makeKnown(i)
	}
	d.fillState(files, contents)
	d.fillSearch(files)
	b.Logf("prepared in %s", time.Since(began).Round(time.Second))
}

// makeKnown makes a small file and its original.
func (d *daemon) makeKnown(i int) (ingest.KnownFile, ingest.Content) {
	text := fmt.Appendf(nil, "第%d号", i)
	sum := sha256.Sum256(text)
	sha := hex.EncodeToString(sum[:])
	c := ingest.Content{ID: sha[:32], SHA256: sha, Bytes: int64(len(text))}
	path := d.path("inbox", fmt.Sprintf("%03d", i/perFolder), fmt.Sprintf("政府信息公开工作年度报告-%06d.txt", i))
	original := d.path("data", "spool", "originals", sha[:2], sha)
	for _, p := range []string{path, original} {
		must(d.b, os.MkdirAll(filepath.Dir(p), 0o755))
		must(d.b, os.WriteFile(p, text, 0o600))
	}
	info, err := os.Stat(path)
	must(d.b, err)
	seen := ingest.FileInfo{Folder: d.path("inbox"), Path: path, Size: info.Size(), ModTime: info.ModTime(), Inode: inode(info)}
	return ingest.KnownFile{FileInfo: seen, ID: c.ID}, c
}

// fillState writes the records and the known files into the folder of the
// embedded queue, by a server that does not sync every write.
func (d *daemon) fillState(files []ingest.KnownFile, contents []ingest.Content) {
	b := d.b
	srv, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, JetStream: true, StoreDir: d.path("data", "nats"),
	})
	must(b, err)
	srv.Start()
	defer srv.WaitForShutdown()
	defer srv.Shutdown()
	if !srv.ReadyForConnections(time.Minute) {
		b.Fatal("the NATS server does not start")
	}
	state, err := jetstream.Open(b.Context(), jetstream.Options{Dir: d.path("data"), URL: srv.ClientURL()})
	must(b, err)
	defer func() { must(b, state.Close()) }()
	var putting sync.WaitGroup
	for p := range putters {
		putting.Go(func() {
			for i := p; i < len(files); i += putters {
				now := time.Now().UTC()
				r := ingest.Record{
					ID: contents[i].ID, SHA256: contents[i].SHA256, Bytes: contents[i].Bytes,
					Status: ingest.Done, Revision: 1, Searched: 1, Added: now, Updated: now,
				}
				if err := state.Put(b.Context(), &r); err != nil {
					b.Error(err)
				}
				if err := state.PutFile(b.Context(), files[i]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	putting.Wait()
}

// fillSearch makes gouji's search server hold a document for every file.
func (d *daemon) fillSearch(files []ingest.KnownFile) {
	b := d.b
	srv, err := meili.StartServer(b.Context(), meili.ServerOptions{Dir: d.path("data", "meilisearch"), Binary: search})
	must(b, err)
	defer func() { must(b, srv.Close()) }()
	client, err := meili.New(meili.Options{URL: srv.URL(), Key: srv.Key()})
	must(b, err)
	defer func() { must(b, client.Close()) }()
	must(b, client.EnsureSettings(b.Context()))
	docs := make([]any, len(files))
	for i, f := range files {
		docs[i] = index.DocRecord{ID: f.ID, Common: index.Common{DocID: f.ID, Rev: 1}, Name: filepath.Base(f.Path)}
	}
	path := d.path("docs.ndjson")
	must(b, writeLines(path, docs))
	task := curl(b, srv, request{index.Docs, path})
	for !succeeded(b, srv, task) {
		time.Sleep(poll)
	}
}

// inode is the number by which a rename is followed.
func inode(info os.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ino
	}
	return 0
}
