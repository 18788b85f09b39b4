package meili

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"

	"github.com/gouji/gouji/index"
)

// newServer starts a server of the test's own.
func newServer(t *testing.T) *Server {
	t.Helper()
	s, err := StartServer(t.Context(), ServerOptions{Dir: t.TempDir(), Binary: testBinary()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestRebuild(t *testing.T) {
	c := newClient(t, newServer(t))
	for i := range 5 {
		if err := c.Write(t.Context(), sample(fmt.Sprintf("old%d", i), 2020, 3)); err != nil {
			t.Fatal(err)
		}
	}
	// The stream of the rebuild holds an older state of what is written and
	// removed while it runs.
	var all iter.Seq2[index.Records, error] = func(yield func(index.Records, error) bool) {
		stale := sample("changed", 2001, 9)
		removed := sample("removed", 2001, 1)
		if err := c.Write(t.Context(), sample("changed", 2020, 2)); err != nil {
			t.Error(err)
		}
		if err := c.Delete(t.Context(), "removed"); err != nil {
			t.Error(err)
		}
		for i := range 3 {
			if n := count(t, c, index.Docs, fmt.Sprintf("old%d", i)); n != 1 {
				t.Errorf("a reader saw %d documents during the rebuild", n)
			}
			if !yield(sample(fmt.Sprintf("old%d", i), 2021, 4), nil) {
				return
			}
		}
		_ = yield(stale, nil) && yield(removed, nil)
	}
	if err := c.Rebuild(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"old0": 4, "old1": 4, "old2": 4, "old3": 0, "old4": 0, "changed": 2, "removed": 0}
	for id, n := range want {
		if got := count(t, c, index.Cells, id); got != n {
			t.Errorf("%s has %d cells after the rebuild, want %d", id, got, n)
		}
	}
	if _, err := c.Search(t.Context(), index.Query{Index: index.Docs, Text: "白石县"}); err != nil {
		t.Errorf("settings after the rebuild: %v", err)
	}
	found, err := c.server.ListIndexesWithContext(t.Context(), nil)
	if err != nil || found.Total != 3 {
		t.Errorf("%d indexes are left, %v", found.Total, err)
	}
}

func TestFailedRebuildLeavesTheOld(t *testing.T) {
	c := newClient(t, newServer(t))
	if err := c.Write(t.Context(), sample("kept", 2020, 3)); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("spool is broken")
	err := c.Rebuild(t.Context(), func(yield func(index.Records, error) bool) {
		_ = yield(sample("half", 2020, 1), nil) && yield(index.Records{}, broken)
	})
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if got := count(t, c, index.Cells, "kept"); got != 3 {
		t.Errorf("%d cells", got)
	}
	if got := count(t, c, index.Cells, "half"); got != 0 {
		t.Errorf("%d cells of a rebuild that failed", got)
	}
	if err := c.Write(t.Context(), sample("kept", 2020, 2)); err != nil {
		t.Errorf("writing after a failed rebuild: %v", err)
	}
}

func TestOnlyOneRebuild(t *testing.T) {
	c := newClient(t, newServer(t))
	var other sync.WaitGroup
	err := c.Rebuild(t.Context(), func(func(index.Records, error) bool) {
		other.Go(func() {
			if err := c.Rebuild(t.Context(), nil); !errors.Is(err, ErrRebuilding) {
				t.Errorf("second rebuild: %v", err)
			}
		})
		other.Wait()
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWriteMendsAnIndexThatSomebodyDeleted(t *testing.T) {
	c := newClient(t, newServer(t))
	for i, name := range index.Names() {
		info, err := c.server.DeleteIndexWithContext(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.await(t.Context(), []int64{info.TaskUID}); err != nil {
			t.Fatal(err)
		}
		if err := c.Write(t.Context(), sample("mended", 2020, 3+i)); err != nil {
			t.Fatal(err)
		}
		if got := count(t, c, index.Cells, "mended"); got != 3+i {
			t.Errorf("%d cells after %s was deleted", got, name)
		}
	}
}

// A document that is written while a rebuild begins must not fall between the
// old indexes and the new ones.
func TestRebuildLosesNothingThatIsWrittenWhileItBegins(t *testing.T) {
	c := newClient(t, newServer(t))
	const documents = 20
	id := func(i int) string { return fmt.Sprintf("d%d", i) }
	var writers sync.WaitGroup
	for i := range documents {
		writers.Go(func() {
			if err := c.Write(t.Context(), sample(id(i), 2020, 3)); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	begun := make(chan struct{})
	writers.Go(func() { // one after the other, so that many fall into the beginning
		close(begun)
		for i := range documents {
			if err := c.Write(t.Context(), sample(id(i), 2020, 3)); err != nil {
				t.Error(err)
			}
		}
	})
	<-begun
	err := c.Rebuild(t.Context(), func(yield func(index.Records, error) bool) {
		for i := 0; i < documents && yield(sample(id(i), 2020, 3), nil); i++ {
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	writers.Wait()
	for i := range documents {
		for name, want := range map[string]int{index.Docs: 1, index.Pages: 1, index.Cells: 3} {
			if got := count(t, c, name, id(i)); got != want {
				t.Errorf("%s holds %d records of %s, want %d", name, got, id(i), want)
			}
		}
	}
}

// A rebuild that is given up does not wait for the server.
func TestRebuildThatIsCancelledCleansUp(t *testing.T) {
	c := newClient(t, newServer(t))
	ctx, cancel := context.WithCancel(t.Context())
	err := c.Rebuild(ctx, func(yield func(index.Records, error) bool) {
		yield(sample("half", 2020, 1), nil)
		cancel()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	found, err := c.server.ListIndexesWithContext(t.Context(), nil)
	if err != nil || found.Total != 3 {
		t.Errorf("%d indexes are left, %v", found.Total, err)
	}
	if err := c.Write(t.Context(), sample("after", 2020, 2)); err != nil {
		t.Error(err)
	}
}
