package retention

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/gouji/gouji/ingest"
)

// earliest is the first year that a report can be about. A year before it, or
// after the one in which the report came in, was not read right.
const earliest = 1949

// Item is an original that has been kept long enough.
type Item struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Year  int    `json:"year"` // of the report, or in which it came in
	Bytes int64  `json:"bytes"`
	// Copies are its files in the archive.
	Copies []string `json:"copies,omitempty"`
}

// Report says what goes, or what has gone.
type Report struct {
	Years     int    `json:"years"` // retention.originals_years; 0: nothing ever goes
	Applied   bool   `json:"applied"`
	Copies    bool   `json:"copies"` // those in the archive go too
	Originals int    `json:"originals"`
	Bytes     int64  `json:"bytes"`
	Failed    int    `json:"failed"` // could not be removed; the next run tries again
	Items     []Item `json:"items"`
}

// Add counts an item in.
func (r *Report) Add(i Item) {
	r.Items = append(r.Items, i)
	r.Originals++
	r.Bytes += i.Bytes
}

// Source is what is known of documents.
type Source interface {
	// Records yields the records of all documents.
	Records(ctx context.Context, after string) iter.Seq2[ingest.Record, error]
	// Year is the year a document reports on, zero if it says none.
	Year(id string) (int, error)
	// Open opens an original; one that is not there is fs.ErrNotExist.
	Open(sha256 string) (*os.File, error)
}

// Due yields the originals of documents that are done and whose year is more
// than so many years ago. A report of 2014 that is kept for ten years goes in
// 2025. Where the year of the report is not known, that in which it came in
// counts. With zero years nothing is due.
func Due(ctx context.Context, s Source, years int, now time.Time) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		if years <= 0 {
			return
		}
		for r, err := range s.Records(ctx, "") {
			if err != nil {
				yield(Item{}, err)
				return
			}
			item, due, err := judge(s, r, now.Year()-years)
			if err != nil && !yield(Item{}, err) || due && !yield(item, nil) {
				return
			}
		}
	}
}

// judge looks whether the original of a record is of a year before the given one.
func judge(s Source, r ingest.Record, before int) (Item, bool, error) {
	if r.Status != ingest.Done {
		return Item{}, false, nil
	}
	bytes, kept, err := size(s, r.SHA256)
	if err != nil || !kept {
		return Item{}, false, err
	}
	year, err := s.Year(r.ID)
	if errors.Is(err, fs.ErrNotExist) {
		return Item{}, false, nil // nothing would be left of it
	}
	if err != nil {
		return Item{}, false, err
	}
	if year < earliest || year > r.Added.Year() {
		year = r.Added.Year()
	}
	name := r.ID
	if len(r.Taken) > 0 {
		name = filepath.Base(r.Taken[0].Path)
	}
	return Item{ID: r.ID, Name: name, Year: year, Bytes: bytes, Copies: r.Copies()}, year < before, nil
}

// size is the number of bytes of an original, and whether it is kept.
func size(s Source, sha string) (int64, bool, error) {
	f, err := s.Open(sha)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, false, err
	}
	return info.Size(), true, nil
}
