package backup

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"time"

	"github.com/gouji/gouji/ingest"
)

// State is what is known of documents and files.
type State interface {
	// Records yields the records of all documents, ordered by id.
	Records(ctx context.Context) iter.Seq2[ingest.Record, error]
	Record(ctx context.Context, id string) (ingest.Record, error) // ErrNoRecord
	Files(ctx context.Context) iter.Seq2[ingest.KnownFile, error]
}

// Spool keeps originals and documents. What is not there is fs.ErrNotExist.
type Spool interface {
	Open(sha256 string) (*os.File, error)
	Document(id string) ([]byte, error)
}

// Source is what a backup is made of.
type Source struct {
	State State
	Spool Spool
	// Logs yields the lines of a log, or its content as one; nothing where
	// there is none.
	Logs    func(Log) iter.Seq2[[]byte, error]
	Data    int    // version of the data folder
	Gouji   string // version of the program
	Scratch string // folder for temporary files
	Log     *slog.Logger
}

// Write writes an archive of everything. It may run while documents come and go:
//
// A record is read before its original is opened, because an original is there
// before its record and never changes; its line is kept back until the original
// is in the archive. So every record in an archive has its original, save for
// those that had none. What is removed in between is left out with its record;
// what comes in later is for the next backup. Known files come after the
// records, because a document is recorded before its file is known, and the
// decisions last, so that none about a document in the archive is missing.
func Write(ctx context.Context, w io.Writer, s Source) (_ Summary, err error) {
	a, err := newWriter(ctx, w, s.Scratch, Header{format, s.Data, s.Gouji, time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return Summary{}, err
	}
	defer func() { err = errors.Join(err, a.discard()) }()
	c := &collection{Source: s, archive: a}
	for _, part := range []func(context.Context) error{c.documents, c.files, c.logs} {
		if err := part(ctx); err != nil {
			return a.summary, err
		}
	}
	return a.summary, a.end()
}

// collection is a backup in the making.
type collection struct {
	Source
	archive *writer
}

// documents adds the originals, the documents, and then the records.
func (c *collection) documents(ctx context.Context) (err error) {
	records, err := newLines(c.Scratch)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, records.discard()) }()
	for r, err := range c.State.Records(ctx) {
		if err != nil {
			return err
		}
		r, there, err := c.original(ctx, r)
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		if err := c.document(ctx, r.ID); err != nil {
			return err
		}
		if err := records.add(r); err != nil {
			return err
		}
		c.archive.summary.Records++
	}
	return c.archive.addFile(recordsName, records)
}

// original adds the original of a record. It returns the record as it is then,
// and whether there still is one.
func (c *collection) original(ctx context.Context, r ingest.Record) (_ ingest.Record, there bool, err error) {
	f, err := c.Spool.Open(r.SHA256)
	if errors.Is(err, fs.ErrNotExist) { // has it just been removed?
		r, err = c.State.Record(ctx, r.ID)
		if errors.Is(err, ingest.ErrNoRecord) {
			return r, false, nil
		}
		return r, true, err
	}
	if err != nil {
		return r, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return r, false, err
	}
	sum, err := c.archive.add(originalsDir+r.SHA256, info.Size(), f)
	if err != nil {
		return r, false, err
	}
	c.archive.summary.Originals++
	if sum != r.SHA256 {
		c.spoilt(ctx, r.ID, errors.New("the bytes of the original have changed"))
	}
	return r, true, nil
}

// document adds what was read. One that is damaged is left out: it is read again
// after a restore.
func (c *collection) document(ctx context.Context, id string) error {
	b, err := c.Spool.Document(id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = checkDocument(id, b)
	}
	if err != nil {
		c.spoilt(ctx, id, err)
		return nil
	}
	c.archive.summary.Documents++
	_, err = c.archive.add(documentsDir+id+documentsTail, int64(len(b)), bytes.NewReader(b))
	return err
}

func (c *collection) spoilt(ctx context.Context, id string, err error) {
	c.archive.summary.Damaged++
	c.Log.WarnContext(ctx, "damaged in the data folder", slog.String("id", id), slog.Any("error", err))
}

func (c *collection) files(ctx context.Context) (err error) {
	files, err := newLines(c.Scratch)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.discard()) }()
	for f, err := range c.State.Files(ctx) {
		if err != nil {
			return err
		}
		if err := files.add(f); err != nil {
			return err
		}
		c.archive.summary.Files++
	}
	return c.archive.addFile(filesName, files)
}

func (c *collection) logs(ctx context.Context) error {
	for _, name := range logs {
		if err := c.log(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (c *collection) log(ctx context.Context, name Log) (err error) {
	kept, err := newLines(c.Scratch)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.discard()) }()
	for b, err := range c.Logs(name) {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if _, err := kept.w.Write(append(b, '\n')); err != nil {
			return err
		}
		if name == Review {
			c.archive.summary.Decisions++
		}
	}
	return c.archive.addFile(string(name), kept)
}
