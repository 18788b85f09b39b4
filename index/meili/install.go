package meili

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	binaryName = "meilisearch"
	dataDir    = "data.ms"
	tailBytes  = 4096 // how much of the server's output an error shows
)

var (
	// ErrNoBinary is returned where no Meilisearch server can be found.
	ErrNoBinary = errors.New("no meilisearch found: run scripts/install-meilisearch.sh (make tools), or set meilisearch.url")
	// ErrLocked is returned where another server runs on the folder.
	ErrLocked = errors.New("another search server uses this folder")
)

// FindBinary returns the path of the server: the given one, or the first of
// .cache/bin in the working folder, .cache/bin and the folder of this program,
// and the PATH.
func FindBinary(path string) (string, error) {
	if path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", fmt.Errorf("%w (%w)", ErrNoBinary, err)
		}
		return filepath.Abs(found)
	}
	candidates := []string{filepath.Join(".cache", "bin", binaryName)}
	if self, err := os.Executable(); err == nil {
		dir := filepath.Dir(self)
		candidates = append(candidates, filepath.Join(dir, binaryName), filepath.Join(dir, "..", ".cache", "bin", binaryName))
	}
	for _, candidate := range candidates {
		if info, err := os.Stat(candidate); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return filepath.Abs(candidate)
		}
	}
	found, err := exec.LookPath(binaryName)
	if err != nil {
		return "", ErrNoBinary
	}
	return filepath.Abs(found)
}

// Version returns the version of a server binary, such as 1.21.0.
func Version(ctx context.Context, binary string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "--version")
	cmd.Env = basicEnv()
	output, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", binary, err)
	}
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(string(output)), binaryName)), nil
}

// needsUpgrade reports whether the data were written by another version, which
// the server refuses unless it is told to convert them.
func needsUpgrade(ctx context.Context, binary, data string) (bool, error) {
	written, err := os.ReadFile(filepath.Join(data, "VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	version, err := Version(ctx, binary)
	return strings.TrimSpace(string(written)) != version, err
}

// lockDir locks a folder, waiting up to the timeout. The lock belongs to the
// open file, so a child that inherits the file holds it too.
func lockDir(ctx context.Context, dir string, timeout time.Duration) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(timeout)
	for {
		err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return file, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) || time.Now().After(deadline) || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	_ = file.Close() // it was not locked
	if errors.Is(err, unix.EWOULDBLOCK) {
		return nil, fmt.Errorf("%w: %s", ErrLocked, dir)
	}
	return nil, fmt.Errorf("lock %s: %w", dir, err)
}

// masterKey reads the key, or makes one that only the owner can read.
func masterKey(path string) (string, error) {
	content, err := os.ReadFile(path)
	if key := strings.TrimSpace(string(content)); err == nil && len(key) >= 16 {
		return key, os.Chmod(path, 0o600)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	key := hex.EncodeToString(random)
	temp := path + ".tmp"
	if err := os.WriteFile(temp, []byte(key+"\n"), 0o600); err != nil {
		return "", err
	}
	return key, os.Rename(temp, path)
}

// reasonOf says in plain Chinese why a server could not be prepared.
func reasonOf(err error) string {
	switch {
	case errors.Is(err, ErrNoBinary):
		return "找不到 meilisearch 程序，请运行 make tools，或设置 meilisearch.url。"
	case errors.Is(err, ErrLocked):
		return "数据文件夹正被另一个搜索服务使用。"
	}
	return "数据文件夹无法使用，请检查权限和磁盘空间。"
}

// tail keeps the end of what is written to it.
type tail struct {
	mu    sync.Mutex
	limit int
	buf   []byte
}

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	if extra := len(t.buf) - t.limit; extra > 0 {
		t.buf = append(t.buf[:0], t.buf[extra:]...)
	}
	return len(p), nil
}

// String returns what is kept.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.ToValidUTF8(bytes.TrimSpace(t.buf), []byte("?")))
}

// quoted returns what is kept as the end of an error message.
func (t *tail) quoted() string {
	if s := t.String(); s != "" {
		return "; its last words: " + s
	}
	return ""
}
