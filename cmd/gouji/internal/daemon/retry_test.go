package daemon

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gouji/gouji/ingest"
)

// Thousands of documents take longer to queue than a request may last.
func TestRetryDoesNotKeepTheRequestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &Daemon{retry: make(chan retry)}
		got := make(chan retry, 1)
		go func() { got <- <-d.retry }()
		if n, err := d.Retry(t.Context(), []string{"a", "b"}); n != 2 || err != nil {
			t.Errorf("Retry = %d, %v", n, err)
		}
		(<-got).done <- nil // nobody waits for it any more
		if _, err := d.Retry(t.Context(), []string{"a"}); ingest.KindOf(err) != ingest.Refuse {
			t.Errorf("while nobody takes requests: %v, want a refusal", err)
		}
	})
}

func TestRetryOfAnUnknownDocument(t *testing.T) {
	d := open(t, settingsOf(t))
	runUntil(t, d, func() bool {
		_, err := d.Retry(t.Context(), []string{strings.Repeat("0", 32)})
		if ingest.KindOf(err) != ingest.Refuse {
			t.Errorf("an unknown document: %v, want a refusal", err)
		}
		return true
	})
}
