package licences

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

const root = "../.."

func TestEverythingMayBeShipped(t *testing.T) {
	components, err := Inventory(t.Context(), root, "./cmd/gouji", "index/web/front")
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(components); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"std", "github.com/gen2brain/heic", "PDFium", "tesseract", "meilisearch"} {
		if !slices.ContainsFunc(components, func(c Component) bool { return c.Name == name }) {
			t.Errorf("%s is missing", name)
		}
	}
	if slices.ContainsFunc(components, func(c Component) bool { return c.Name == "github.com/google/licensecheck" }) {
		t.Error("a tool of the build counts as shipped")
	}
}

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		name      string
		component Component
		fault     string
	}{
		{"allowed", Component{Name: "a", Licences: []string{"Apache-2.0", "MIT"}}, ""},
		{"none", Component{Name: "a", Version: "v1"}, "a v1: no licence file"},
		{"one of two", Component{Name: "a", Version: "v1", Licences: []string{"GPL-3.0", "MIT"}}, "a v1: GPL-3.0 is not one of"},
		{"unrecognised", Component{Name: "a", Licences: []string{unrecognised}}, "unrecognised is not one of"},
		{"excepted", Component{Name: "a", Licences: []string{"LGPL-3.0-only"}, Excepted: "a reason"}, ""},
		{"excepted without a licence", Component{Name: "a", Excepted: "a reason"}, "no licence file"},
	} {
		err := Check([]Component{test.component})
		if (err == nil) != (test.fault == "") || err != nil && !strings.Contains(err.Error(), test.fault) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestIdentify(t *testing.T) {
	apache, err := os.ReadFile("texts/Apache-2.0.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, file, body string
		want             []string
	}{
		{"a known text", "LICENSE", string(apache), []string{"Apache-2.0"}},
		{"a text of its own", "LICENSE", "You may look at this on Tuesdays.", []string{unrecognised}},
		{"an address is no text", "LICENSE", "https://www.apache.org/licenses/LICENSE-2.0", nil},
		{"a notice grants nothing", "NOTICE", string(apache), nil},
	} {
		got := identify([]Text{{File: test.file, Body: test.body}})
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// The declared pins are those of the scripts that install.
func TestPins(t *testing.T) {
	heic := t.TempDir()
	if err := os.Mkdir(filepath.Join(heic, "lib"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"LICENSE.libheif", "LICENSE.libde265"} {
		if err := os.WriteFile(filepath.Join(heic, "lib", name), []byte("text"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	declared, err := declaredComponents(t.Context(), root, map[string]string{
		"github.com/klippa-app/go-pdfium": "", "github.com/gen2brain/heic": heic,
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, script := range map[string]string{
		"meilisearch": "install-meilisearch.sh", "tessdata_best eng": "install-models.sh",
	} {
		text, err := os.ReadFile(filepath.Join(root, "scripts", script))
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(declared, func(c Component) bool { return c.Name == name })
		if at < 0 || !bytes.Contains(text, []byte(declared[at].Hashes[0].Value)) {
			t.Errorf("%s is not declared with the sum of %s", name, script)
		}
	}
}

func TestWriteBOM(t *testing.T) {
	components := []Component{
		{Name: "outer", Version: "v1", Type: cdx.ComponentTypeLibrary, PURL: "pkg:golang/outer@v1", Licences: []string{"BSD-3-Clause", "MIT"}},
		{Name: "inner", Type: cdx.ComponentTypeLibrary, Inside: "outer", Licences: []string{"MIT"}},
	}
	var first, second bytes.Buffer
	made := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	for _, out := range []*bytes.Buffer{&first, &second} {
		if err := WriteBOM(out, "v1.2.3", made, components); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() {
		t.Error("the same input gives other bytes")
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(&first, cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	if got := bom.Metadata.Component.Version; got != "v1.2.3" {
		t.Errorf("version %q", got)
	}
	parts := *bom.Components
	if len(parts) != 2 || (*parts[0].Licenses)[0].Expression != "BSD-3-Clause AND MIT" {
		t.Errorf("components: %+v", parts)
	}
	tree := *bom.Dependencies
	if len(tree) != 2 || (*tree[0].Dependencies)[0] != parts[0].BOMRef || (*tree[1].Dependencies)[0] != parts[1].BOMRef {
		t.Errorf("dependencies: %+v", tree)
	}
}

func TestWriteTexts(t *testing.T) {
	var out bytes.Buffer
	same := Text{File: "LICENSE", Body: "words\n"}
	err := WriteTexts(&out, []Component{
		{Name: "a", Version: "v1", Licences: []string{"MIT"}, Texts: []Text{same}},
		{Name: "b", Version: "v2", Inside: "a", Licences: []string{"MIT"}, Texts: []Text{same}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "a v1 (MIT): LICENSE\nb v2 in a (MIT): LICENSE\n") || strings.Count(out.String(), "words") != 1 {
		t.Errorf("got:\n%s", out.String())
	}
}
