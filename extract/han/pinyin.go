package han

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestNote bounds a pinyin note in bytes: four syllables, tone marks as
// combining characters.
const longestNote = 48

// syllable is a Mandarin syllable without its tone: initial and final. "v" is
// often typed for ü.
var syllable = regexp.MustCompile(`^(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:[iuüv]?a(?:ng?|i|o)?|[iuüv]?e(?:ng?|i|r)?|i(?:u|ng?|ong)?|o(?:ng|u)?|u(?:i|n|o)?|[üv]n?|uai|uang|iang|iao)|ng?|m)$`)

// tones maps a vowel with a tone mark to the plain vowel; ɑ and ɡ are what some
// fonts and converters write for a and g.
var tones = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ă", "a",
	"ē", "e", "é", "e", "ě", "e", "è", "e", "ĕ", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ĭ", "i",
	"ō", "o", "ó", "o", "ǒ", "o", "ò", "o", "ŏ", "o",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ŭ", "u",
	"ǖ", "ü", "ǘ", "ü", "ǚ", "ü", "ǜ", "ü",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m",
	"ɑ", "a", "ɡ", "g",
)

// StripPinyin takes out the pinyin notes that some web pages set after
// characters: 公開(kāi) becomes 公開. A note needs a tone mark, or the place of a
// lost one ("?" or U+FFFD). Notes in the neutral tone, as in 我們(men), only go
// where the text has toned ones, so that a unit or an abbreviation stays.
func StripPinyin(s string) string {
	if !strings.ContainsAny(s, "(（") {
		return s
	}
	stripped, toned := strip(s, true)
	if !toned {
		return s
	}
	stripped, _ = strip(stripped, false)
	return stripped
}

// strip takes out the notes after Han and reports whether there was one.
func strip(s string, needTone bool) (string, bool) {
	var b strings.Builder
	found, rest := false, 0
	afterHan, end := false, 0 // end is that of the last character but blanks
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if (r == '(' || r == '（') && afterHan {
			if length := noteLength(s[i+n:], needTone); length > 0 {
				b.WriteString(s[rest:end])
				i += n + length
				rest, end, found = i, i, true
				continue
			}
		}
		i += n
		if r != ' ' && r != '\u3000' {
			afterHan, end = IsHan(r) || r == '\uFFFD', i // a lost character had its note, too
		}
	}
	if !found {
		return s, false
	}
	b.WriteString(s[rest:])
	return b.String(), true
}

// noteLength measures the note that starts s, closing bracket included; 0 when
// there is none.
func noteLength(s string, needTone bool) int {
	for i, r := range s {
		switch {
		case i > longestNote || r == '\n' || r == '\t' || r == '|' || r >= '0' && r <= '9':
			return 0
		case r == ')' || r == '）':
			if !isNote(s[:i], needTone) {
				return 0
			}
			return i + utf8.RuneLen(r)
		}
	}
	return 0
}

// isNote reports whether s is pinyin, one or more syllables.
func isNote(s string, needTone bool) bool {
	s = norm.NFC.String(s)
	plain := tones.Replace(s)
	damaged := strings.ContainsAny(plain, "?\uFFFD")
	if needTone && plain == s && !damaged {
		return false
	}
	words := strings.FieldsFunc(plain, func(r rune) bool { return r == ' ' || r == '\'' || r == '’' })
	for _, word := range words {
		if !isSyllable(word) {
			return false
		}
	}
	return len(words) > 0
}

// isSyllable tries the vowels for one lost letter.
func isSyllable(word string) bool {
	at := strings.IndexAny(word, "?\uFFFD")
	if at < 0 {
		return syllable.MatchString(word)
	}
	_, n := utf8.DecodeRuneInString(word[at:])
	if len(word) == n {
		return false
	}
	for _, vowel := range []string{"a", "e", "i", "o", "u", "ü"} {
		if syllable.MatchString(word[:at] + vowel + word[at+n:]) {
			return true
		}
	}
	return false
}
