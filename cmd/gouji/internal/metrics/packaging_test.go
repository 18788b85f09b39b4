package metrics_test

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/gouji/gouji/cmd/gouji/internal/metrics"
)

const packaging = "../../../../packaging/"

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(packaging + path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// alerts are the expressions of the alert rules, by name.
func alerts(t *testing.T) map[string]string {
	t.Helper()
	var file struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	if err := yaml.Unmarshal(readFile(t, "prometheus/alerts.yaml"), &file); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			all[r.Alert] = r.Expr
		}
	}
	return all
}

// panels are the expressions of the dashboard, by the titles of its panels.
func panels(t *testing.T) map[string]string {
	t.Helper()
	var file struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(readFile(t, "grafana/gouji.json"), &file); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, p := range file.Panels {
		for _, target := range p.Targets {
			all[p.Title] += target.Expr + "\n"
		}
	}
	return all
}

var (
	metricName   = regexp.MustCompile(`\b(?:gouji|go|process)_[a-z_]+\b`)
	quotedLabels = regexp.MustCompile(`"[^"]*"|\((?:[a-z_]+(?:, )?)+\)`) // values, and what is grouped by
	histogram    = regexp.MustCompile(`_(?:bucket|sum|count)$`)
)

// Every metric in the dashboard and in the alert rules is one of ours.
func TestPackagedNamesExist(t *testing.T) {
	families, err := metrics.New("1", full()).Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range families {
		known[f.GetName()] = true
	}
	used := map[string]bool{}
	for where, all := range map[string]map[string]string{"alerts.yaml": alerts(t), "gouji.json": panels(t)} {
		if len(all) < 5 {
			t.Errorf("only %d expressions in %s", len(all), where)
		}
		for title, expr := range all {
			for _, name := range metricName.FindAllString(quotedLabels.ReplaceAllString(expr, ""), -1) {
				used[name] = true
				if !known[name] && !known[histogram.ReplaceAllString(name, "")] {
					t.Errorf("%s, %s: there is no %s", where, title, name)
				}
			}
		}
	}
	if len(used) < 15 {
		t.Errorf("only %d metrics are used: %v", len(used), used)
	}
}
