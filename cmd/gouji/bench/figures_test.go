package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/internal/specimen"
)

// writers is how many reports are read and written at a time.
const writers = 16

// fillWithFigures reads invented reports and writes them to the search server
// until it holds at least that many figures, and returns how many it holds.
func fillWithFigures(b *testing.B, client *meili.Client, figures int) int {
	b.Helper()
	forms, err := form.Load(configs.Forms)
	must(b, err)
	r, err := reader.New(forms, 0)
	must(b, err)
	written := 0
	for seed := 0; written < figures; seed += writers {
		var batch sync.WaitGroup
		counts := make([]int, writers)
		for i := range writers {
			batch.Go(func() {
				n, err := writeReport(b.Context(), r, client, seed+i)
				if err != nil {
					b.Error(err)
				}
				counts[i] = n
			})
		}
		batch.Wait()
		if b.Failed() {
			b.FailNow()
		}
		for _, n := range counts {
			written += n
		}
	}
	return written
}

// writeReport writes one report and returns the number of its figures.
func writeReport(ctx context.Context, r *reader.Reader, client *meili.Client, seed int) (int, error) {
	layouts := specimen.Layouts()
	s := specimen.Make(specimen.Options{Seed: uint64(seed), Layout: layouts[seed%len(layouts)].Name, Violate: seed%10 == 0})
	doc, err := r.Read(ctx, s.Name, s.Bytes)
	if err != nil {
		return 0, err
	}
	doc.ID = fmt.Sprintf("report%d", seed)
	scatter(doc, seed)
	records := index.Build(doc, index.File{}, time.Now())
	return len(records.Cells), client.Write(ctx, records)
}

// scatter puts a report into one of a hundred counties and one of eight years.
func scatter(doc *extract.Document, seed int) {
	county, year := seed%100, 2014+seed/100%8
	names := []string{"白石", "青溪", "云岭", "金沙", "龙泉", "松林", "宝山", "长桥", "南浦", "西河"}
	name := names[county%10] + []string{"", "东", "南", "西", "北", "上", "下", "新", "大", "小"}[county/10] + "县"
	province := []string{"江川省", "岭南省", "河东省", "湖西省"}[county%4]
	city := fmt.Sprintf("%s市", names[county/4%10])
	issuer, title := name+"人民政府", fmt.Sprintf("%s%d年政府信息公开工作年度报告", name, year)
	doc.Meta.Title, doc.Meta.Issuer, doc.Meta.Year = &title, &issuer, &year
	doc.Meta.Region = &extract.Region{Province: &province, City: &city, County: &name}
}

// percentile returns the time under which that share of the times lie.
func percentile(times []time.Duration, share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
