package review

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"
)

// complaint is what is wrong with something a person has entered. Its text is
// the key of the word that says so.
type complaint string

func (c complaint) Error() string { return string(c) }

// What can be wrong with a figure.
const (
	errNoNumber  complaint = "bad number"
	errThousands complaint = "bad thousands"
	errTooLong   complaint = "number too long"
)

// maxDigits is how many digits a float64 holds exactly.
const maxDigits = 15

var (
	number    = regexp.MustCompile(`^-?\d+(?:\.\d+)?$`)
	divided   = regexp.MustCompile(`^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$`)
	blankMark = regexp.MustCompile(`^(?:-+|/|无|無|空)?$`)
	dashes    = strings.NewReplacer("−", "-", "–", "-", "—", "-")
)

// parseFigure reads the figure that a person says a document shows: digits, also
// of full width, with a minus, a point and separators of thousands. Nothing, or
// one of the marks that stand for nothing, is a blank, which is nil.
func parseFigure(entered string) (*float64, error) {
	s := dashes.Replace(strings.TrimSpace(width.Fold.String(entered)))
	switch {
	case blankMark.MatchString(s):
		return nil, nil
	case divided.MatchString(s):
		s = strings.ReplaceAll(s, ",", "")
	case strings.Contains(s, ",") && number.MatchString(strings.ReplaceAll(s, ",", "")):
		return nil, errThousands
	case !number.MatchString(s):
		return nil, errNoNumber
	}
	if len(strings.Trim(s, "-")) > maxDigits {
		return nil, errTooLong
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, errNoNumber
	}
	if v == 0 {
		v = 0 // not minus zero
	}
	return &v, nil
}
