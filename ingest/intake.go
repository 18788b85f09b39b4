package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
)

// ErrNotNow says that no files are taken for the time being: the disk or the
// queue is full. It is in the chain of a Retry error.
var ErrNotNow = errors.New("no files are taken now")

// Take takes one event of the watcher. After a Retry error nothing is known of
// the file, and the event shall be sent again later.
func (s *Service) Take(ctx context.Context, e Event) error {
	var err error
	switch e.Kind {
	case Present:
		if err := s.room(); err != nil {
			return err
		}
		err = s.present(ctx, e.File)
	case Gone:
		err = s.gone(ctx, e.File)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.board.trouble(cause{"take", e.File.Path}, err)
	return err
}

func (s *Service) present(ctx context.Context, f FileInfo) error {
	folder, ok := s.folders[f.Folder]
	if !ok {
		return nil
	}
	content, err := s.spool(ctx, f)
	if errors.Is(err, errUnsettled) {
		return nil // the watcher will see what it has become
	}
	if err != nil && KindOf(err) != Refuse {
		return err
	}
	if err != nil {
		return s.refuseUnread(ctx, folder, f, err)
	}
	ctx = About(ctx, content.ID, filepath.Base(f.Path))
	s.o.Log.InfoContext(ctx, "file taken", slog.String(LogStage, StageTake), slog.String(LogPath, f.Path), slog.Int64(LogBytes, content.Bytes))
	return s.admit(ctx, folder, f, content)
}

// room is Options.Room and Options.MaxQueued. A full disk or queue is one
// trouble, however many files wait.
func (s *Service) room() error {
	err := s.o.Room()
	if waiting := s.board.undecided(); err == nil && s.o.MaxQueued > 0 && waiting >= s.o.MaxQueued {
		err = &Error{
			Kind: Retry, Stage: "take", Outage: true, Err: fmt.Errorf("%d documents wait, at most %d may", waiting, s.o.MaxQueued),
			Reason: fmt.Sprintf("已有 %d 份文件在排队（上限 limits.queue），其余的留在文件夹里，之后自动收取。", waiting),
		}
	}
	if was := s.board.trouble(cause{doing: "room"}, err); was != (err != nil) {
		s.logRoom(err)
	}
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrNotNow, err)
	}
	return err
}

// logRoom says once that files are no longer taken, and once that they are.
func (s *Service) logRoom(err error) {
	if err != nil {
		s.o.Log.Warn("files stay in their folders", slog.String(LogStage, StageTake), slog.String(LogReason, ReasonOf(err)), slog.Any(LogError, err))
		return
	}
	s.o.Log.Info("files are taken again", slog.String(LogStage, StageTake))
}

var errUnsettled = errors.New("file changed or vanished while it was read")

// spool stores the bytes of a file. A file that changes meanwhile may have been
// stored half old, half new, so it is not taken.
func (s *Service) spool(ctx context.Context, f FileInfo) (Content, error) {
	file, err := openBelow(f.Folder, f.Path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errUnsettled) {
		return Content{}, errUnsettled
	}
	if err != nil {
		return Content{}, &Error{Kind: Retry, Stage: "take", Path: f.Path, Reason: "文件暂时打不开，稍后会自动重试。", Err: err}
	}
	defer file.Close()
	content, err := s.Spool.Put(ctx, file)
	if err != nil {
		return Content{}, err
	}
	after, err := os.Lstat(f.Path)
	if err == nil && isStill(f, after) {
		return content, nil
	}
	defer s.locks.lock(content.ID)()
	if !s.board.has(content.ID) {
		if err := s.Spool.Remove(content.SHA256); err != nil {
			return Content{}, err
		}
	}
	return Content{}, errUnsettled
}

// admit makes a path of a spooled content known, and queues the document if
// that is news.
func (s *Service) admit(ctx context.Context, folder Folder, f FileInfo, c Content) (err error) {
	previous, had := s.files.get(f.Path)
	defer func() { err = s.replaced(ctx, previous, c.ID, err) }()
	defer s.locks.lock(c.ID)()
	// An orphan of the same content may have been deleted since it was spooled.
	if _, err := s.sizeOf(c.SHA256); err != nil {
		return &Error{Kind: Retry, Stage: "take", Path: f.Path, Reason: "文件暂时无法收录，稍后会自动重试。", Err: err}
	}
	r, err := s.recordOf(ctx, c)
	if err != nil {
		return err
	}
	news := !had || previous.id != c.ID
	if folder.Mode == Consume {
		news = take(&r, f)
	}
	work := needsWork(r, news, folder.Mode)
	if work {
		// The request is stored before the file is known: a file that is known
		// is not reported again, so dying in between must not leave one that
		// search has not been told of.
		r.Restored, r.Expired = false, false
		again(&r)
		if err := s.put(ctx, &r); err != nil {
			return err
		}
	}
	if err := s.learn(ctx, folder, f, c.ID); err != nil {
		return err
	}
	defer func() {
		if err != nil { // have the file reported again
			s.files.remove(f.Path, c.ID)
		}
	}()
	if !work {
		return s.settle(ctx, &r)
	}
	if err := s.Queue.Publish(ctx, c.ID); err != nil {
		return err
	}
	s.o.Log.InfoContext(ctx, "document queued", slog.String(LogStage, StageQueue))
	return nil
}

// needsWork decides whether a sight of a file is a reason to work. A refused
// document is tried again when somebody drops it again.
func needsWork(r Record, news bool, mode Mode) bool {
	switch {
	case r.Version == 0 || news || r.Expired:
		return true
	case r.Status == Refused || r.Status == Parked:
		return mode == Consume
	default:
		return false
	}
}

func (s *Service) recordOf(ctx context.Context, c Content) (Record, error) {
	r, err := s.State.Record(ctx, c.ID)
	if errors.Is(err, ErrNoRecord) {
		return Record{ID: c.ID, SHA256: c.SHA256, Bytes: c.Bytes, Added: s.o.Now().UTC()}, nil
	}
	return r, err
}

// learn makes a file known. The files of consume folders are known in memory
// only: they are gone soon, and what lies there at the next start is looked at
// again, which moves what an earlier run has left behind.
func (s *Service) learn(ctx context.Context, folder Folder, f FileInfo, id string) error {
	old, had := s.files.get(f.Path)
	keep := folder.Mode == Keep
	if keep {
		if err := s.State.PutFile(ctx, KnownFile{FileInfo: f, ID: id}); err != nil {
			return err
		}
	} else if had && old.stored {
		if err := s.State.DeleteFile(ctx, f.Path); err != nil {
			return err
		}
	}
	s.files.put(entry{info: f, id: id, stored: keep})
	return nil
}

// take adds a consumed file to the record and reports whether it is a new path.
func take(r *Record, f FileInfo) bool {
	known := slices.ContainsFunc(r.Taken, func(t Taken) bool { return t.Path == f.Path })
	if known || len(r.Taken) >= MaxTaken {
		return false
	}
	r.Taken = append(r.Taken, Taken{Folder: f.Folder, Path: f.Path})
	return true
}

// settle disposes of a file whose document has been decided already. A document
// that has not is in the queue, unless its publication had failed.
func (s *Service) settle(ctx context.Context, r *Record) error {
	if !r.Status.Final() {
		return s.Queue.Publish(ctx, r.ID)
	}
	if s.dispose(ctx, r) {
		return s.put(ctx, r)
	}
	return nil
}

func (s *Service) gone(ctx context.Context, f FileInfo) error {
	e, ok := s.files.get(f.Path)
	if !ok {
		return nil
	}
	if e.stored {
		if err := s.State.DeleteFile(ctx, f.Path); err != nil {
			return err
		}
	}
	s.files.remove(f.Path, e.id)
	if !e.stored {
		return nil // a consumed file that was taken back is in the spool
	}
	return s.lost(ctx, e.id)
}

// replaced tells the document that a path held before that it has lost it. It
// must be called without the lock of the new document.
func (s *Service) replaced(ctx context.Context, previous entry, id string, err error) error {
	if err != nil || !previous.stored || previous.id == id {
		return err
	}
	return s.lost(ctx, previous.id)
}

// lost is called when a document has lost a path: it is queued so that search
// learns of it, or deleted after the grace if there is no path left.
func (s *Service) lost(ctx context.Context, id string) error {
	defer s.locks.lock(id)()
	r, err := s.State.Record(ctx, id)
	if errors.Is(err, ErrNoRecord) {
		return nil
	}
	if err != nil {
		s.orphans.add(id, s.o.Now().Add(s.o.Grace)) // judged again then
		return err
	}
	if s.isOrphan(r) {
		s.orphans.add(id, s.o.Now().Add(s.o.Grace))
		return nil
	}
	if r.Status == Refused || r.Status == Parked {
		return nil
	}
	again(&r)
	if err := s.put(ctx, &r); err != nil {
		return err
	}
	return s.Queue.Publish(ctx, id)
}

// unreadContent stands for the content of a file that could not be spooled.
func unreadContent(f FileInfo) Content {
	sum := sha256.Sum256(fmt.Appendf(nil, "unread\x00%s\x00%d\x00%d", f.Path, f.Size, f.ModTime.UnixNano()))
	sha := hex.EncodeToString(sum[:])
	return Content{ID: sha[:32], SHA256: sha, Bytes: f.Size}
}

// refuseUnread records a file that could not even be spooled.
func (s *Service) refuseUnread(ctx context.Context, folder Folder, f FileInfo, cause error) (err error) {
	c := unreadContent(f)
	previous, _ := s.files.get(f.Path)
	defer func() { err = s.replaced(ctx, previous, c.ID, err) }()
	defer s.locks.lock(c.ID)()
	r, err := s.recordOf(ctx, c)
	if err != nil {
		return err
	}
	if err := s.learn(ctx, folder, f, c.ID); err != nil {
		return err
	}
	if folder.Mode == Consume {
		take(&r, f)
	}
	blame(&r, Refused, "take", cause)
	s.dispose(ctx, &r)
	if err := s.put(ctx, &r); err != nil {
		return err
	}
	name := filepath.Base(f.Path)
	s.o.Log.InfoContext(About(ctx, r.ID, name), "document refused", slog.String(LogStage, StageTake), slog.String(LogStatus, string(r.Status)),
		slog.String(LogPath, f.Path), slog.String(LogReason, r.Reason), slog.String(LogError, r.Error))
	s.o.Ended(endingOf(&r, Job{Name: name}))
	return nil
}
