package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gouji/gouji/ingest"
)

const secret = "an invented key of length"

// request is one that a receiver got.
type request struct {
	header http.Header
	body   []byte
}

// receiver answers with the codes in turn, the last one for ever.
func receiver(t *testing.T, codes ...int) (string, func() []request) {
	t.Helper()
	var mu sync.Mutex
	var got []request
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		code := codes[min(len(got), len(codes)-1)]
		got = append(got, request{r.Header, body})
		if code/100 == 3 {
			w.Header().Set("Location", "http://"+r.Host+"/elsewhere")
		}
		w.WriteHeader(code)
	}))
	t.Cleanup(s.Close)
	return s.URL, func() []request { mu.Lock(); defer mu.Unlock(); return slices.Clone(got) }
}

// send sends the endings and returns what became of each.
func send(t *testing.T, change func(*Options), endings ...ingest.Ending) []string {
	t.Helper()
	var results []string
	o := Options{
		Secret: secret, Events: []string{"done", "review", "failed"}, AllowPrivate: true, Agent: "gouji/test",
		Notice: func(_ context.Context, e ingest.Ending) Notice {
			return Notice{Event: Event(e.Status), ID: e.ID, Name: e.Name, Reason: e.Reason, At: e.At}
		},
		Sent:  func(result string) { results = append(results, result) },
		Drain: time.Minute, Log: slog.New(slog.DiscardHandler), First: time.Millisecond, Patience: time.Minute,
	}
	change(&o)
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range endings {
		s.Add(e)
	}
	s.Finish()
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return results
}

func done(id string) ingest.Ending {
	return ingest.Ending{ID: id, Name: "报告.pdf", Status: "done", At: time.Unix(1700000000, 0).UTC()}
}

func TestSigned(t *testing.T) {
	url, got := receiver(t, http.StatusNoContent)
	if r := send(t, func(o *Options) { o.URL = url }, done("a1")); !slices.Equal(r, []string{"delivered"}) {
		t.Fatal(r)
	}
	r := got()[0]
	var n Notice
	if err := json.Unmarshal(r.body, &n); err != nil || n.Event != Done || n.ID != "a1" || n.Name != "报告.pdf" {
		t.Errorf("%s, %v", r.body, err)
	}
	// As docs/operations.md tells receivers to check it.
	stamp, sum, ok := strings.Cut(strings.TrimPrefix(r.header.Get("X-Gouji-Signature"), "t="), ",v1=")
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "." + string(r.body)))
	if !ok || sum != hex.EncodeToString(mac.Sum(nil)) {
		t.Errorf("signature %q", r.header.Get("X-Gouji-Signature"))
	}
	if r.header.Get("X-Gouji-Event") != "done" || r.header.Get("User-Agent") != "gouji/test" {
		t.Errorf("headers %v", r.header)
	}
}

func TestAnswers(t *testing.T) {
	for name, tt := range map[string]struct {
		codes []int
		want  string
		tries int
	}{
		"taken":             {[]int{200}, "delivered", 1},
		"tried again":       {[]int{500, 503, 429, 202}, "delivered", 4},
		"refused":           {[]int{400}, "failed", 1},
		"gone":              {[]int{503, 410}, "failed", 2},
		"redirect":          {[]int{302}, "failed", 1},
		"redirect for good": {[]int{308}, "failed", 1},
	} {
		t.Run(name, func(t *testing.T) {
			url, got := receiver(t, tt.codes...)
			results := send(t, func(o *Options) { o.URL = url }, done("a"))
			if !slices.Equal(results, []string{tt.want}) || len(got()) != tt.tries {
				t.Errorf("%v after %d tries", results, len(got()))
			}
			for _, r := range got() {
				if r.header.Get("X-Gouji-Delivery") != got()[0].header.Get("X-Gouji-Delivery") {
					t.Error("the tries have different ids")
				}
			}
		})
	}
}

func TestEvents(t *testing.T) {
	url, got := receiver(t, 200)
	failed := done("b")
	failed.Status = "failed"
	results := send(t, func(o *Options) { o.URL, o.Events = url, []string{"failed"} }, done("a"), failed)
	if len(results) != 1 || len(got()) != 1 || !strings.Contains(string(got()[0].body), `"id":"b"`) {
		t.Errorf("%v, %d requests", results, len(got()))
	}
}

func TestTooMany(t *testing.T) {
	url, got := receiver(t, 200)
	results := send(t, func(o *Options) { o.URL = url }, slices.Repeat([]ingest.Ending{done("a")}, maxWaiting+5)...)
	dropped := 0
	for _, r := range results {
		if r == "dropped" {
			dropped++
		}
	}
	if dropped != 5 || len(got()) != maxWaiting {
		t.Errorf("%d dropped, %d sent", dropped, len(got()))
	}
}

// A stop waits for Drain, not for a receiver that is away.
func TestStopWithoutReceiver(t *testing.T) {
	url, got := receiver(t, 503)
	s, err := New(Options{
		URL: url, Secret: secret, Events: []string{"done"}, AllowPrivate: true, Drain: 50 * time.Millisecond,
		Notice: func(_ context.Context, e ingest.Ending) Notice { return Notice{Event: Done, ID: e.ID} },
		Sent:   func(string) {}, Log: slog.New(slog.DiscardHandler), First: time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	s.Add(done("a"))
	for len(got()) == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// The address that a name resolves to decides, not the name.
func TestPrivate(t *testing.T) {
	asked := atomic.Bool{}
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Store(true) }))
	defer s.Close()
	local := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	if r := send(t, func(o *Options) { o.URL, o.AllowPrivate = local, false }, done("a")); !slices.Equal(r, []string{"failed"}) || asked.Load() {
		t.Errorf("%v, asked %t", r, asked.Load())
	}
	if _, err := New(Options{URL: s.URL}); !errors.Is(err, ErrPrivate) {
		t.Errorf("a loopback address: %v", err)
	}
	for address, want := range map[string]bool{
		"127.0.0.1": false, "127.9.9.9": false, "::1": false, "0.0.0.0": false, "::": false, "10.1.2.3": false, "172.16.0.1": false,
		"192.168.1.1": false, "169.254.169.254": false, "100.100.100.200": false, "fe80::1": false, "fe80::1%eth0": false, "fd00:ec2::254": false,
		"::ffff:10.0.0.1": false, "::ffff:127.0.0.1": false, "::7f00:1": false, "64:ff9b::a00:1": false, "2002:a00:1::": false,
		"224.0.0.1": false, "ff02::1": false, "255.255.255.255": false, "0.1.2.3": false, "198.18.0.1": false,
		"1.1.1.1": true, "203.119.25.1": true, "172.32.0.1": true, "2400:3200::1": true, "::ffff:8.8.8.8": true,
	} {
		if err := public(netip.MustParseAddr(address)); (err == nil) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
}
