package doctor

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// get returns the body of a successful answer.
func get(ctx context.Context, url, key string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, err
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, &refusal{response.Status, reasonIn(body)}
	}
	return body, nil
}

// refusal is an answer that is no success.
type refusal struct{ status, reason string }

// Error implements error.
func (e *refusal) Error() string { return strings.TrimSpace("answered " + e.status + " " + e.reason) }

// reasonIn is what gouji gives as the reason of a refusal.
func reasonIn(body []byte) string {
	var answer struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return "" // another server
	}
	return answer.Error
}
