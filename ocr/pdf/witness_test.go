package pdf

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/handmade"
)

func TestAgreement(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want float64
	}{
		{"", "", 1},
		{"收到申请 12 件", "12收到\n申请件", 1},
		{"⼯作１２", "工作12", 1},
		{"收到", "", 0},
		{"甲乙丙丁", "甲乙丙戊", 0.75},
		{"甲甲", "甲", 0.5},
	} {
		if got := Agreement(test.a, test.b); got != test.want {
			t.Errorf("Agreement(%q, %q) = %g, want %g", test.a, test.b, got, test.want)
		}
		if Agreement(test.a, test.b) != Agreement(test.b, test.a) {
			t.Errorf("Agreement(%q, %q) depends on the order", test.a, test.b)
		}
	}
}

func TestWitness(t *testing.T) {
	const words = "BT /F 10 Tf 72 700 Td (Applications 1234) Tj ET"
	pages, err := Witness(t.Context(), newMaker().page(words, "", "").page("", "", "").bytes())
	if err != nil || len(pages) != 2 || pages[0] != "Applications1234" || pages[1] != "" {
		t.Errorf("%q, %v", pages, err)
	}
	if _, err := Witness(t.Context(), []byte("%PDF-1.7 nothing")); !errors.Is(err, ErrDamaged) {
		t.Errorf("damaged: %v", err)
	}
	if _, err := Witness(t.Context(), nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("empty: %v", err)
	}
	if pages, err := Witness(t.Context(), fixture(t, "rc4-user.pdf"), "wrong", testPassword); err != nil || len(pages) != 1 {
		t.Errorf("encrypted: %q, %v", pages, err)
	}
}

// Fonts whose glyphs are drawings name them as they like; what they read as is
// in their map to Unicode alone.
func TestWitnessReadsDrawnFonts(t *testing.T) {
	const mapping = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n" +
		"1 begincodespacerange <00> <FF> endcodespacerange\n2 beginbfchar\n<41> <7532>\n<42> <0037>\nendbfchar endcmap end end"
	m := newMaker()
	number := m.add(handmade.Stream("", mapping))
	font := strings.Replace(drawnFont, "/LastChar 65 /Widths [1000]", "/LastChar 66 /Widths [1000 1000]", 1)
	font = strings.Replace(font, "[65 /A]", "[65 /A /A]", 1)
	m.objects[5] = strings.TrimSuffix(font, ">>") + fmt.Sprintf("/ToUnicode %d 0 R >>", number)
	b := m.page("BT /D 10 Tf 72 700 Td (ABBA) Tj ET", "", "").bytes()
	pages, err := Witness(t.Context(), b)
	if err != nil || len(pages) != 1 || pages[0] != "甲77甲" {
		t.Errorf("%q, %v", pages, err)
	}
	if got := textOf(layer(t, b)); got != "甲77甲" {
		t.Errorf("the first reader has %q", got)
	}
}
