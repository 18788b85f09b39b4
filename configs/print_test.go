package configs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettingsAreWrittenWithoutSecrets(t *testing.T) {
	l, err := Load(Input{Flags: map[string]string{
		"meilisearch.key": "s3cret-key", "pdf.passwords": "s3cret-pdf", "server.password": "s3cret-page", "server.login": "password",
		"queue.url": "nats://user:s3cret-nats@queue:4222", "folders": "[{path: /in, mode: keep}]", "limits.text_bytes": "1MiB",
	}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := l.YAML()
	if err != nil || strings.Contains(string(b), "s3cret") || !strings.Contains(string(b), "nats://queue:4222") {
		t.Fatalf("%s %v", b, err)
	}
	file := filepath.Join(t.TempDir(), "gouji.yaml")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Load(Input{File: file, Flags: map[string]string{"server.password": "s3cret-page"}})
	if err != nil {
		t.Fatal(err)
	}
	if same, err := again.YAML(); err != nil || string(same) != string(b) {
		t.Errorf("read again:\n%s\nwant\n%s", same, b)
	}
}
