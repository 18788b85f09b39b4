package jetstream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// markerAge is how long the mark of a deleted key is kept. Nobody watches the
// buckets, so nobody needs it longer.
const markerAge = time.Hour

// session is one connection with all that is bound to it, and the embedded
// server if there is one.
type session struct {
	srv       *server.Server // nil for an external server
	nc        *nats.Conn
	js        jetstream.JetStream
	jobs      jetstream.Stream
	workers   jetstream.Consumer
	documents jetstream.KeyValue
	files     jetstream.KeyValue
}

func openSession(ctx context.Context, dir string, o Options) (_ *session, err error) {
	s := &session{}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if o.URL == "" {
		if s.srv, err = startServer(ctx, dir, o); err != nil {
			return nil, err
		}
	}
	if s.nc, err = connect(s.srv, o); err != nil {
		return nil, fmt.Errorf("connect to NATS: %w", err)
	}
	if s.js, err = jetstream.New(s.nc); err != nil {
		return nil, fmt.Errorf("connect to JetStream: %w", err)
	}
	if err := s.bind(ctx, o); err != nil {
		return nil, err
	}
	return s, nil
}

// bind opens the stream, its consumer and the buckets, and creates what is
// missing. What is there is left as it is: an update rewrites two files on the
// server's disk one after the other, and dying between them at every start
// would be asking for it. Creating a stream over the messages of one whose
// creation was cut short recovers them.
func (s *session) bind(ctx context.Context, o Options) (err error) {
	if s.jobs, err = s.stream(ctx, o); err != nil {
		return fmt.Errorf("open the job stream: %w", err)
	}
	if s.workers, err = s.consumer(ctx, o); err != nil {
		return fmt.Errorf("open the job consumer: %w", err)
	}
	if s.documents, err = s.bucket(ctx, o, "documents"); err != nil {
		return fmt.Errorf("open the bucket of documents: %w", err)
	}
	if s.files, err = s.bucket(ctx, o, "files"); err != nil {
		return fmt.Errorf("open the bucket of files: %w", err)
	}
	if s.srv == nil {
		return nil
	}
	return unsound(s.srv, 5*time.Second)
}

// unsound is an error when the embedded server does not call itself sound for
// so long. One bad answer proves nothing: on a busy machine the server allows
// itself no more than a millisecond to find out.
func unsound(srv *server.Server, patience time.Duration) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		health := srv.Healthz(&server.HealthzOptions{})
		if health.Status == "ok" {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("embedded NATS is not sound: %s", health.Error)
		}
	}
}

func (s *session) stream(ctx context.Context, o Options) (jetstream.Stream, error) {
	stream, err := s.js.Stream(ctx, o.Name+"-jobs")
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		return stream, err
	}
	return s.js.CreateStream(ctx, jetstream.StreamConfig{
		Name:        o.Name + "-jobs",
		Description: "documents to be brought into search, one subject each",
		Subjects:    []string{jobSubject(o.Name, "*")},
		Retention:   jetstream.WorkQueuePolicy,
		Discard:     jetstream.DiscardNew,
		Storage:     jetstream.FileStorage,
		Replicas:    o.Replicas,
	})
}

func (s *session) consumer(ctx context.Context, o Options) (jetstream.Consumer, error) {
	want := jetstream.ConsumerConfig{
		Durable:       "workers",
		AckPolicy:     jetstream.AckExplicitPolicy,
		AckWait:       o.AckWait,
		MaxDeliver:    -1,
		MaxAckPending: -1,
	}
	consumer, err := s.jobs.Consumer(ctx, want.Durable)
	if err == nil && consumer.CachedInfo().Config.AckWait == o.AckWait {
		return consumer, nil
	}
	return s.jobs.CreateOrUpdateConsumer(ctx, want)
}

func (s *session) bucket(ctx context.Context, o Options, name string) (jetstream.KeyValue, error) {
	kv, err := s.js.KeyValue(ctx, o.Name+"-"+name)
	if !errors.Is(err, jetstream.ErrBucketNotFound) {
		return kv, err
	}
	return s.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket:         o.Name + "-" + name,
		Storage:        jetstream.FileStorage,
		History:        1,
		Replicas:       o.Replicas,
		LimitMarkerTTL: markerAge,
	})
}

// isBroken reports whether the embedded server has met a write error. It then
// leaves requests unanswered, or refuses them, until it is started again.
func (s *session) isBroken() bool {
	return s.srv != nil && unsound(s.srv, 300*time.Millisecond) != nil
}

// close sends what is still to be sent, then ends the connection and the
// server, in this order.
func (s *session) close() {
	if s.nc != nil {
		_ = s.nc.FlushTimeout(time.Second) // a lost Nak only delays a job
		s.nc.Close()
	}
	if s.srv != nil {
		stopServer(s.srv)
	}
}
