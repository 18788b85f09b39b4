package ingest

import (
	"fmt"
	"testing"
	"time"
)

func TestBoardListsWhatFinishedAndWhatWaits(t *testing.T) {
	start := time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)
	b := newBoard()
	record := func(n int, s Status) Record {
		name := fmt.Sprintf("%02d", n)
		return Record{ID: name, Status: s, Updated: start.Add(time.Duration(n) * time.Second), Taken: []Taken{{Path: "/in/" + name + ".txt"}}}
	}
	for n := range 30 {
		b.set(record(n, Queued))
	}
	b.begin(InFlight{ID: "00", Stage: Reading})
	var r Report
	b.show(&r)
	if len(r.Waiting) != maxWaiting || r.Waiting[0].Name != "01.txt" || r.Waiting[19].Name != "20.txt" || len(r.Finished) != 0 {
		t.Errorf("waiting: %v", r.Waiting)
	}
	b.progress("00", Reading, 0, 0, start)
	b.progress("00", Reading, 1, 5, start.Add(time.Minute))
	for n := range 30 {
		b.set(record(n, Done))
	}
	b.set(record(29, Done)) // again
	b.set(record(28, Refused))
	b.forget("27")
	r = Report{}
	b.show(&r)
	if len(r.Waiting) != 0 || len(r.Finished) != 18 || r.Finished[0].ID != "29" || r.Finished[1].ID != "26" || r.Finished[17].ID != "10" {
		t.Errorf("waiting %v, finished: %v", r.Waiting, r.Finished)
	}
	if f := r.InFlight[0]; !f.Began.Equal(start) || f.Page != 1 || f.Pages != 5 {
		t.Errorf("in flight: %+v", f)
	}
}
