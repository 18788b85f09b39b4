package compare_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"unicode/utf8"
)

// FuzzChoice compares whatever is asked for.
func FuzzChoice(f *testing.F) {
	f.Add("applications/received/total", "云溪县人民政府", "", "", "year", "desc")
	f.Add("applications/received/total", "", "云溪县", "2031", "value", "")
	f.Add("a' OR \"b", "\\", "\"", "-1", "\x00", "up")
	f.Fuzz(func(t *testing.T, key, issuer, region, year, sort, dir string) {
		values := url.Values{"key": {key}, "issuer": {issuer}, "region": {region}, "year": {year}, "sort": {sort}, "dir": {dir}}
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/compare?"+values.Encode(), http.NoBody))
		if w.Code >= http.StatusInternalServerError || !utf8.Valid(w.Body.Bytes()) {
			t.Errorf("status %d: %.300s", w.Code, w.Body)
		}
	})
}
