package form_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract/form"
)

func loadForms(t testing.TB) *form.Set {
	t.Helper()
	sub, err := fs.Sub(configs.Forms, "forms")
	if err != nil {
		t.Fatal(err)
	}
	set, err := form.Load(sub)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestLoadEmbeddedForms(t *testing.T) {
	set := loadForms(t)
	for id, cells := range map[string]map[string]int{
		"2019": {"article20": 22, "applications": 161, "litigation": 15},
		"2021": {"article20": 10, "applications": 175, "litigation": 15},
	} {
		for table, want := range cells {
			got := 0
			for _, b := range set.Table(id, table).Blocks {
				got += len(b.Rows) * len(b.Columns)
			}
			if got != want {
				t.Errorf("form %s, table %s: %d cells, want %d", id, table, got, want)
			}
		}
	}
	if set.Form("1999") != nil || set.Table("2019", "budget") != nil {
		t.Error("an unknown form or table is not nil")
	}
}

func TestLoadNamesTheFault(t *testing.T) {
	const head = "id: x\nkind: k\ntables:\n  - id: a\n    blocks:\n"
	const block = "      - columns: [{key: c, label: 数, type: count}]\n        rows: [{key: r, label: 行}]\n"
	for name, tc := range map[string]struct{ yaml, want string }{
		"unknown key":    {"id: x\nkind: k\ncolour: red\n", "colour"},
		"no tables":      {"id: x\nkind: k\n", "tables"},
		"no columns":     {head + "      - rows: [{key: r, label: 行}]\n", "needs columns"},
		"bad type":       {head + "      - columns: [{key: c, label: 数, type: colour}]\n        rows: [{key: r, label: 行}]\n", "colour"},
		"double row":     {head + block + block, "stands twice"},
		"unknown column": {head + block + "    identities: [{rule: q, over: rows, sum: [c], equals: [zz]}]\n", "zz"},
		"bad axis":       {head + block + "    identities: [{rule: q, over: diagonals, sum: [c], equals: [c]}]\n", "diagonals"},
		"bad syntax":     {"id: [", "x.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := form.Load(fstest.MapFS{"x.yaml": {Data: []byte(tc.yaml)}})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v does not name %q", err, tc.want)
			}
		})
	}
	if _, err := form.Load(fstest.MapFS{}); err == nil {
		t.Error("no form file is no error")
	}
}

func FuzzLoad(f *testing.F) {
	for _, id := range []string{"2019", "2021"} {
		b, err := fs.ReadFile(configs.Forms, "forms/"+id+".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("id: [x"))
	f.Fuzz(func(t *testing.T, b []byte) {
		set, err := form.Load(fstest.MapFS{"x.yaml": {Data: b}})
		if err == nil && len(set.Forms) != 1 {
			t.Errorf("%d forms", len(set.Forms))
		}
	})
}
