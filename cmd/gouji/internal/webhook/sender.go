package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/gouji/gouji/ingest"
)

const (
	timeout = 10 * time.Second
	// maxWaiting is how many notifications wait at most; further ones are dropped.
	maxWaiting = 1000
	// maxAnswer is how much of an answer is read, in bytes.
	maxAnswer = 64 << 10
)

// Options of a Sender.
type Options struct {
	URL          string
	Secret       string
	Events       []string // those that are sent
	AllowPrivate bool
	Agent        string // User-Agent
	// Notice makes the notification of what has become of a document.
	Notice func(ctx context.Context, e ingest.Ending) Notice
	// Sent is told what became of each: delivered, failed or dropped.
	Sent func(result string)
	// Drain is how long after the stop notifications are still delivered.
	Drain time.Duration
	Log   *slog.Logger

	// First is the pause before the second try, which doubles from try to try
	// up to a minute; 1 s. Patience is how long one is tried; 15 min.
	First, Patience time.Duration
}

// Sender sends notifications. Run must be called for anything to be sent.
type Sender struct {
	o        Options
	client   *http.Client
	waiting  chan ingest.Ending
	finished chan struct{}
	finish   sync.Once
}

// New checks the options. An address that can never be sent to is an error.
func New(o Options) (*Sender, error) {
	u, err := url.Parse(o.URL)
	if err != nil {
		return nil, errors.New("webhook.url is not an address") // which may hold a secret
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !o.AllowPrivate {
		if err := public(a); err != nil {
			return nil, fmt.Errorf("webhook.url: %w", err)
		}
	}
	if o.First == 0 {
		o.First = time.Second
	}
	if o.Patience == 0 {
		o.Patience = 15 * time.Minute
	}
	return &Sender{
		o: o, client: client(o.AllowPrivate),
		waiting: make(chan ingest.Ending, maxWaiting), finished: make(chan struct{}),
	}, nil
}

// Add has a notification sent. It never blocks: one too many is dropped.
func (s *Sender) Add(e ingest.Ending) {
	select {
	case s.waiting <- e:
	default:
		s.o.Sent("dropped")
		s.o.Log.Warn("notification dropped, too many wait", slog.String(ingest.LogID, e.ID), slog.String(ingest.LogName, e.Name))
	}
}

// Finish says that nothing is added any more.
func (s *Sender) Finish() { s.finish.Do(func() { close(s.finished) }) }

// Run sends until ctx has ended and all that was added before Finish is sent,
// or Drain is over.
func (s *Sender) Run(ctx context.Context) error {
	defer s.client.CloseIdleConnections()
	hard, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(s.o.Drain, cancel) })()
	for {
		select {
		case e := <-s.waiting:
			s.tell(hard, e)
		case <-s.finished:
			s.rest(hard)
			return nil
		case <-hard.Done():
			s.lost()
			return nil
		}
	}
}

// rest sends what still waits.
func (s *Sender) rest(ctx context.Context) {
	for len(s.waiting) > 0 && ctx.Err() == nil {
		s.tell(ctx, <-s.waiting)
	}
	s.lost()
}

func (s *Sender) lost() {
	if n := len(s.waiting); n > 0 {
		s.o.Log.Warn("notifications are lost with the stop", slog.Int("notifications", n))
	}
}

// tell sends one notification, if it is wanted.
func (s *Sender) tell(ctx context.Context, e ingest.Ending) {
	ctx = ingest.About(ctx, e.ID, e.Name)
	n := s.o.Notice(ctx, e)
	if !slices.Contains(s.o.Events, string(n.Event)) {
		return
	}
	body, err := json.Marshal(n)
	if err == nil {
		err = s.deliver(ctx, n.Event, body)
	}
	if err != nil {
		s.o.Sent("failed")
		s.o.Log.WarnContext(ctx, "notification not delivered", slog.String(ingest.LogStage, "notify"), slog.Any(ingest.LogError, err))
		return
	}
	s.o.Sent("delivered")
}

// deliver posts a body until somebody takes it. All tries have the same
// delivery id, by which a receiver knows one that it has.
func (s *Sender) deliver(ctx context.Context, event Event, body []byte) error {
	delivery := rand.Text()
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.Multiplier, pause.MaxInterval = s.o.First, 2, time.Minute
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		return struct{}{}, s.post(ctx, event, delivery, body)
	}, backoff.WithBackOff(pause), backoff.WithMaxElapsedTime(s.o.Patience))
	return err
}

func (s *Sender) post(ctx context.Context, event Event, delivery string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.o.URL, bytes.NewReader(body))
	if err != nil {
		return backoff.Permanent(errors.New("webhook.url is not an address"))
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", s.o.Agent)
	r.Header.Set("X-Gouji-Event", string(event))
	r.Header.Set("X-Gouji-Delivery", delivery)
	r.Header.Set(SignatureHeader, Sign(s.o.Secret, time.Now(), body))
	answer, err := s.client.Do(r)
	if err != nil {
		return unsent(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer)) // so that the connection serves again
	return judge(answer)
}

// unsent is the error of a request without an answer. The address, which may
// hold a secret, is left out.
func unsent(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if errors.Is(err, ErrPrivate) {
		return backoff.Permanent(err)
	}
	return err
}

// judge tells whether an answer takes the notification; whoever refuses it will
// refuse it again.
func judge(answer *http.Response) error {
	err := fmt.Errorf("the receiver answered %s", answer.Status)
	switch code := answer.StatusCode; {
	case code/100 == 2:
		return nil
	case code/100 == 5, code == http.StatusTooManyRequests, code == http.StatusRequestTimeout:
		return err
	default:
		return backoff.Permanent(err)
	}
}

func networks(list string) (parsed []netip.Prefix) {
	for text := range strings.FieldsSeq(list) {
		parsed = append(parsed, netip.MustParsePrefix(text))
	}
	return parsed
}
