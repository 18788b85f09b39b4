package access

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestOnlyOwnHostsAreAnsweredOnLoopback(t *testing.T) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	server := httptest.NewServer(ownHost([]string{"Gouji.example.cn"}, answer))
	t.Cleanup(server.Close)
	for host, want := range map[string]int{
		"":                      http.StatusOK, // the address itself
		"localhost":             http.StatusOK,
		"LOCALHOST:8080":        http.StatusOK,
		"127.0.0.1:8080":        http.StatusOK,
		"[::1]:8080":            http.StatusOK,
		"[::1]":                 http.StatusOK,
		"gouji.example.cn":      http.StatusOK,
		"gouji.example.cn.:443": http.StatusOK,
		"attacker.example":      http.StatusForbidden,
		"attacker.example:8080": http.StatusForbidden,
		"localhost.example":     http.StatusForbidden,
		"127.0.0.1.example":     http.StatusForbidden,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close() // only the status matters
		if response.StatusCode != want {
			t.Errorf("Host %q: %d, want %d", host, response.StatusCode, want)
		}
	}
}

func TestAnyHostIsAnsweredElsewhere(t *testing.T) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	recorder := httptest.NewRecorder() // a request that came in at no loopback address
	ownHost(nil, answer).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "http://gouji.example.cn/", nil))
	if recorder.Code != http.StatusOK {
		t.Errorf("%d", recorder.Code)
	}
}
