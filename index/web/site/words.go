package site

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/goccy/go-yaml"
)

// wordsFile is the file of a page's words: key: {zh: 中文, en: English}.
// Verbs of package fmt stand for what is put in.
const wordsFile = "words.yaml"

// entry is a word in both languages.
type entry struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

func (e entry) in(l Language) string {
	if l == English {
		return e.EN
	}
	return e.ZH
}

// words are looked up by key.
type words map[string]entry

// loadWords reads the words of a page; a page need not have any.
func loadWords(fsys fs.FS) (words, error) {
	b, err := fs.ReadFile(fsys, wordsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return words{}, nil
	}
	if err != nil {
		return nil, err
	}
	var w words
	if err := yaml.UnmarshalWithOptions(b, &w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", wordsFile, err)
	}
	for key, e := range w {
		if e.ZH == "" || e.EN == "" {
			return nil, fmt.Errorf("%s: %q must be given in both languages", wordsFile, key)
		}
	}
	return w, nil
}

// Phrases are the words of a page in one language, and the common ones.
type Phrases struct {
	language Language
	own      words
	common   words
}

// Language tells in which language the phrases are.
func (p Phrases) Language() Language { return p.language }

// Word returns a word of the page or a common one. What is put into a word
// follows the verbs of package fmt. A key that is not known is a fault.
func (p Phrases) Word(key string, args ...any) (string, error) {
	for _, w := range []words{p.own, p.common} {
		if e, ok := w[key]; ok {
			if len(args) == 0 {
				return e.in(p.language), nil
			}
			return fmt.Sprintf(e.in(p.language), args...), nil
		}
	}
	return "", fmt.Errorf("no word for %q", key)
}

// Name returns the name of an attribute or of one of its values, such as
// "check_status" or "suspect". What has no name stands for itself.
func (p Phrases) Name(value string) string {
	for _, w := range []words{p.own, p.common} {
		if e, ok := w["name."+value]; ok {
			return e.in(p.language)
		}
	}
	return value
}
