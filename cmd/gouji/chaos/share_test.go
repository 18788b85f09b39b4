package chaos

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/gouji/gouji/internal/hostile"
)

// TestSurvivesLostShare takes an inbox and a keep folder away, both of them
// shares, while files are read from them; other people go on writing to them on
// the server meanwhile. Nothing may be lost, nothing be forgotten, and a gouji
// that is started without its shares must wait for them.
func TestSurvivesLostShare(t *testing.T) {
	t.Parallel()
	if isolate(t, func(t *testing.T) { lostShare(t, false) }) {
		lostShare(t, true)
	}
}

func lostShare(t *testing.T, mounts bool) {
	s := &soaking{mounts: mounts}
	s.open(t, seeded(t), "--watch.poll_interval", "300ms")
	d, l := s.d, s.library
	windows := windowsFiles(s.rng, 30)
	lay := func(share string, items []*item) {
		t.Helper()
		for n, i := range items {
			put(t, i, d.path(share, "2020年 上报", fmt.Sprintf("%d %s", n, i.name)))
			l.good[i.id()] = i
		}
	}
	serve := func(share string, items []*item) { // on the server, while gouji does not see it
		t.Helper()
		for n, i := range items {
			path := d.path(share, "后来", fmt.Sprintf("%d %s", n, i.name))
			put(t, i, d.path("server", share, "后来", fmt.Sprintf("%d %s", n, i.name)))
			i.paths = []string{path}
			l.good[i.id()] = i
		}
	}

	d.start()
	lay("shelf", windows[:6])
	d.settled(6, 0)
	lay("inbox", windows[6:18])
	s.goAway("inbox") // some of them have been read, some are being read
	s.goAway("shelf")
	serve("inbox", windows[18:24])
	d.restsUntilRescanned()
	s.inSearchAtLeast(6)
	must(t, d.kill())
	d.start() // without its shares
	d.started()
	d.restsUntilRescanned()
	s.inSearchAtLeast(6)
	serve("shelf", windows[24:])
	s.comeBack("shelf")
	s.comeBack("inbox")
	d.settled(len(l.good), 0)

	gone := windows[0]
	must(t, os.Remove(gone.paths[0])) // what a person deletes goes, now as before
	delete(l.good, gone.id())
	s.found()
	d.stop()
	d.disposed(l)
}

// windowsFiles are reports as they come from Windows: with its line ends, and
// names that mean something there.
func windowsFiles(rng *rand.Rand, n int) (items []*item) {
	names := []string{"年度报告（终稿） - 副本.TXT", "NUL.txt", "con", "Report~1.TXT", "报告.txt.", "a;b,c=d.txt", "新建 文本文档 (2).txt", "ﾃｽﾄ.txt", "报告\uf022.txt"}
	for i := range n {
		if i%5 == 4 {
			items = append(items, newItem("扫描.PDF", hostile.PDF(2+i)))
			continue
		}
		text := fmt.Appendf(nil, "%s\n第%d号：本机关2020年共收到政府信息公开申请%d件。\n", hostile.Sentence, i, rng.IntN(1000))
		items = append(items, newItem(names[i%len(names)], bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))))
	}
	return items
}

// restsUntilRescanned waits until the watcher has noticed that a folder is not
// the one it was.
func (d *daemon) restsUntilRescanned() {
	d.t.Helper()
	d.await("the lost share is noticed", func() string {
		log, err := os.ReadFile(d.path("log"))
		must(d.t, err)
		if bytes.Contains(log[d.since:], []byte("kept as they were")) {
			return ""
		}
		return "no sign of it"
	})
}

// inSearchAtLeast wants that nothing has been taken out of search.
func (s *soaking) inSearchAtLeast(n int) {
	s.t.Helper()
	server, pid := s.d.searchChild()
	if pid == 0 {
		s.t.Fatal("no search server")
	}
	if docs, err := server.all("docs"); err != nil || len(docs) < n {
		s.t.Errorf("%d documents in search while the share is away, want %d, %v", len(docs), n, err)
	}
}
