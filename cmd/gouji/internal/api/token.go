package api

import (
	"os"
	"path/filepath"
	"strings"
)

// TokenFile is the file in the data folder that holds what programs log in with.
const TokenFile = "api-token"

// Token reads the token of the daemon that keeps its data in a folder; empty
// where it cannot be read, which is no fault while the daemon asks for no login.
func Token(dataDir string) string {
	b, err := os.ReadFile(filepath.Join(dataDir, TokenFile))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
