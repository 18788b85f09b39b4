package proc

import (
	"strings"
	"sync"
)

// kept is how much of what a child prints is kept.
const kept = 16 << 10

// tail keeps the end of what a child prints.
type tail struct {
	mu sync.Mutex
	b  []byte
}

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	t.b = t.b[max(0, len(t.b)-kept):]
	return len(p), nil
}

// cause is the line that tells why the child died: the first of Go's own
// account of a crash, or else the last line.
func (t *tail) cause() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.b)), "\n")
	for _, line := range lines {
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, "SIG") {
			return line
		}
	}
	return lines[len(lines)-1]
}
