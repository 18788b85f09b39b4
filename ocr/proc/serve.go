package proc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// The file descriptors of a child's pipes.
const (
	requestFD = 3
	answerFD  = 4
)

// Pipes are the child's ends of the pipes to its parent.
func Pipes() (in, out *os.File, err error) {
	in, out = os.NewFile(requestFD, "requests"), os.NewFile(answerFD, "answers")
	for _, f := range []*os.File{in, out} {
		info, err := f.Stat()
		if err != nil || info.Mode()&os.ModeNamedPipe == 0 {
			return nil, nil, errors.New("not started by a parent that asks for work")
		}
	}
	return in, out, nil
}

// Serve answers requests one after the other until in ends. A panic of handle
// is answered, too, and then returned: nobody knows what state it has left.
func Serve(ctx context.Context, in io.Reader, out io.Writer, handle func(context.Context, []byte) ([]byte, error)) error {
	for {
		kind, body, err := readFrame(in)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read a request: %w", err)
		case kind != request:
			return fmt.Errorf("a message of kind %d instead of a request", kind)
		}
		body, broken, err := try(ctx, body, handle)
		kind = answer
		if err != nil {
			kind, body = failure, pack(err)
		}
		if broken {
			kind = lastWords
		}
		if err := writeFrame(out, kind, body); err != nil {
			return fmt.Errorf("write an answer: %w", err)
		}
		if broken {
			return err
		}
	}
}

func try(ctx context.Context, body []byte, handle func(context.Context, []byte) ([]byte, error)) (reply []byte, broken bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			broken, err = true, fmt.Errorf("panic: %v", p)
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", p, debug.Stack())
		}
	}()
	reply, err = handle(ctx, body)
	return reply, false, err
}
