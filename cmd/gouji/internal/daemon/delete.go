package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/gouji/gouji/index/web/admin"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/journal"
)

// deletion is a line of the log of deletions.
type deletion struct {
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	ID        string    `json:"id"`
	SHA256    string    `json:"sha256,omitempty"` // unknown where only remains were left
	Decisions int       `json:"decisions"`        // that were forgotten
	Complete  bool      `json:"complete"`         // nothing was found afterwards
}

// Traces implements admin.Keeper: it looks for a document everywhere.
func (d *Daemon) Traces(ctx context.Context, id string) (admin.Traces, error) {
	trace, err := d.service.Trace(ctx, id)
	if err != nil {
		return admin.Traces{}, err
	}
	return d.traces(ctx, id, trace)
}

// traces adds what lies outside the ingest.
func (d *Daemon) traces(ctx context.Context, id string, t ingest.Trace) (admin.Traces, error) {
	held, err := d.search.Held(ctx, id)
	if err != nil {
		return admin.Traces{}, err
	}
	cached, err := d.gallery.kept.Of(id)
	if err != nil {
		return admin.Traces{}, err
	}
	_, err = d.handler.documents.Document(id)
	document := !errors.Is(err, fs.ErrNotExist)
	return admin.Traces{
		SHA256: t.SHA256, Name: readable(t.Name), Record: t.Record, Original: t.Original, Document: document,
		Indexes: held, Pictures: len(cached), Decisions: len(d.handler.desk.about(id)), KnownFiles: len(t.Known),
		Watched: readableAll(t.Watched), Copies: readableAll(t.Copies),
	}, nil
}

func readableAll(paths []string) []string {
	var all []string
	for _, p := range paths {
		all = append(all, readable(p))
	}
	return all
}

// Delete implements admin.Keeper: it removes a document everywhere, writes that
// down, and looks for it once more. What dies half way can be repeated.
func (d *Daemon) Delete(ctx context.Context, id, by string, copies bool) (admin.Deletion, error) {
	found, err := d.Traces(ctx, id)
	if err != nil {
		return admin.Deletion{}, err
	}
	if !found.Any() {
		return admin.Deletion{}, fs.ErrNotExist
	}
	if _, err := d.service.Remove(ctx, id, copies); err != nil {
		return admin.Deletion{}, err
	}
	decisions, err := d.handler.desk.forget(id)
	if err != nil {
		return admin.Deletion{}, err
	}
	if err := d.gallery.kept.Remove(id); err != nil {
		return admin.Deletion{}, err
	}
	left, err := d.Traces(ctx, id)
	if err != nil {
		return admin.Deletion{}, err
	}
	if !copies {
		left.Copies = nil // they were to stay, and Found names them
	}
	line, err := json.Marshal(deletion{time.Now().UTC(), by, id, found.SHA256, decisions, !left.Any()})
	if err == nil {
		err = d.deletions.Append(line)
	}
	if err != nil {
		return admin.Deletion{}, fmt.Errorf("the document is deleted, but that is not written down: %w", err)
	}
	d.log.InfoContext(ctx, "document deleted on request", slog.String("id", id), slog.String("by", by), slog.Bool("complete", !left.Any()))
	return admin.Deletion{ID: id, Found: found, Left: left, Complete: !left.Any(), CopiesStay: !copies && len(found.Copies) > 0}, nil
}

// openDeletions opens the log of deletions.
func (d *Daemon) openDeletions(path string) error {
	j, err := journal.Open(path)
	if err != nil {
		return err
	}
	d.onClose("deletions", j.Close)
	d.deletions = j
	return nil
}
