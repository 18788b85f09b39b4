package jetstream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// startTimeout allows for the recovery of a large store on a slow disk.
const startTimeout = time.Minute

// startServer starts the embedded server on a folder that the caller has locked.
func startServer(ctx context.Context, dir string, o Options) (*server.Server, error) {
	srv, err := server.NewServer(&server.Options{
		ServerName:         o.Name,
		DontListen:         true,
		NoSigs:             true,
		JetStream:          true,
		StoreDir:           dir,
		SyncAlways:         true,
		JetStreamMaxMemory: o.MaxMemory,
		JetStreamMaxStore:  o.MaxStore,
	})
	if err != nil {
		return nil, fmt.Errorf("configure embedded NATS: %w", err)
	}
	log := &logger{log: o.Log.With(slog.String("part", "nats"))}
	srv.SetLoggerV2(log, false, false, false)
	srv.Start()
	if err := awaitReady(ctx, srv, log); err != nil {
		stopServer(srv)
		return nil, err
	}
	return srv, nil
}

func awaitReady(ctx context.Context, srv *server.Server, log *logger) error {
	deadline := time.Now().Add(startTimeout)
	for !srv.ReadyForConnections(100 * time.Millisecond) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !srv.Running() || time.Now().After(deadline) {
			return fmt.Errorf("embedded NATS did not start: %s", log.last())
		}
	}
	if !srv.JetStreamEnabled() {
		return fmt.Errorf("embedded NATS started without JetStream: %s", log.last())
	}
	return nil
}

func stopServer(srv *server.Server) {
	srv.Shutdown()
	srv.WaitForShutdown()
}

// connect connects to the embedded server in memory, or to the URL.
func connect(srv *server.Server, o Options) (*nats.Conn, error) {
	log := o.Log
	options := []nats.Option{
		nats.Name(o.Name),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			log.Warn("NATS connection", slog.Any("error", err))
		}),
	}
	if srv != nil {
		return nats.Connect("", append(options, nats.InProcessServer(srv), nats.NoReconnect())...)
	}
	options = append(options,
		nats.MaxReconnects(-1),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
				log.Warn("NATS server is away", slog.Any("error", err))
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("NATS server is back") }),
	)
	if o.Credentials != "" {
		options = append(options, nats.UserCredentials(o.Credentials))
	}
	return nats.Connect(o.URL, options...)
}
