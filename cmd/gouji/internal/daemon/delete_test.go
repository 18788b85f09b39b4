package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/cmd/gouji/internal/pictures"
	"github.com/gouji/gouji/index/web/admin"
)

func TestADeletedDocumentIsGoneEverywhere(t *testing.T) {
	settings, doc, failed := doubtful(t)
	d, stop := running(t, settings)
	if err := d.library.Decide(t.Context(), correction(t, doc, failed)); err != nil {
		t.Fatal(err)
	}
	draw := func(context.Context) (pictures.Picture, error) {
		return pictures.Picture{Media: pictures.PNG, Body: []byte("a picture"), Width: 1, Height: 1}, nil
	}
	if _, err := d.gallery.kept.Get(t.Context(), pictures.Key{ID: doc.ID, Page: 1, Width: 400}, draw); err != nil {
		t.Fatal(err)
	}
	await(t, "it is searchable again", func() bool { return done(t, d) == 1 })
	found, err := d.Traces(t.Context(), doc.ID)
	if err != nil || !found.Record || !found.Original || !found.Document || len(found.Indexes) < 2 ||
		found.Pictures != 1 || found.Decisions != 1 || len(found.Copies) != 1 {
		t.Fatalf("%+v %v", found, err)
	}
	client := api.NewClient(d.URL()).WithToken(api.Token(settings.DataDir))
	deleted, _, err := client.Delete(t.Context(), doc.ID, "管理员", true)
	if err != nil || !deleted.Complete || deleted.Left.Any() || deleted.CopiesStay {
		t.Fatalf("%+v %v", deleted, err)
	}
	if _, _, err := client.Delete(t.Context(), doc.ID, "管理员", true); err == nil {
		t.Error("deleted twice")
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	lookThrough(t, settings.DataDir, "原件第三页") // the remark of the decision
	line, err := os.ReadFile(filepath.Join(settings.DataDir, "deletions.jsonl"))
	var kept deletion
	if err := errors.Join(err, json.Unmarshal(line, &kept)); err != nil || kept.By != "管理员" || kept.SHA256[:32] != doc.ID ||
		kept.Decisions != 1 || !kept.Complete {
		t.Errorf("%s %v", line, err)
	}
	d, stop = running(t, settings)
	await(t, "the start is over", func() bool { return d.Ready(t.Context()) == nil })
	if left, err := d.Traces(t.Context(), doc.ID); err != nil || left.Any() {
		t.Errorf("after a restart: %+v %v", left, err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
}

// lookThrough fails where a file of our own in the data folder holds a text.
func lookThrough(t *testing.T, dir, text string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() && (e.Name() == "meilisearch" || e.Name() == "nats") {
			return errors.Join(err, fs.SkipDir)
		}
		if e.IsDir() {
			return nil
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), text) {
			t.Errorf("%s holds %q", path, text)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.SkipDir) {
		t.Fatal(err)
	}
}

func TestWithoutTheTokenNothingIsDeleted(t *testing.T) {
	d, stop := running(t, ingested(t))
	id := ids(t, d)[0]
	for _, token := range []string{"", "wrong"} {
		client := api.NewClient(d.URL()).WithToken(token)
		if _, _, err := client.Delete(t.Context(), id, "x", true); err == nil || !strings.Contains(err.Error(), "api-token") {
			t.Errorf("token %q: %v", token, err)
		}
		if _, err := client.Backup(t.Context()); err == nil {
			t.Errorf("token %q gets a backup", token)
		}
	}
	if left, err := d.Traces(t.Context(), id); err != nil || !left.Record {
		t.Errorf("%+v %v", left, err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL()+"/api/documents/..%2Fx/traces", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+api.Token(d.settings.DataDir))
	response, err := http.DefaultClient.Do(r)
	if err != nil || response.Body.Close() != nil || response.StatusCode != http.StatusBadRequest {
		t.Errorf("%v %v", response, err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
}

// What is left where the program dies half way is removed when it is asked again.
func TestADeletionThatDiedIsRepeated(t *testing.T) {
	settings, doc, failed := doubtful(t)
	d := open(t, settings)
	if err := d.library.Decide(t.Context(), correction(t, doc, failed)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.service.Remove(t.Context(), doc.ID, false); err != nil {
		t.Fatal(err)
	}
	deleted, err := d.Delete(t.Context(), doc.ID, "x", false)
	if want := (admin.Traces{Decisions: 1}); err != nil || !deleted.Complete || deleted.Found.Decisions != want.Decisions || deleted.Found.Record {
		t.Errorf("%+v %v", deleted, err)
	}
	if _, err := d.Delete(t.Context(), doc.ID, "x", false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("once more: %v", err)
	}
}
