package access

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/gouji/gouji/index/web/site"
)

// form is what the login page shows.
type form struct {
	Name    string
	Next    string // where to go then
	Trouble string // key of a word; empty at first
}

func (a *Access) getLogin(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.URL.Query().Get("next"))
	if a.options.Login != Password || site.UserOf(r.Context()).Login {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	a.showLogin(w, r, http.StatusOK, form{Next: next})
}

func (a *Access) postLogin(w http.ResponseWriter, r *http.Request) {
	f := form{Name: cleanName(r.PostFormValue("name")), Next: localPath(r.PostFormValue("next"))}
	client := a.client(r)
	switch {
	case a.options.Login != Password:
		http.Redirect(w, r, "/", http.StatusSeeOther)
	case f.Name == "":
		f.Trouble = "name missing"
		a.showLogin(w, r, http.StatusUnprocessableEntity, f)
	case !a.limit.allow(client, a.now()):
		f.Trouble = "too many tries"
		a.options.Log.WarnContext(r.Context(), "too many logins", "from", client.String())
		w.Header().Set("Retry-After", strconv.Itoa(int(pauseOfOne.Seconds())))
		a.showLogin(w, r, http.StatusTooManyRequests, f)
	case !a.sessions.matches(r.PostFormValue("password")):
		f.Trouble = "wrong password"
		a.options.Log.WarnContext(r.Context(), "login with a wrong password", "from", client.String())
		a.showLogin(w, r, http.StatusUnauthorized, f)
	default:
		a.limit.succeeded(client)
		a.begin(w, r, f.Name)
		http.Redirect(w, r, f.Next, http.StatusSeeOther)
	}
}

func (a *Access) postLogout(w http.ResponseWriter, r *http.Request) {
	a.end(w, r)
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

func (a *Access) showLogin(w http.ResponseWriter, r *http.Request, status int, f form) {
	title, err := a.page.Phrases(r).Word("log in")
	if err != nil {
		a.site.ShowFault(w, r, err)
		return
	}
	a.page.Show(w, r, status, site.Page{Title: title, Data: f})
}

// loginAddress is the login page that leads back to what was asked for. What was
// sent is lost; then it leads back to the page that it was sent from.
func loginAddress(r *http.Request) string {
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		back = "/"
		if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host {
			back = from.RequestURI()
		}
	}
	if back = localPath(back); back == "/" {
		return "/login"
	}
	return "/login?next=" + url.QueryEscape(back)
}

// localPath is an address if it lies on this site, else that of the first page.
// Browsers read \ as / and leave out control characters.
func localPath(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") ||
		strings.ContainsRune(address, '\\') || strings.ContainsFunc(address, unicode.IsControl) {
		return "/"
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return "/"
	}
	return u.String()
}
