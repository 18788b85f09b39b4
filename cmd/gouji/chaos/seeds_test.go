package chaos

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/gouji/gouji/extract/han"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/internal/specimen"
)

// TestSeedsAreSearchable drops real reports, where they are at hand, and
// invented ones into the inbox and asks for them as people would.
func TestSeedsAreSearchable(t *testing.T) {
	t.Parallel()
	t.Run("invented", func(t *testing.T) { searchable(t, invented(t)) })
	t.Run("corpus", func(t *testing.T) {
		files, err := filepath.Glob("../../../../shared/corpus/reports/0*.txt")
		if err != nil || len(files) == 0 {
			t.Skip("../shared/corpus is not here")
		}
		var items []*item
		for _, file := range files {
			content, err := os.ReadFile(file)
			must(t, err)
			items = append(items, newItem(filepath.Base(file), content))
		}
		searchable(t, items)
	})
}

// invented writes a report in traditional characters, one that says 2083, some
// of one county, and one whose sums are wrong.
func invented(t *testing.T) []*item {
	t.Helper()
	items := []*item{newItem("繁體.txt", []byte("槐園鎮人民政府2020年政府信息公開工作年度報告\n\n一、總體情況\n"+
		"2020年，槐園鎮認真貫徹條例，組織機關幹部學習檔案與書寫規範，發佈農業灌溉水閘檢修通知。\n"))}
	places := 0
	for seed := uint64(1); places < 4; seed++ {
		s := specimen.Make(specimen.Options{Seed: seed, Form: "2019"})
		name, isCounty := strings.CutSuffix(s.Truth.Issuer, "县人民政府")
		if !isCounty {
			continue
		}
		text := strings.ReplaceAll(string(s.Bytes), name+"县", "浙江省丽水市云和县")
		text = strings.Replace(text, "总体情况\n", fmt.Sprintf("总体情况\n今年共公开信息%d条。\n", 2083+places), 1)
		items = append(items, newItem(fmt.Sprintf("003 %s", s.Name), []byte(text)))
		places++
	}
	wrong := specimen.Make(specimen.Options{Seed: 7, Violate: true})
	if len(wrong.Truth.Violations) == 0 {
		t.Fatal("the sums of the specimen are right")
	}
	return append(items, newItem("和数有误.txt", wrong.Bytes))
}

func searchable(t *testing.T, items []*item) {
	t.Helper()
	d := newDaemon(t)
	l := &library{good: map[string]*item{}}
	for _, i := range items {
		l.good[i.id()] = i
	}
	l.read(t, items)
	d.start()
	for _, i := range items {
		put(t, i, d.path("inbox", i.name))
	}
	d.settled(len(items), 0)
	q := asker{t, d}

	asked := map[string]int{}
	for _, i := range items {
		if simplified := passage(i); simplified != "" {
			asked["traditional"]++
			q.finds(i, "index=pages&q="+url.QueryEscape(`"`+simplified+`"`))
			q.finds(i, "q="+url.QueryEscape(han.Simplify(i.built.Doc.Title)))
		}
		if strings.Contains(string(i.content), "2083") {
			asked["2083"]++
			q.finds(i, "index=pages&q=2083")
		}
		if i.built.Doc.Failed > 0 {
			asked["wrong sums"]++
			q.finding(i)
		}
		if c := i.built.Cells; len(c) > 0 && c[0].Year != nil && c[0].Region1 != "" {
			asked["figures"]++
			q.figures(l, c[0].Common)
		}
	}
	if asked["traditional"] == 0 || asked["2083"] == 0 || asked["figures"] == 0 {
		t.Errorf("not all was asked for: %v", asked)
	}
	d.stop()
	d.disposed(l)
}

// passage returns a passage of a report in traditional characters, simplified.
// It ends where the sentence pauses, so that no word is cut in two.
func passage(i *item) string {
	for _, page := range i.built.Pages {
		for _, run := range strings.FieldsFunc(han.StripPinyin(page.Text), func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
			simplified := []rune(han.Simplify(run))
			changed := 0
			for n, r := range []rune(run) {
				if n < len(simplified) && simplified[n] != r {
					changed++
				}
			}
			if len(simplified) >= 6 && len(simplified) <= 16 && changed >= 3 {
				return string(simplified)
			}
		}
	}
	return ""
}

// asker asks the running gouji.
type asker struct {
	t *testing.T
	d *daemon
}

func (q asker) ask(query string) (total int, hits []map[string]any, facets map[string]map[string]int) {
	q.t.Helper()
	values, err := url.ParseQuery(query)
	must(q.t, err)
	answer, _, err := q.d.client().Search(context.Background(), values)
	must(q.t, err)
	if answer.Relaxed {
		q.t.Errorf("%s: not found as asked", query)
	}
	return answer.Total, answer.Hits, answer.Facets
}

// finds wants a record of the item among the hits.
func (q asker) finds(i *item, query string) {
	q.t.Helper()
	_, hits, _ := q.ask(query)
	if !slices.ContainsFunc(hits, func(hit map[string]any) bool { return hit["doc_id"] == i.id() }) {
		q.t.Errorf("%s is not found by %s", i.name, query)
	}
}

// finding wants the item, with the sentences that say what is wrong, among the
// documents that break a rule, and the same sentence at its figures.
func (q asker) finding(i *item) {
	q.t.Helper()
	for _, rule := range i.built.Doc.Rules {
		q.finds(i, "check_status=fail&rules="+url.QueryEscape(rule))
	}
	_, hits, _ := q.ask("check_status=fail&doc_id=" + i.id())
	if len(hits) != 1 || fmt.Sprint(hits[0]["findings"]) != fmt.Sprint(i.built.Doc.Findings) {
		q.t.Errorf("findings of %s: %v", i.name, hits)
	}
	want := 0
	for _, c := range i.built.Cells {
		if c.CheckStatus == "fail" {
			want++
		}
	}
	if total, _, _ := q.ask("index=cells&check_status=fail&doc_id=" + i.id()); total != want {
		q.t.Errorf("%s has %d figures with a finding in search, want %d", i.name, total, want)
	}
}

// figures asks for one cell of the form over all reports of a year and a
// province, and counts by issuer and by value.
func (q asker) figures(l *library, of index.Common) {
	q.t.Helper()
	const row, column = "received", "natural_person"
	issuers, values, total := map[string]int{}, map[string]int{}, 0
	for _, i := range l.good {
		for _, c := range i.built.Cells {
			if c.Row == row && c.Column == column && c.Year != nil && *c.Year == *of.Year && c.Region1 == of.Region1 {
				total++
				issuers[c.Issuer]++
				if c.Value != nil {
					values[fmt.Sprint(*c.Value)]++
				}
			}
		}
	}
	query := fmt.Sprintf("index=cells&year=%d&region=%s&row=%s&column=%s&facets=issuer,value", *of.Year, url.QueryEscape(of.Region1), row, column)
	got, hits, facets := q.ask(query)
	if got != total || len(hits) != total || total == 0 {
		q.t.Errorf("%s: %d figures, want %d", query, got, total)
	}
	if fmt.Sprint(facets["issuer"]) != fmt.Sprint(issuers) || fmt.Sprint(facets["value"]) != fmt.Sprint(values) {
		q.t.Errorf("%s: facets %v, want %v and %v", query, facets, issuers, values)
	}
}
