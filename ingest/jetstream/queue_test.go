package jetstream_test

import (
	"testing"
	"time"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/jetstream"
)

type ingestDelivery = ingest.Delivery

const (
	idA = "00112233445566778899aabbccddeeff"
	idB = "ffeeddccbbaa99887766554433221100"
)

func publish(t testing.TB, s *jetstream.Store, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := s.Publish(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
}

func ack(t testing.TB, d ingest.Delivery) {
	t.Helper()
	if err := d.Ack(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestQueueHoldsADocumentOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, open func() *jetstream.Store) {
		s := open()
		publish(t, s, idA, idA, idB)
		first := next(t, s)
		if first.ID() != idA || first.Count() != 1 {
			t.Fatalf("first job is %s given out %d times", first.ID(), first.Count())
		}
		publish(t, s, idA) // in hand: still the same job
		second := next(t, s)
		if second.ID() != idB {
			t.Fatalf("second job is %s", second.ID())
		}
		none(t, s)
		ack(t, first)
		ack(t, second)
		publish(t, s, idA) // done before: a new job
		ack(t, next(t, s))
	})
}

func TestUnacknowledgedJobSurvivesARestart(t *testing.T) {
	onBoth(t, func(t *testing.T, open func() *jetstream.Store) {
		s := open()
		publish(t, s, idA)
		next(t, s)
		closeStore(t, s)
		s = open()
		d := next(t, s)
		if d.ID() != idA || d.Count() < 2 {
			t.Fatalf("job %s given out %d times, want %s again", d.ID(), d.Count(), idA)
		}
		ack(t, d)
		closeStore(t, s)
		none(t, open())
	})
}

func TestTouchKeepsAJobInHand(t *testing.T) {
	onBoth(t, func(t *testing.T, open func() *jetstream.Store) {
		s := open()
		publish(t, s, idA)
		d := next(t, s)
		for range 4 { // longer than AckWait
			none(t, s)
			time.Sleep(200 * time.Millisecond)
			if err := d.Touch(); err != nil {
				t.Fatal(err)
			}
		}
		ack(t, d)
	})
}

func TestNakGivesOutAgainAndIsNotInTheWay(t *testing.T) {
	onBoth(t, func(t *testing.T, open func() *jetstream.Store) {
		s := open()
		publish(t, s, idA)
		if err := next(t, s).Nak(time.Hour); err != nil {
			t.Fatal(err)
		}
		publish(t, s, idB)
		d := next(t, s)
		if d.ID() != idB {
			t.Fatalf("got %s", d.ID())
		}
		if err := d.Nak(0); err != nil {
			t.Fatal(err)
		}
		ack(t, next(t, s))
		none(t, s)
	})
}

func TestCancelFreesTheSubject(t *testing.T) {
	onBoth(t, func(t *testing.T, open func() *jetstream.Store) {
		s := open()
		publish(t, s, idA)
		if err := next(t, s).Nak(time.Hour); err != nil {
			t.Fatal(err)
		}
		if err := s.Cancel(t.Context(), idA); err != nil {
			t.Fatal(err)
		}
		none(t, s)
		publish(t, s, idA)
		if d := next(t, s); d.Count() != 1 {
			t.Fatalf("given out %d times, want a fresh job", d.Count())
		}
		if err := s.Cancel(t.Context(), idB); err != nil {
			t.Fatalf("cancel of a document that is not queued: %v", err)
		}
	})
}

func TestDepth(t *testing.T) {
	onBoth(t, func(t *testing.T, open func() *jetstream.Store) {
		s := open()
		empty, err := s.Depth(t.Context())
		if err != nil || empty != (ingest.Depth{}) {
			t.Fatalf("Depth = %+v, %v", empty, err)
		}
		publish(t, s, idA, idB)
		next(t, s)
		depth, err := s.Depth(t.Context())
		if err != nil || depth.Waiting != 1 || depth.Given != 1 || depth.Oldest.IsZero() {
			t.Fatalf("Depth = %+v, %v", depth, err)
		}
	})
}

func BenchmarkPublishAck(b *testing.B) {
	s := openStore(b, jetstream.Options{Dir: b.TempDir()})
	b.ResetTimer()
	for b.Loop() {
		publish(b, s, idA)
		ack(b, next(b, s))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
}
