package access

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/index/web/site"
)

const (
	password = "correct horse"
	token    = "a-token-of-the-test"
)

// guarded is a real server behind a guard whose clock the test sets.
type guarded struct {
	*Access
	t    *testing.T
	url  string
	time time.Time
}

func guard(t *testing.T, readOnly bool, o Options) *guarded {
	t.Helper()
	s, err := site.New(site.Options{ReadOnly: readOnly})
	if err != nil {
		t.Fatal(err)
	}
	o.Token, o.Key = token, "a key of the test"
	a, err := New(s, o)
	if err != nil {
		t.Fatal(err)
	}
	g := &guarded{Access: a, t: t, time: time.Now()}
	a.now = func() time.Time { return g.time }
	mux := http.NewServeMux()
	a.Mount(mux)
	for _, pattern := range []string{"/", "/assets/", "/status"} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Pattern", pattern)
			_, _ = io.WriteString(w, "asked by "+site.UserOf(r.Context()).Name)
		})
	}
	server := httptest.NewServer(a.Guard(mux))
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

func byPassword(t *testing.T) *guarded {
	return guard(t, false, Options{Login: Password, Password: password})
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	cookie *http.Cookie // of the session; nil if none was set
	body   string
}

// ask sends a request with headers, which are pairs; a form makes it a POST.
func (g *guarded) ask(method, path string, form url.Values, headers ...string) answer {
	g.t.Helper()
	request, err := http.NewRequestWithContext(g.t.Context(), method, g.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		g.t.Fatal(err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request) // follows no redirect
	if err != nil {
		g.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	a := answer{status: response.StatusCode, header: response.Header, body: string(body)}
	for _, c := range response.Cookies() {
		if c.Name == sessionCookie {
			a.cookie = c
		}
	}
	return a
}

func (g *guarded) get(path string, headers ...string) answer {
	g.t.Helper()
	return g.ask(http.MethodGet, path, nil, headers...)
}

func (g *guarded) login(name, password, next string, headers ...string) answer {
	g.t.Helper()
	return g.ask(http.MethodPost, "/login", url.Values{"name": {name}, "password": {password}, "next": {next}}, headers...)
}

func expect(t *testing.T, what string, got answer, status int, parts ...string) {
	t.Helper()
	if got.status != status {
		t.Errorf("%s: %d, want %d: %s", what, got.status, status, got.body)
	}
	for _, part := range parts {
		if !strings.Contains(got.body+" "+got.header.Get("Location"), part) {
			t.Errorf("%s: answer does not say %q: %s %s", what, part, got.header.Get("Location"), got.body)
		}
	}
}

func TestWithoutALogin(t *testing.T) {
	g := byPassword(t)
	expect(t, "page", g.get("/documents/a?q=1&lang=en"), 303, "/login?next=%2Fdocuments%2Fa%3Fq%3D1%26lang%3Den")
	expect(t, "first page", g.get("/"), 303, "/login")
	expect(t, "API", g.get("/api/status"), 401, `"error":"需要登录。"`, "api-token")
	expect(t, "script", g.get("/upload", "Accept", "application/json"), 401, `"error"`)
	part := g.get("/review", "HX-Request", "true")
	expect(t, "part of a page", part, 401)
	if part.header.Get("HX-Refresh") != "true" {
		t.Error("htmx is not told to load the whole page again")
	}
	expect(t, "form", g.ask(http.MethodPost, "/review/a", url.Values{}, "Referer", g.url+"/review/a?item=b"), 303, "/login?next=%2Freview%2Fa%3Fitem%3Db")
	expect(t, "form of nowhere", g.ask(http.MethodPost, "/review/a", url.Values{}, "Referer", "http://attacker.example/x"), 303, "/login")
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/assets/app.js"} {
		expect(t, path, g.get(path), 200)
	}
	expect(t, "login page", g.get("/login?next=/status"), 200, `value="/status"`, "登录", `type="password"`)
	expect(t, "login page", g.get("/login", "Cookie", "lang=en"), 200, "Log in")
}

// The guard and the mux must not read a path differently.
func TestNothingDecodesIntoAnOpenPath(t *testing.T) {
	g := byPassword(t)
	for _, path := range []string{
		"/assets", "/assets%2fx", "/assets%2f..%2fstatus", "/loginx", "/login/", "/healthz/x", "/%6cogin", "//login", "/./login", "/x/../login",
	} {
		if got := g.get(path); got.status == 200 {
			t.Errorf("%s is open", path)
		}
	}
	for _, path := range []string{"/assets/../status", "/assets/%2e%2e/status", "/assets/..%2fstatus", "/assets//status"} {
		if got := g.get(path); got.status == 200 && got.header.Get("Pattern") != "/assets/" {
			t.Errorf("%s leads to %s", path, got.header.Get("Pattern"))
		}
	}
}

func TestLoginByPassword(t *testing.T) {
	g := byPassword(t)
	in := g.login(" 王\t小明 ", password, "/review?page=2")
	expect(t, "login", in, 303, "/review?page=2")
	c := in.cookie
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure || c.Path != "/" || c.MaxAge != 12*60*60 {
		t.Fatalf("cookie %+v", c)
	}
	if strings.Contains(c.Value, password) {
		t.Error("the cookie holds the password")
	}
	cookie := sessionCookie + "=" + c.Value
	expect(t, "with a session", g.get("/status", "Cookie", cookie), 200, "asked by 王 小明")
	expect(t, "with a foreign cookie before it", g.get("/status", "Cookie", sessionCookie+"=x; "+cookie), 200, "asked by 王 小明")
	expect(t, "login page", g.get("/login?next=/status", "Cookie", cookie), 303, "/status")
	out := g.ask(http.MethodPost, "/logout", url.Values{}, "Cookie", cookie)
	expect(t, "logout", out, 303, "/login")
	if out.cookie == nil || out.cookie.MaxAge >= 0 || out.cookie.Value != "" {
		t.Errorf("cookie after the logout: %+v", out.cookie)
	}
}

func TestRefusedLogins(t *testing.T) {
	g := byPassword(t)
	for name, c := range map[string]struct {
		name, password string
		status         int
		says           string
	}{
		"wrong password": {"王小明", "incorrect horse", 401, "密码不正确"},
		"no password":    {"王小明", "", 401, "密码不正确"},
		"longer":         {"王小明", password + "\x00", 401, "密码不正确"},
		"no name":        {" \u202e\n", password, 422, "请填写姓名"},
	} {
		got := g.login(c.name, c.password, "/")
		expect(t, name, got, c.status, c.says, `role="alert"`)
		if got.cookie != nil {
			t.Errorf("%s: a session begins", name)
		}
	}
	if got := g.login(`<b>"x`, "wrong password", "/"); !strings.Contains(got.body, "&lt;b&gt;&#34;x") {
		t.Errorf("the name is not escaped: %s", got.body)
	}
}

func TestCookieIsSecureBehindTLS(t *testing.T) {
	for name, c := range map[string]struct {
		proxies []netip.Prefix
		want    bool
	}{
		"trusted": {[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, true},
		"unknown": {[]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, false},
	} {
		g := guard(t, false, Options{Login: Password, Password: password, Proxies: c.proxies})
		if in := g.login("王小明", password, "/", "X-Forwarded-Proto", "https"); in.cookie == nil || in.cookie.Secure != c.want {
			t.Errorf("%s: %+v", name, in.cookie)
		}
	}
}

func TestTriesAreLimited(t *testing.T) {
	g := guard(t, false, Options{Login: Password, Password: password, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	from := func(address, password string) int {
		t.Helper()
		return g.login("王小明", password, "/", "X-Forwarded-For", address).status
	}
	for range triesOfOne {
		if got := from("192.0.2.1", "wrong"); got != 401 {
			t.Fatalf("%d", got)
		}
	}
	if got := g.login("王小明", password, "/", "X-Forwarded-For", "192.0.2.1"); got.status != 429 || got.header.Get("Retry-After") == "" || got.cookie != nil {
		t.Errorf("after too many tries: %d", got.status)
	}
	if got := from("203.0.113.9, 192.0.2.1", password); got != 429 {
		t.Errorf("a forged first address helps: %d", got)
	}
	if got := from("192.0.2.2", password); got != 303 {
		t.Errorf("another address: %d", got)
	}
	g.time = g.time.Add(pauseOfOne)
	if got := from("192.0.2.1", password); got != 303 {
		t.Errorf("after a pause: %d", got)
	}
}

func TestForgedAddressOfAStrangerDoesNotCount(t *testing.T) {
	g := byPassword(t)
	last := 0
	for i := range triesOfOne + 1 {
		last = g.login("王小明", "wrong", "/", "X-Forwarded-For", netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}).String()).status
	}
	if last != 429 {
		t.Errorf("%d", last)
	}
}

func TestLimitOfAllAndOfAddresses(t *testing.T) {
	l, now, allowed := newLimit(), time.Now(), 0
	for i := range 4 * maxAddresses {
		if l.allow(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), now) {
			allowed++
		}
	}
	if allowed != triesOfAll || len(l.one) > maxAddresses {
		t.Errorf("%d tries are allowed, %d addresses kept", allowed, len(l.one))
	}
	if !l.allow(netip.MustParseAddr("2001:db8::1"), now.Add(time.Hour)) || len(l.one) > 1 {
		t.Errorf("addresses that have not tried for an hour are kept: %d", len(l.one))
	}
	for i := range triesOfOne {
		l.allow(netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 15: byte(i)}), now.Add(time.Hour))
	}
	if l.allow(netip.MustParseAddr("2001:db8::ffff"), now.Add(time.Hour)) {
		t.Error("a subscriber's addresses count each")
	}
}

func TestProxyLogin(t *testing.T) {
	here := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
	g := guard(t, false, Options{Login: Proxy, Header: "X-Remote-User", Proxies: here})
	for value, want := range map[string]string{
		"wang":                         "wang",
		"王小明":                          "王小明",
		"=?UTF-8?B?546L5bCP5piO?=":     "王小明",
		"=?utf-8?q?=E7=8E=8B?= Ming":   "王 Ming",
		"Andr\xe9":                     "André",
		"a\tb":                         "a b",
		"=?utf-8?q?a=0D=0AX:_b?=":      "a X: b",
		"\u202ewang":                   "wang",
		strings.Repeat("长", 2*maxName): strings.Repeat("长", maxName),
	} {
		got := g.get("/", "X-Remote-User", value)
		if got.status != 200 || got.body != "asked by "+want {
			t.Errorf("%q: %d %q, want %q", value, got.status, got.body, want)
		}
	}
	expect(t, "no name", g.get("/"), 403, "登录入口", "server.proxy_header")
	expect(t, "empty name", g.get("/", "X-Remote-User", " "), 403)
	expect(t, "two names", g.get("/", "X-Remote-User", "wang", "X-Remote-User", "li"), 403)
	expect(t, "API without a name", g.get("/api/status"), 403, `"error"`)
	expect(t, "open", g.get("/healthz"), 200)
	expect(t, "login page", g.get("/login"), 303, "/")

	elsewhere := guard(t, false, Options{Login: Proxy, Header: "X-Remote-User", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	expect(t, "not the proxy", elsewhere.get("/", "X-Remote-User", "wang"), 403)
	expect(t, "forwarded", elsewhere.get("/", "X-Remote-User", "wang", "X-Forwarded-For", "10.0.0.1"), 403)
}

func TestPrograms(t *testing.T) {
	for _, o := range []Options{
		{Login: Password, Password: password},
		{Login: Proxy, Header: "X-Remote-User", Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
	} {
		g := guard(t, false, o)
		expect(t, "token", g.get("/api/status", "Authorization", "Bearer "+token), 200)
		expect(t, "token, POST", g.ask(http.MethodPost, "/api/retry", nil, "Authorization", "Bearer "+token), 200)
		for _, wrong := range []string{"Bearer ", "Bearer " + token + "x", "Bearer x", "Basic " + token, token} {
			if got := g.get("/api/status", "Authorization", wrong); got.status == 200 {
				t.Errorf("%q is accepted", wrong)
			}
		}
	}
	g := byPassword(t)
	g.options.Token = ""
	expect(t, "no token is no empty one", g.get("/api/status", "Authorization", "Bearer "), 401)
}

func TestReadOnly(t *testing.T) {
	g := guard(t, true, Options{Login: Password, Password: password})
	bearer := "Bearer " + token
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "PROPFIND"} {
		expect(t, method, g.ask(method, "/api/retry", nil, "Authorization", bearer), 403, "只读模式", `"detail"`)
		expect(t, method, g.ask(method, "/upload", nil, "Authorization", bearer), 403, "只读模式", "read-only mode")
	}
	for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
		expect(t, method, g.ask(method, "/api/status", nil, "Authorization", bearer), 200)
	}
	expect(t, "login", g.login("王小明", password, "/"), 303)
	expect(t, "logout", g.ask(http.MethodPost, "/logout", url.Values{}), 303)
}

func TestHeaders(t *testing.T) {
	g := guard(t, false, Options{})
	for name, part := range map[string]string{
		"Content-Security-Policy": "script-src 'self'", "Permissions-Policy": "camera=()", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Referrer-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		for _, path := range []string{"/", "/login", "/assets/x"} {
			if got := g.get(path).header.Get(name); !strings.Contains(got, part) {
				t.Errorf("%s: %s: %q", path, name, got)
			}
		}
	}
	override := httptest.NewRecorder()
	g.Guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	})).ServeHTTP(override, httptest.NewRequest(http.MethodGet, "/", nil))
	if got := override.Header().Values("Cross-Origin-Resource-Policy"); len(got) != 1 || got[0] != "cross-origin" {
		t.Error(got)
	}
}

func TestNoHeaderIsInjected(t *testing.T) {
	g := byPassword(t)
	for _, bad := range []string{"\r\nX-Injected: 1", "\nX-Injected: 1", "a\r\n\r\n<script>", "\u010d\u010aX-Injected: 1"} {
		for _, got := range []answer{
			g.login("王"+bad, password, "/x"+bad), g.login("王", password, bad),
			g.get("/login?lang=en" + url.QueryEscape(bad) + "&next=/" + url.QueryEscape(bad)), g.get("/" + url.PathEscape(bad)),
		} {
			if got.header.Get("X-Injected") != "" || strings.ContainsAny(got.header.Get("Location"), "\r\n") {
				t.Errorf("%q: %v", bad, got.header)
			}
		}
	}
}

func TestRequestsOfOtherSites(t *testing.T) {
	g := guard(t, false, Options{Origin: "https://gouji.example.cn"})
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"program":               {nil, 200},
		"own":                   {[]string{"Sec-Fetch-Site", "same-origin", "Origin", g.url}, 200},
		"own, older":            {[]string{"Origin", g.url}, 200},
		"by the proxy":          {[]string{"Sec-Fetch-Site", "same-origin", "Origin", "https://gouji.example.cn"}, 200},
		"proxy, older":          {[]string{"Origin", "https://gouji.example.cn"}, 200},
		"foreign":               {[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://attacker.example"}, 403},
		"neighbour":             {[]string{"Sec-Fetch-Site", "same-site"}, 403},
		"foreign, older":        {[]string{"Origin", "https://attacker.example"}, 403},
		"hidden origin":         {[]string{"Origin", "null"}, 403},
		"another port":          {[]string{"Origin", "http://127.0.0.1:1"}, 403},
		"foreign, with a token": {[]string{"Sec-Fetch-Site", "cross-site", "Authorization", "Bearer " + token}, 403},
	} {
		expect(t, name, g.ask(http.MethodPost, "/api/retry", nil, c.headers...), c.status)
		expect(t, name+", looking", g.get("/", c.headers...), 200)
	}
	expect(t, "sentence", g.ask(http.MethodPost, "/upload", nil, "Sec-Fetch-Site", "cross-site"), 403, "其他网站", "another site")
}

func TestOptionsThatProtectNothing(t *testing.T) {
	s, err := site.New(site.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]Options{
		"no password": {Login: Password, Key: "k"}, "no key": {Login: Password, Password: password},
		"no header": {Login: Proxy, Proxies: make([]netip.Prefix, 1)}, "no proxy": {Login: Proxy, Header: "X-Remote-User"},
		"bad origin": {Origin: "gouji.example.cn"},
	} {
		if _, err := New(s, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestClientAddress(t *testing.T) {
	a := &Access{options: Options{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}}}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1", "198.51.100.1", "192.0.2.1"},
		{"10.0.0.1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"10.0.0.1", "unknown", "10.0.0.1"},
		{"10.0.0.1", "198.51.100.1, bogus, 10.0.0.2", "10.0.0.2"},
		{"10.0.0.1", "", "10.0.0.1"},
		{"::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"},
		{"fd00::1", "10.0.0.2, 10.0.0.3", "10.0.0.2"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = net.JoinHostPort(c.peer, "1234")
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if got := a.client(r).String(); got != c.want {
			t.Errorf("%s for %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}

func TestAnswersEndWithTheLogin(t *testing.T) {
	ctx, cancel := visitor{user: site.User{Name: "王小明"}, until: time.Now().Add(-time.Second)}.context(t.Context())
	defer cancel()
	<-ctx.Done()
	if ctx.Err() != context.DeadlineExceeded || site.UserOf(ctx).Name != "王小明" {
		t.Error(ctx.Err(), site.UserOf(ctx))
	}
}
