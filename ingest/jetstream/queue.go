package jetstream

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/ingest"
)

// pullTimeout is how long one request for a job waits at the server.
const pullTimeout = 5 * time.Second

func jobSubject(name, id string) string { return name + ".jobs." + id }

// Publish implements ingest.Queue. The subject's last sequence is expected to
// be zero, which holds exactly while the document is not in the stream.
func (s *Store) Publish(ctx context.Context, id string) error {
	used, err := s.use(ctx)
	if err != nil {
		return s.fault(nil, "publish "+id, err)
	}
	_, err = used.js.Publish(ctx, jobSubject(s.o.Name, id), []byte(id),
		jetstream.WithExpectLastSequencePerSubject(0), jetstream.WithExpectStream(s.o.Name+"-jobs"))
	if err == nil || hasCode(err, jetstream.JSErrCodeStreamWrongLastSequence) {
		return nil
	}
	return s.fault(used, "publish "+id, err)
}

// Cancel implements ingest.Queue.
func (s *Store) Cancel(ctx context.Context, id string) error {
	used, err := s.use(ctx)
	if err != nil {
		return s.fault(nil, "cancel "+id, err)
	}
	if err := used.jobs.Purge(ctx, jetstream.WithPurgeSubject(jobSubject(s.o.Name, id))); err != nil {
		return s.fault(used, "cancel "+id, err)
	}
	return nil
}

// Next implements ingest.Queue. It asks for one job at a time: a job that lay
// here unworked would be given out again.
func (s *Store) Next(ctx context.Context) (ingest.Delivery, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		used, err := s.use(ctx)
		if err != nil {
			return nil, s.fault(nil, "ask for a job", err)
		}
		message, err := pull(ctx, used.workers)
		switch {
		case err == nil:
			return s.delivery(used, message)
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, nats.ErrTimeout), errors.Is(err, context.DeadlineExceeded),
			errors.Is(err, jetstream.ErrInvalidOption): // the deadline is too near
		default:
			return nil, s.fault(used, "ask for a job", err)
		}
	}
}

func pull(ctx context.Context, from jetstream.Consumer) (jetstream.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, pullTimeout)
	defer cancel()
	return from.Next(jetstream.FetchContext(ctx))
}

func (s *Store) delivery(used *session, m jetstream.Msg) (ingest.Delivery, error) {
	meta, err := m.Metadata()
	if err != nil {
		return nil, s.fault(nil, "read a job", err)
	}
	id := strings.TrimPrefix(m.Subject(), jobSubject(s.o.Name, ""))
	return &delivery{store: s, session: used, message: m, id: id, count: int(meta.NumDelivered)}, nil
}

// Depth implements ingest.Queue.
func (s *Store) Depth(ctx context.Context) (ingest.Depth, error) {
	used, err := s.use(ctx)
	if err != nil {
		return ingest.Depth{}, s.fault(nil, "measure the queue", err)
	}
	stream, err := used.jobs.Info(ctx)
	if err != nil {
		return ingest.Depth{}, s.fault(used, "measure the queue", err)
	}
	consumer, err := used.workers.Info(ctx)
	if err != nil {
		return ingest.Depth{}, s.fault(used, "measure the queue", err)
	}
	depth := ingest.Depth{Waiting: int(consumer.NumPending), Given: consumer.NumAckPending}
	if stream.State.Msgs > 0 {
		depth.Oldest = stream.State.FirstTime
	}
	return depth, nil
}

// delivery is one job of the stream.
type delivery struct {
	store   *Store
	session *session
	message jetstream.Msg
	id      string
	count   int
}

// ID implements ingest.Delivery.
func (d *delivery) ID() string { return d.id }

// Count implements ingest.Delivery.
func (d *delivery) Count() int { return d.count }

// Touch implements ingest.Delivery.
func (d *delivery) Touch() error { return d.answer("touch", d.message.InProgress()) }

// Nak implements ingest.Delivery.
func (d *delivery) Nak(delay time.Duration) error {
	return d.answer("return", d.message.NakWithDelay(delay))
}

// Ack implements ingest.Delivery.
func (d *delivery) Ack(ctx context.Context) error {
	return d.answer("acknowledge", d.message.DoubleAck(ctx))
}

func (d *delivery) answer(action string, err error) error {
	if err == nil || errors.Is(err, jetstream.ErrMsgAlreadyAckd) {
		return nil
	}
	return d.store.fault(d.session, fmt.Sprintf("%s %s", action, d.id), err)
}
