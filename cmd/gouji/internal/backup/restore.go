package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/gouji/gouji/cmd/gouji/internal/datadir"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/spool"
)

// ErrState is returned where the queue that a backup shall be restored to holds
// something already.
var ErrState = errors.New("the queue holds records already; use another queue.name · 任务队列中已有记录，请换一个 queue.name")

// Target is where a backup is restored to.
type Target struct {
	Dir string // the data folder: empty or missing
	// Open opens the state in a folder; Close follows.
	Open func(dir string) (TargetState, error)
	// Room is an error where the disk has no place for so many bytes.
	Room func(dir string, bytes int64) error
	Log  *slog.Logger
}

// TargetState takes records and known files.
type TargetState interface {
	ingest.State
	Close() error
}

// Restore puts what an archive holds into an empty data folder. It is unpacked
// in a folder of its own and moved to its place when all of it has been checked;
// after a crash the data folder refuses to serve until it is restored anew. The
// search index is not part of it: the next start makes it.
func Restore(ctx context.Context, archive io.Reader, t Target) (_ Summary, err error) {
	if err := os.MkdirAll(t.Dir, 0o700); err != nil {
		return Summary{}, fmt.Errorf("create the data folder: %w", err)
	}
	unlock, err := datadir.Lock(t.Dir)
	if err != nil {
		return Summary{}, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := datadir.Empty(t.Dir); err != nil {
		return Summary{}, err
	}
	temp := filepath.Join(t.Dir, datadir.Restoring)
	if err := errors.Join(os.RemoveAll(temp), os.Mkdir(temp, 0o700)); err != nil {
		return Summary{}, err
	}
	found, err := t.unpack(ctx, archive, temp)
	if err != nil {
		return found, errors.Join(err, os.RemoveAll(temp))
	}
	return found, t.settle(temp, found.Header)
}

// unpack fills the temporary folder.
func (t Target) unpack(ctx context.Context, archive io.Reader, temp string) (_ Summary, err error) {
	store, err := spool.Open(filepath.Join(temp, "spool"))
	if err != nil {
		return Summary{}, err
	}
	state, err := t.Open(temp)
	if err != nil {
		return Summary{}, err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	for _, err := range state.Records(ctx) {
		if err == nil {
			err = ErrState
		}
		return Summary{}, err
	}
	return Read(ctx, archive, &unpacking{store, state, t, temp})
}

// settle moves everything to its place and marks the folder. The empty temporary
// folder goes last: while it is there, nobody serves.
func (t Target) settle(temp string, h Header) error {
	entries, err := os.ReadDir(temp)
	if err != nil {
		return err
	}
	for _, e := range entries {
		from := filepath.Join(temp, e.Name())
		if e.Name() == "lock" {
			err = os.Remove(from)
		} else {
			err = os.Rename(from, filepath.Join(t.Dir, e.Name()))
		}
		if err != nil {
			return err
		}
	}
	if err := datadir.Write(t.Dir, datadir.Mark{Data: h.Data, Gouji: h.Gouji}); err != nil {
		return err
	}
	return errors.Join(os.Remove(temp), datadir.Sync(t.Dir))
}

// unpacking is the Sink of a restore.
type unpacking struct {
	spool  *spool.Store
	state  TargetState
	target Target
	dir    string
}

var _ Sink = (*unpacking)(nil)

// Room implements Sink.
func (u *unpacking) Room(bytes int64) error { return u.target.Room(u.dir, bytes) }

// Original implements Sink. What is not what its name says is not kept: it could
// never be opened.
func (u *unpacking) Original(ctx context.Context, sha string, r io.Reader) (bool, error) {
	c, err := u.spool.Put(ctx, r)
	if err != nil || c.SHA256 == sha {
		return err == nil, err
	}
	u.target.Log.WarnContext(ctx, "an original was damaged when the backup was made; it is left out", slog.String("sha256", sha))
	return false, u.spool.Remove(c.SHA256)
}

// Document implements Sink.
func (u *unpacking) Document(id string, json []byte) error { return u.spool.PutDocument(id, json) }

// Record implements Sink.
func (u *unpacking) Record(ctx context.Context, r *ingest.Record) error { return u.state.Put(ctx, r) }

// File implements Sink.
func (u *unpacking) File(ctx context.Context, f ingest.KnownFile) error {
	return u.state.PutFile(ctx, f)
}

// settingsName is where the settings of the backup lie after a restore, to be
// looked at. They are not in force.
const settingsName = "settings-of-backup.yaml"

// Log implements Sink.
func (u *unpacking) Log(name Log, r io.Reader) (err error) {
	path := filepath.Join(u.dir, string(name))
	if name == Settings {
		path = filepath.Join(u.dir, settingsName)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, r)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil && n == 0 {
		err = os.Remove(path) // there was none
	}
	return err
}

// Nowhere is a Sink that only has an archive checked.
type Nowhere struct{}

// Room implements Sink.
func (Nowhere) Room(int64) error { return nil }

// Original implements Sink.
func (Nowhere) Original(_ context.Context, sha string, r io.Reader) (bool, error) {
	sum := newSum(r)
	_, err := io.Copy(io.Discard, sum)
	return sum.is(sha), err
}

// Document implements Sink.
func (Nowhere) Document(string, []byte) error { return nil }

// Record implements Sink.
func (Nowhere) Record(context.Context, *ingest.Record) error { return nil }

// File implements Sink.
func (Nowhere) File(context.Context, ingest.KnownFile) error { return nil }

// Log implements Sink.
func (Nowhere) Log(_ Log, r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
