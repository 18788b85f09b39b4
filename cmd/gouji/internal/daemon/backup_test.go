package daemon

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/backup"
	"github.com/gouji/gouji/cmd/gouji/internal/datadir"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/ingest"
)

// emptied returns the same settings with another, empty data folder.
func emptied(t *testing.T, settings *configs.Loaded) *configs.Loaded {
	t.Helper()
	other := *settings
	other.DataDir = filepath.Join(t.TempDir(), "data")
	return &other
}

func TestABackupOfARunningGoujiBringsEverythingBack(t *testing.T) {
	settings, doc, failed := doubtful(t)
	d, stop := running(t, settings)
	if err := d.library.Decide(t.Context(), correction(t, doc, failed)); err != nil {
		t.Fatal(err)
	}
	const more = 40
	for i := range more { // they are read while the backup is written
		name := filepath.Join(settings.Folders[0].Path, strconv.Itoa(i)+".txt")
		if err := os.WriteFile(name, []byte("青禾湾水库移民安置第"+strconv.Itoa(i)+"号公告"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	await(t, "some are taken", func() bool { return len(ids(t, d)) > 5 })
	var archive bytes.Buffer
	if err := d.Backup(t.Context(), &archive); err != nil {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	held, err := backup.Read(t.Context(), bytes.NewReader(archive.Bytes()), backup.Nowhere{})
	if err != nil || held.Records < 5 || held.Originals != held.Records || held.Decisions != 1 || held.Damaged != 0 {
		t.Fatalf("%+v %v", held, err)
	}
	t.Logf("%+v", held)
	there := emptied(t, settings)
	there.Folders = []configs.Folder{{Path: filepath.Join(t.TempDir(), "inbox"), Mode: "consume",
		Archive: filepath.Join(t.TempDir(), "archive"), Failed: filepath.Join(t.TempDir(), "failed"), Poll: "auto"}}
	if found, err := Restore(t.Context(), &archive, there, log); err != nil || found != held {
		t.Fatalf("%+v %v", found, err)
	}
	d = open(t, there)
	runUntil(t, d, func() bool { return documents(t, d) == int64(held.Records) && done(t, d) == held.Records })
	again, err := d.library.Document(t.Context(), doc.ID)
	if err != nil || string(cellOf(again, failed.Cells[0]).Origin) != "corrected" {
		t.Errorf("the decision is not applied: %v", err)
	}
}

// await polls until it holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not reached: " + what)
		}
	}
}

func TestABackupOfAStoppedGoujiIsTheSame(t *testing.T) {
	settings := ingested(t)
	var archive bytes.Buffer
	written, err := BackupStopped(t.Context(), &archive, settings, "test", log)
	if err != nil || written.Records != 2 || written.Documents != 2 {
		t.Fatalf("%+v %v", written, err)
	}
	for _, part := range []string{"spool", "version"} { // into a folder that is not empty
		there := emptied(t, settings)
		if err := os.MkdirAll(filepath.Join(there.DataDir, part), 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), bytes.NewReader(archive.Bytes()), there, log); !errors.Is(err, datadir.ErrNotEmpty) {
			t.Errorf("beside %s: %v", part, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(settings.DataDir, "backup-*")); err != nil || left != nil {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestADamagedBackupRestoresNothing(t *testing.T) {
	settings := ingested(t)
	var archive bytes.Buffer
	if _, err := BackupStopped(t.Context(), &archive, settings, "test", log); err != nil {
		t.Fatal(err)
	}
	there := emptied(t, settings)
	cut := archive.Bytes()[:archive.Len()-20]
	if _, err := Restore(t.Context(), bytes.NewReader(cut), there, log); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("cut short: %v", err)
	}
	full := *there
	full.Limits.FreeDisk = 1 << 60
	if _, err := Restore(t.Context(), bytes.NewReader(archive.Bytes()), &full, log); !ingest.IsOutage(err) {
		t.Errorf("onto a full disk: %v", err)
	}
	if err := datadir.Empty(there.DataDir); err != nil {
		t.Errorf("something was restored: %v", err)
	}
	if _, err := os.Stat(filepath.Join(there.DataDir, datadir.Restoring)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is left: %v", err)
	}
	if _, err := Restore(t.Context(), &archive, there, log); err != nil {
		t.Errorf("the whole one afterwards: %v", err)
	}
}

func TestANewerDataFolderIsNotTouched(t *testing.T) {
	settings := settingsOf(t)
	if err := os.MkdirAll(settings.DataDir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(settings.DataDir, datadir.File), []byte("9 v9.9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), settings, "test", slog.New(slog.DiscardHandler))
	if !errors.Is(err, datadir.ErrNewer) || !strings.Contains(err.Error(), "v9.9") || ingest.KindOf(err) != ingest.Stop {
		t.Errorf("%v", err)
	}
	entries, err := os.ReadDir(settings.DataDir)
	if err != nil || len(entries) != 1 {
		t.Errorf("touched: %v %v", entries, err)
	}
}
