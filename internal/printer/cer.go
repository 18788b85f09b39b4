package printer

import "strings"

// Errors is how many characters differ between what was read and what is
// printed: insertions, deletions and replacements (Levenshtein), blanks aside.
// characters is how many are printed, so that errors/characters is the
// character error rate.
func Errors(read string, printed []string) (errors, characters int) {
	a, b := []rune(solid(read)), []rune(solid(strings.Join(printed, "")))
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, p := range b {
			replace := diagonal
			if r != p {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)], len(b)
}
