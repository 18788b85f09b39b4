package access

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// secretBytes is how long a secret is.
const secretBytes = 32

// Secret reads a secret out of a file that only its owner may read, or makes
// one. A file that holds too little for one is replaced.
func Secret(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if secret := strings.TrimSpace(string(b)); len(secret) >= hex.EncodedLen(secretBytes) {
		return secret, os.Chmod(path, 0o600)
	}
	random := make([]byte, secretBytes)
	rand.Read(random) // never fails
	secret := hex.EncodeToString(random)
	return secret, replace(path, secret+"\n")
}

// replace writes a file at once or not at all.
func replace(path, content string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // made with 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
