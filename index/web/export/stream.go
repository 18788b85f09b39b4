package export

import (
	"bufio"
	"net/http"
	"time"
)

const (
	// stalled is how long a visitor may take for the next part of a file.
	stalled   = time.Minute
	partBytes = 64 << 10
)

// stream sends a file part by part, each under a deadline of its own instead of
// one for the whole.
type stream struct {
	*bufio.Writer
	sink *sink
}

// sink is what the buffer of a stream is emptied into.
type sink struct {
	w       http.ResponseWriter
	control *http.ResponseController
	sent    bool
}

// newStream returns a stream and takes the server's limits off the request.
// Where the connection has no deadlines there is none to move.
func newStream(w http.ResponseWriter) *stream {
	s := &sink{w: w, control: http.NewResponseController(w)}
	_ = s.control.SetReadDeadline(time.Time{}) // it would end the request while we write
	_ = s.control.SetWriteDeadline(time.Time{})
	return &stream{bufio.NewWriterSize(s, partBytes), s}
}

// Write implements io.Writer.
func (s *sink) Write(b []byte) (int, error) {
	s.sent = true
	_ = s.control.SetWriteDeadline(time.Now().Add(stalled))
	n, err := s.w.Write(b)
	if err == nil {
		err = s.control.Flush()
	}
	return n, err
}
