package site

import "strings"

// Anchor is the id of a figure's element on the page of its document, made of
// its canonical key.
func Anchor(key string) string {
	return "cell-" + strings.NewReplacer("/", "-", ".", "_").Replace(key)
}
