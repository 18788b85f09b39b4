package jetstream_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/jetstream"
)

func TestSecondStoreOnOneFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := openStore(t, jetstream.Options{Dir: dir})
	_, err := jetstream.Open(t.Context(), jetstream.Options{Dir: dir})
	if ingest.KindOf(err) != ingest.Stop || !strings.Contains(err.Error(), "another gouji is running on "+dir) {
		t.Fatalf("second store: %v", err)
	}
	closeStore(t, first)
	closeStore(t, first) // twice is once
	openStore(t, jetstream.Options{Dir: dir})
}

func TestOpenFailures(t *testing.T) {
	for name, o := range map[string]jetstream.Options{
		"no folder": {},
		"no server": {Dir: t.TempDir(), URL: "nats://" + freeAddress(t)},
		"not a URL": {Dir: t.TempDir(), URL: "::"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := jetstream.Open(t.Context(), o); ingest.KindOf(err) != ingest.Stop {
				t.Fatalf("error %v, want a Stop", err)
			}
			if o.Dir != "" { // the lock is free again
				openStore(t, jetstream.Options{Dir: o.Dir})
			}
		})
	}
}

func TestClosedStoreAnswersWithRetry(t *testing.T) {
	t.Parallel()
	s := openStore(t, jetstream.Options{Dir: t.TempDir()})
	closeStore(t, s)
	if err := s.Publish(t.Context(), idA); ingest.KindOf(err) != ingest.Retry {
		t.Errorf("publish: %v", err)
	}
	if _, err := s.Next(t.Context()); ingest.KindOf(err) != ingest.Retry {
		t.Errorf("next: %v", err)
	}
}

func TestRoom(t *testing.T) {
	if err := openStore(t, jetstream.Options{Dir: t.TempDir(), MinFree: 1}).Room(); err != nil {
		t.Error(err)
	}
	err := openStore(t, jetstream.Options{Dir: t.TempDir(), MinFree: 1 << 60}).Room()
	if !errors.Is(err, syscall.ENOSPC) || ingest.KindOf(err) != ingest.Retry {
		t.Errorf("no room: %v", err)
	}
}

// Each would take jobs whose originals only the other has.
func TestSecondStoreOnOneServerIsRefused(t *testing.T) {
	t.Parallel()
	url, dir := startNATS(t), t.TempDir()
	first := openStore(t, jetstream.Options{Dir: dir, URL: url})
	other := jetstream.Options{Dir: t.TempDir(), URL: url}
	if _, err := jetstream.Open(t.Context(), other); ingest.KindOf(err) != ingest.Stop || !strings.Contains(ingest.ReasonOf(err), "queue.name") {
		t.Errorf("a second store: %v, want a Stop", err)
	}
	named := other
	named.Name, named.Dir = "other", t.TempDir()
	openStore(t, named)
	closeStore(t, first)
	openStore(t, other)
	if _, err := jetstream.Open(t.Context(), jetstream.Options{Dir: dir, URL: url}); ingest.KindOf(err) != ingest.Stop {
		t.Errorf("the first store again: %v, want a Stop", err)
	}
}

// A lease that somebody else has taken meanwhile ends the work.
func TestLostLease(t *testing.T) {
	t.Parallel()
	url := startNATS(t)
	s := openStore(t, jetstream.Options{Dir: t.TempDir(), URL: url})
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := nc.Request("$KV.gouji-lease.owner", []byte(`{"instance":"other","host":"h","dir":"/d"}`), 5*time.Second); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for ingest.KindOf(s.Publish(t.Context(), idA)) != ingest.Stop {
		if time.Now().After(deadline) {
			t.Fatal("the lease is not missed")
		}
		time.Sleep(50 * time.Millisecond)
	}
	if _, err := s.Next(t.Context()); ingest.KindOf(err) != ingest.Stop {
		t.Errorf("next: %v, want a Stop", err)
	}
}

func TestExternalServerAwayForAWhile(t *testing.T) {
	t.Parallel()
	address, dir := freeAddress(t), t.TempDir()
	end := runNATS(t, address, dir)
	s := openStore(t, jetstream.Options{Dir: t.TempDir(), URL: "nats://" + address})
	publish(t, s, idA)
	end()
	if err := s.Publish(t.Context(), idB); ingest.KindOf(err) != ingest.Retry {
		t.Errorf("publish without a server: %v, want a Retry", err)
	}
	defer runNATS(t, address, dir)()
	deadline := time.Now().Add(30 * time.Second)
	for s.Publish(t.Context(), idB) != nil {
		if time.Now().After(deadline) {
			t.Fatalf("the store stays away: %v", s.Publish(t.Context(), idB))
		}
	}
	for _, id := range []string{idA, idB} {
		d := next(t, s)
		if d.ID() != id {
			t.Errorf("job %s, want %s", d.ID(), id)
		}
		ack(t, d)
	}
}

// Dying while a stream is created, or rewritten, leaves it without the files
// that describe it. Its messages must come back, wherever the cut was.
func TestStreamsWithoutDescription(t *testing.T) {
	t.Parallel()
	for _, missing := range [][]string{{"meta.sum"}, {"meta.inf", "meta.sum"}} {
		t.Run(strings.Join(missing, " "), func(t *testing.T) {
			dir, ctx := t.TempDir(), t.Context()
			s := openStore(t, jetstream.Options{Dir: dir})
			publish(t, s, idA)
			if err := s.Put(ctx, &ingest.Record{ID: idA}); err != nil {
				t.Fatal(err)
			}
			if err := s.PutFile(ctx, ingest.KnownFile{ID: idA}); err != nil {
				t.Fatal(err)
			}
			closeStore(t, s)
			streams, err := filepath.Glob(filepath.Join(dir, "nats", "jetstream", "*", "streams", "*"))
			if err != nil || len(streams) != 3 {
				t.Fatalf("streams %v, %v", streams, err)
			}
			for _, stream := range streams {
				for _, name := range missing {
					if err := os.Remove(filepath.Join(stream, name)); err != nil {
						t.Fatal(err)
					}
				}
			}
			s = openStore(t, jetstream.Options{Dir: dir})
			if _, err := s.Record(ctx, idA); err != nil {
				t.Error(err)
			}
			known := 0
			for _, err := range s.Files(ctx) {
				if err != nil {
					t.Error(err)
				}
				known++
			}
			if known != 1 {
				t.Errorf("%d known files, want 1", known)
			}
			ack(t, next(t, s))
		})
	}
}

// A limit on the size of files makes every write fail, as a full disk does.
func TestWriteErrorsPass(t *testing.T) {
	s, ctx := openStore(t, jetstream.Options{Dir: t.TempDir()}), t.Context()
	kept := ingest.Record{ID: idA, Reason: "before"}
	if err := s.Put(ctx, &kept); err != nil {
		t.Fatal(err)
	}
	publish(t, s, idA)

	lift := limitFileSize(t, 1<<20)
	large, lost := strings.Repeat("x", 500<<10), ingest.Record{ID: idB}
	for lost.Error = large; s.Put(ctx, &lost) == nil; {
		lost.Reason += "x"
	}
	if err := s.Put(ctx, &lost); ingest.KindOf(err) != ingest.Retry {
		t.Errorf("put on a full disk: %v, want a Retry", err)
	}
	lift()

	deadline := time.Now().Add(30 * time.Second)
	for {
		var err error
		if lost, err = s.Record(ctx, idB); err == nil {
			err = s.Put(ctx, &lost)
		}
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the store stays broken: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if r, err := s.Record(ctx, idA); err != nil || r.Reason != "before" {
		t.Errorf("record from before: %+v, %v", r, err)
	}
	publish(t, s, idB)
	for _, id := range []string{idA, idB} {
		d := next(t, s)
		if d.ID() != id {
			t.Errorf("job %s, want %s", d.ID(), id)
		}
		ack(t, d)
	}
}

// limitFileSize limits what this process can write to a file, and returns the
// function that lifts the limit.
func limitFileSize(t *testing.T, bytes uint64) (lift func()) {
	t.Helper()
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	set := func(cur uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: cur, Max: old.Max}); err != nil {
			t.Fatal(err)
		}
	}
	set(bytes)
	lifted := false
	lift = func() {
		if !lifted {
			lifted = true
			set(old.Cur)
		}
	}
	t.Cleanup(lift)
	return lift
}
