package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// tab is a tab of a Chromium with cookies of its own.
type tab struct {
	t     *testing.T
	ctx   context.Context
	base  string
	close func()
}

// newTab opens a browser for one test of the site. No script of a page may fail,
// and nothing may be loaded that the content security policy forbids.
func newTab(t *testing.T, base string) *tab {
	t.Helper()
	b := openTab(t, base)
	b.do(chromedp.Navigate("about:blank"))
	messages, heard := chromedp.Console(b.ctx), make(chan []string)
	go func() { heard <- complaints(messages) }()
	t.Cleanup(func() {
		b.close()
		for _, c := range <-heard {
			t.Errorf("the page complained: %s", c)
		}
	})
	return b
}

// openTab opens a browser for one test.
func openTab(t *testing.T, base string) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.WindowSize(1280, 1000), chromedp.UserDataDir(t.TempDir()))
	allocated, freed := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closed := chromedp.NewContext(allocated)
	limited, cancel := context.WithTimeout(ctx, 5*patience)
	b := &tab{t: t, ctx: limited, base: base}
	b.close = sync.OnceFunc(func() {
		_ = chromedp.Cancel(ctx) // the browser may have gone with its deadline
		cancel()
		closed()
		freed()
	})
	t.Cleanup(b.close)
	return b
}

// complaints collects what scripts and the browser hold to be wrong, until the
// tab is closed. That an answer is a refusal is for the tests to judge.
func complaints(messages iter.Seq2[chromedp.ConsoleMessage, error]) []string {
	var all []string
	for m, err := range messages {
		if err != nil {
			break
		}
		wrong := m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException
		if wrong && !strings.Contains(m.Text, "the server responded with a status of") {
			all = append(all, m.Text)
		}
	}
	return all
}

// do carries out actions.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.picture("failed")
		b.t.Fatal(err)
	}
}

// evaluate returns what an expression is in the page.
func evaluate[T any](b *tab, expression string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		b.t.Fatalf("%s: %v", expression[:min(len(expression), 200)], err)
	}
	return v
}

// visit opens an address of the site.
func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base+path), chromedp.WaitReady("main"))
}

// address is where the tab is, without the name of the host.
func (b *tab) address() string {
	b.t.Helper()
	return strings.TrimPrefix(evaluate[string](b, "location.href"), b.base)
}

// text is what a reader sees of an element; the page may not have one.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return evaluate[string](b, `(document.querySelector(`+quoted(selector)+`)?.innerText ?? "").trim()`)
}

// count is how many elements there are.
func (b *tab) count(selector string) int {
	b.t.Helper()
	return evaluate[int](b, `document.querySelectorAll(`+quoted(selector)+`).length`)
}

// await waits until an expression holds in the page. A page that goes away
// meanwhile is asked anew when the next one is there.
func (b *tab) await(expression string) {
	b.t.Helper()
	err := await(func() error {
		holds, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`!!(`+expression+`)`))
		if err == nil && !holds {
			err = errors.New("it does not hold")
		}
		return err
	})
	if err != nil {
		b.picture("failed")
		b.t.Fatalf("%s: %v", expression, err)
	}
}

// awaitText waits until an element shows a text, also where pages run no
// scripts.
func (b *tab) awaitText(selector, want string) {
	b.t.Helper()
	shown := ""
	err := await(func() error {
		var err error
		if shown, err = chromedp.Run(b.ctx, chromedp.Text(selector)); err == nil && !strings.Contains(shown, want) {
			err = fmt.Errorf("%s shows %.200q", selector, shown)
		}
		return err
	})
	if err != nil {
		b.picture("failed")
		b.t.Fatal(err)
	}
}

// click presses the mouse on the middle of an element, as a person does.
func (b *tab) click(element string) {
	b.t.Helper()
	b.await(element)
	at := evaluate[[]float64](b, `(e => { e.scrollIntoView({block: "center", behavior: "instant"}); const r = e.getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2] })(`+element+`)`)
	b.do(chromedp.MouseClickXY(at[0], at[1]))
}

// hover moves the mouse to the middle of an element.
func (b *tab) hover(element string) {
	b.t.Helper()
	b.await(element)
	at := evaluate[[]float64](b, `(e => { e.scrollIntoView({block: "center", behavior: "instant"}); const r = e.getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2] })(`+element+`)`)
	b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
}

// one is the expression for the first element of a selector.
func one(selector string) string { return `document.querySelector(` + quoted(selector) + `)` }

// picture writes a picture of the whole page.
func (b *tab) picture(name string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Logf("no picture: %v", err)
		return
	}
	path := filepath.Join(screenshots, strings.ReplaceAll(b.t.Name(), "/", "-")+"-"+name+".png")
	if err := os.WriteFile(path, png, 0o600); err != nil {
		b.t.Error(err)
	}
}

// narrow makes the window that of a phone.
func (b *tab) narrow() {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(380, 800))
}

// wide makes the window that of a desk.
func (b *tab) wide() {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(1280, 1000))
}

// withoutScripts turns the scripts of pages off, and those of this test with
// them: what a reader sees is then judged by the document's source.
func (b *tab) withoutScripts() {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		b.t.Fatal(err)
	}
}

// accessible has axe-core look at the page: nothing serious may be found.
func (b *tab) accessible() {
	b.t.Helper()
	script, err := os.ReadFile(axeScript)
	if err != nil {
		b.t.Fatal(err)
	}
	evaluate[bool](b, string(script)+"; true")
	found := evaluate[string](b, `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations
		.filter(v => v.impact === "serious" || v.impact === "critical")
		.map(v => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html + " " + n.failureSummary)}))))`,
		chromedp.EvalAwaitPromise)
	var violations []struct {
		ID, Help string
		Nodes    []string
	}
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range violations {
		b.t.Errorf("%s: %s: %s: %q", b.address(), v.ID, v.Help, v.Nodes)
	}
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // a string can always be written
	return string(b)
}
