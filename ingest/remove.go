package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
)

// Trace is what the ingest still has of a document.
type Trace struct {
	SHA256   string   // empty if neither record nor original is there
	Name     string   // of a file, in any bytes; empty if there is no record
	Record   bool     // there is one
	Original bool     // is in the spool
	Active   bool     // a worker has it in hand
	Watched  []string // files in watched folders: while they lie there, the document would come back
	Copies   []string // files in archive and failed folders that hold it still
	Known    []string // files that are remembered of folders that are not watched
}

// Trace looks for a document everywhere. An unknown one gives an empty Trace.
func (s *Service) Trace(ctx context.Context, id string) (Trace, error) {
	defer s.locks.lock(id)()
	t, _, err := s.trace(ctx, id)
	return t, err
}

// trace is Trace under the lock of the document. The record is empty where there
// is none.
func (s *Service) trace(ctx context.Context, id string) (Trace, Record, error) {
	t := Trace{Active: s.board.isActive(id)}
	r, err := s.State.Record(ctx, id)
	if err != nil && !errors.Is(err, ErrNoRecord) {
		return t, r, err
	}
	if t.Record = err == nil; t.Record {
		t.SHA256, t.Name = r.SHA256, s.job(r).Name
		for _, path := range r.Copies() {
			if holds, err := holdsContent(path, r.Content()); holds || err != nil {
				t.Copies = append(t.Copies, path)
			}
		}
	}
	for sha, err := range s.Spool.List(ctx) {
		if err != nil {
			return t, r, err
		}
		if strings.HasPrefix(sha, id) {
			t.SHA256, t.Original = sha, true
		}
	}
	for _, e := range s.files.holding(id) {
		t.Watched = append(t.Watched, e.info.Path)
	}
	for f, err := range s.State.Files(ctx) {
		if err != nil {
			return t, r, err
		}
		if f.ID == id && !slices.Contains(t.Watched, f.Path) {
			t.Known = append(t.Known, f.Path)
		}
	}
	return t, r, nil
}

// Remove takes a document out of everything that the ingest and its Handler
// keep, and with copies its files out of the archive and failed folders. It
// returns what there was. A document of which a file lies in a watched folder,
// or that is being worked on, gives a Refuse error: it would come back. Dying
// half way leaves what a repetition removes.
func (s *Service) Remove(ctx context.Context, id string, copies bool) (Trace, error) {
	defer s.locks.lock(id)()
	t, r, err := s.trace(ctx, id)
	if err != nil {
		return t, err
	}
	if err := t.removable(); err != nil {
		return t, err
	}
	if copies {
		if err := s.removeCopies(ctx, &r); err != nil {
			return t, err
		}
	}
	if err := s.Handler.Delete(ctx, id); err != nil {
		return t, err
	}
	if t.SHA256 != "" {
		if err := s.Spool.Remove(t.SHA256); err != nil {
			return t, err
		}
	}
	if err := s.Queue.Cancel(ctx, id); err != nil {
		return t, err
	}
	for _, path := range t.Known {
		if err := s.State.DeleteFile(ctx, path); err != nil {
			return t, err
		}
	}
	if err := s.State.Delete(ctx, id); err != nil {
		return t, err
	}
	s.board.forget(id)
	s.o.Log.InfoContext(ctx, "document removed everywhere", slog.String("id", id))
	return t, nil
}

// removable is an error where a document would come back.
func (t Trace) removable() error {
	refuse := func(reason string) error {
		return &Error{Kind: Refuse, Stage: "remove", Reason: reason, Err: fmt.Errorf("document %.32s cannot be removed", t.SHA256)}
	}
	switch {
	case t.Active:
		return refuse("这份文件正在处理，请稍后再删除。")
	case len(t.Watched) > 0:
		return refuse("这份文件还在监视文件夹中，删除后会再次收录，请先移走文件：" + strings.Join(t.Watched, "，"))
	}
	return nil
}

// holdsContent reports whether a file holds a content.
func holdsContent(path string, c Content) (bool, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (!info.Mode().IsRegular() || info.Size() != c.Bytes) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return false, err
	}
	return hex.EncodeToString(hash.Sum(nil)) == c.SHA256, nil
}
