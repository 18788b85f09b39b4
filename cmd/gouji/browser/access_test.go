package browser

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// With a shared password nobody sees anything without it, and no page of
// elsewhere can act in the name of who has logged in.
func TestLogin(t *testing.T) {
	password := "eine-lange-parole-7"
	d := own(t, "--server.login", "password", "--server.password", password)
	b := newTab(t, d.url)
	b.visit("/status")
	b.await(`location.pathname === "/login"`)
	b.accessible()
	b.picture("asked")
	b.do(chromedp.SendKeys("main input[name=name]", "王核"), chromedp.SendKeys("main input[type=password]", "falsch-falsch-1"))
	b.click(one("main form button"))
	b.await(one("[role=alert]"))
	b.picture("refused")
	b.do(chromedp.SendKeys("main input[type=password]", password))
	b.click(one("main form button"))
	b.await(`location.pathname === "/status" && document.querySelector(".who").innerText.includes("王核")`)
	b.picture("in")
	b.click(one("form[action='/logout'] button"))
	b.await(`location.pathname === "/login"`)

	token, err := os.ReadFile(d.path("data", "api-token"))
	if err != nil {
		t.Fatal(err)
	}
	for name, origin := range map[string]string{"elsewhere": "http://elsewhere.example", "here": d.url} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+"/api/retry", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
		request.Header.Set("Origin", origin)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close() // only the status matters
		if refused := answer.StatusCode == http.StatusForbidden; refused != (name == "elsewhere") {
			t.Errorf("a request from %s: %s", name, answer.Status)
		}
	}
}

// In read-only mode everything can be seen and nothing changed.
func TestReadOnly(t *testing.T) {
	d := own(t, "--server.read_only")
	b := newTab(t, d.url)
	for _, path := range []string{"/", "/review", "/status"} {
		b.visit(path)
		if b.count("form[method=post]") > 0 {
			t.Errorf("%s shows a form that would change something", path)
		}
	}
	b.picture("status")
	answer, err := http.Post(d.url+"/api/reindex", "application/json", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close() // only the status matters
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("reindex: %s", answer.Status)
	}
}
