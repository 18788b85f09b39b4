package daemon

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gouji/gouji/configs"
)

func TestOriginalsGoWhenTheyHaveBeenKeptLongEnough(t *testing.T) {
	settings := reported(t)
	settings.Retention.OriginalsYears = time.Now().Year() - 2020
	d := open(t, settings)
	if report, err := d.retain(t.Context(), true); err != nil || report.Originals != 0 {
		t.Fatalf("in the last year: %+v %v", report, err)
	}
	settings.Retention.OriginalsYears--
	planned, err := d.retain(t.Context(), false)
	if err != nil || planned.Originals != 1 || planned.Items[0].Year != 2020 || planned.Bytes == 0 {
		t.Fatalf("%+v %v", planned, err)
	}
	id := planned.Items[0].ID
	if f, err := d.library.Original(t.Context(), id); err != nil || f.Close() != nil {
		t.Fatalf("a dry run has removed it: %v", err)
	}
	if applied, err := d.retain(t.Context(), true); err != nil || applied.Originals != 1 || applied.Failed != 0 {
		t.Fatalf("%+v %v", applied, err)
	}
	if _, err := d.library.Original(t.Context(), id); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the original is kept: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	// Afterwards neither a start nor another reader misses it.
	d = open(t, settings)
	if err := d.mark(readerMark, "another"); err != nil {
		t.Fatal(err)
	}
	runUntil(t, d, func() bool {
		marked, err := d.marked(readerMark, "another")
		return err == nil && !marked && done(t, d) == 2 && documents(t, d) == 2
	})
	if applied, err := d.retain(t.Context(), true); err == nil && applied.Originals != 0 {
		t.Errorf("once more: %+v", applied)
	}
}

func TestTheArchiveIsTouchedOnlyIfTheSettingsSaySo(t *testing.T) {
	settings := reported(t)
	archived := func() []string {
		t.Helper()
		found, err := filepath.Glob(filepath.Join(settings.Folders[0].Archive, "*", "*", "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	settings.Retention = configs.Retention{OriginalsYears: 1}
	d := open(t, settings)
	if report, err := d.retain(t.Context(), true); err != nil || report.Originals != 1 || len(archived()) != 2 {
		t.Fatalf("%+v %v, in the archive: %q", report, err, archived())
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	drop(t, settings, "b.txt", report2020) // the original is there again, and expires in the daily run
	d = open(t, settings)
	runUntil(t, d, func() bool { return len(archived()) == 3 && done(t, d) == 2 })
	settings.Retention.Archive, settings.Retention.Apply = true, true
	d = open(t, settings)
	runUntil(t, d, func() bool { return len(archived()) == 1 })
}

const report2020 = "白石县2020年政府信息公开工作年度报告\n全年共受理申请12件。\n"

func drop(t *testing.T, settings *configs.Loaded, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(settings.Folders[0].Path, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// reported returns the settings of a daemon that has read a report of 2020 and a
// file of no year.
func reported(t *testing.T) *configs.Loaded {
	t.Helper()
	settings := settingsOf(t)
	d := open(t, settings)
	drop(t, settings, "a.txt", report2020)
	drop(t, settings, "c.txt", "青禾湾水库移民安置")
	runUntil(t, d, func() bool { return documents(t, d) == 2 && done(t, d) == 2 })
	return settings
}
