package proc

import (
	"encoding/binary"
	"fmt"
	"io"
)

// maxFrame bounds a body: a rendered page is the largest.
const maxFrame = 256 << 20

// The kinds of frame.
const (
	request byte = iota + 1
	answer
	failure
	lastWords // a failure after which the child ends
)

func writeFrame(w io.Writer, kind byte, body []byte) error {
	if len(body) > maxFrame {
		return fmt.Errorf("a message of %d bytes, limit %d", len(body), maxFrame)
	}
	frame := make([]byte, 0, 5+len(body))
	frame = binary.BigEndian.AppendUint32(frame, uint32(len(body)))
	frame = append(frame, kind)
	_, err := w.Write(append(frame, body...))
	return err
}

// readFrame returns io.EOF if the other side has ended between two frames.
func readFrame(r io.Reader) (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size > maxFrame {
		return 0, nil, fmt.Errorf("a message of %d bytes, limit %d", size, maxFrame)
	}
	// Read as it comes: a false length must not cost memory that is not sent.
	body, err = io.ReadAll(io.LimitReader(r, int64(size)))
	if err == nil && len(body) < int(size) {
		err = io.ErrUnexpectedEOF
	}
	return head[4], body, err
}
