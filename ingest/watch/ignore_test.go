package watch

import "testing"

func TestIgnore(t *testing.T) {
	ig, err := newIgnorer([]string{"*.bak", "草稿/", "旧/**/*.txt", "/top.txt", "[0-9].md"})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		"年报.txt":                  false,
		"a/b/年报.txt":              false,
		"~notes.txt":              false,
		"part.txt":                false,
		"tmp/x.txt":               false,
		"bad\xff.txt":             false,
		"bad\xff.TMP":             true,
		".DS_Store":               true,
		"a/.stfolder/x.txt":       true,
		"a/.stversions/b/x.txt":   true,
		".syncthing.x.txt.tmp":    true,
		"~syncthing~x.txt.tmp":    true,
		"a/@eaDir/x.txt":          true,
		"#recycle/x.txt":          true,
		"#snapshot/GMT/x.txt":     true,
		"~$年报.docx":               true,
		".~lock.年报.odt#":          true,
		"x.crdownload":            true,
		"x.PARTIAL":               true,
		"thumbs.DB":               true,
		"Desktop.ini":             true,
		"年报.pdf.原因.txt":           true,
		"x.bak":                   true,
		"草稿/x.txt":                true,
		"a/草稿/x.txt":              true,
		"旧/x.txt":                 true,
		"旧/a/b/x.txt":             true,
		"a/旧/x.txt":               false,
		"top.txt":                 true,
		"a/top.txt":               false,
		"7.md":                    true,
		"77.md":                   false,
		"$RECYCLE.BIN/S-1/x.txt":  true,
		"System Volume Info/x":    false,
		"a/node.download/c/d.txt": true,
	} {
		if got := ig.tree(path); got != want {
			t.Errorf("%q: %v, want %v", path, got, want)
		}
	}
}

func FuzzIgnore(f *testing.F) {
	f.Add("*.bak", "a/b.bak")
	f.Add("[^a]/{b,c}/**", "x/\xff/y")
	f.Add("\\", "//")
	f.Fuzz(func(_ *testing.T, pattern, path string) {
		if ig, err := newIgnorer([]string{pattern}); err == nil {
			ig.tree(path)
		}
	})
}
