package index

import "strings"

// The marks around found words in Hit.Highlights: private-use characters,
// which Norm removes from stored search text.
const (
	MarkStart = "\uE000"
	MarkEnd   = "\uE001"
)

// MergeMarks joins marks that touch. The search server marks Chinese text in
// short words or single characters.
func MergeMarks(s string) string { return strings.ReplaceAll(s, MarkEnd+MarkStart, "") }

// StripMarks removes all marks.
func StripMarks(s string) string {
	return strings.NewReplacer(MarkStart, "", MarkEnd, "").Replace(s)
}
