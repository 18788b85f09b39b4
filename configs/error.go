package configs

import "fmt"

// Error is one setting that cannot be used.
type Error struct {
	Key     string // e.g. server.listen
	Value   string // as written; empty for a secret
	Source  string // e.g. "gouji.yaml:3", "GOUJI_SERVER_LISTEN", "--server.listen"
	Problem string
}

// Error names the setting, its value and where it comes from.
func (e *Error) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("setting %s (%s): %s", e.Key, e.Source, e.Problem)
	}
	return fmt.Sprintf("setting %s: %q (%s): %s", e.Key, e.Value, e.Source, e.Problem)
}
