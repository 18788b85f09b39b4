package configs

import (
	"fmt"
	"net/url"
	"unicode/utf8"
)

// minSecret is how many characters the key of the webhook must have at least.
const minSecret = 16

func (l *Loaded) webhook(refuse refusal) {
	w := &l.Webhook
	for i, event := range w.Events {
		switch event {
		case "done", "review", "failed":
		default:
			refuse(fmt.Sprintf("webhook.events[%d]", i), event, "is not done, review or failed")
		}
	}
	if w.URL == "" {
		return
	}
	if u, err := url.Parse(w.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		refuse("webhook.url", "", "is not an address like https://oa.example.cn/hooks/gouji")
	}
	if utf8.RuneCountInString(w.Secret) < minSecret {
		refuse("webhook.secret", "", fmt.Sprintf("must have at least %d characters, or webhook.secret_file", minSecret))
	}
}
