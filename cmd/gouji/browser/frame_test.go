package browser

import "testing"

// Every page is usable by everybody: on a phone, in both languages, by keyboard
// and by a screen reader.
func TestPagesAreAccessible(t *testing.T) {
	d := sharedDaemon(t)
	for name, path := range map[string]string{"status": "/status"} {
		t.Run(name, func(t *testing.T) {
			b := newTab(t, d.url)
			b.visit(path)
			b.accessible()
			b.picture("zh")
			b.visit(path + "?lang=en")
			b.accessible()
			b.picture("en")
			b.narrow()
			b.picture("phone")
		})
	}
}
