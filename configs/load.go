package configs

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
)

//go:embed default.yaml
var defaultYAML []byte

const envPrefix = "GOUJI_"

// fileVariable names the settings file in the environment.
const fileVariable = "GOUJI_CONFIG"

// foreign are variables under names of others that are honoured; a variable of
// the setting's own name goes before.
var foreign = map[string]string{
	"MEILI_URL":        "meilisearch.url",
	"MEILI_MASTER_KEY": "meilisearch.key",
	// Where the scripts install models; the reader of scans knows the variable, too.
	"GOUJI_TESSDATA": "ocr.tessdata",
}

// places are where a settings file is looked for.
var places = []string{"gouji.yaml", "/etc/gouji/gouji.yaml"}

// Input is where settings come from besides the defaults.
type Input struct {
	File  string            // a settings file; empty: GOUJI_CONFIG, then the usual places
	Env   []string          // NAME=value, as os.Environ gives it
	Flags map[string]string // key of the setting to the text of its flag
}

// Loaded is the settings in force and where they come from.
type Loaded struct {
	Settings
	File    string            // the settings file that was read; empty if none
	Sources map[string]string // key to file:line, variable or flag
}

// Load reads the settings: defaults, then the file, the environment and the
// flags. Its error joins an *Error for every setting that cannot be used.
func Load(in Input) (*Loaded, error) {
	l := &Loaded{Sources: map[string]string{}}
	if err := l.readYAML("default.yaml", defaultYAML); err != nil {
		return nil, err
	}
	env := environ(in.Env)
	if err := errors.Join(l.readFile(in.File, env), l.readEnv(env), l.readFlags(in.Flags)); err != nil {
		return nil, err
	}
	if err := l.complete(); err != nil {
		return nil, err
	}
	return l, nil
}

// readFile reads the settings file. Only a file that was asked for must exist.
func (l *Loaded) readFile(file string, env map[string]string) error {
	candidates := places
	if file == "" {
		file = env[fileVariable]
	}
	if file != "" {
		candidates = []string{file}
	}
	for _, path := range candidates {
		b, err := os.ReadFile(path)
		if file == "" && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("settings file: %w", err)
		}
		l.File = path
		return l.readYAML(path, b)
	}
	return nil
}

func (l *Loaded) readYAML(source string, b []byte) error {
	root, err := parseYAML(source, b)
	if err != nil || root == nil {
		return err
	}
	d := decoder{source: source, lines: true, sources: l.Sources}
	d.decode("", "", root, reflect.ValueOf(&l.Settings).Elem())
	return errors.Join(d.errs...)
}

func environ(list []string) map[string]string {
	env := map[string]string{}
	for _, entry := range list {
		if name, value, ok := strings.Cut(entry, "="); ok {
			env[name] = value
		}
	}
	return env
}

func (l *Loaded) readEnv(env map[string]string) error {
	var errs []error
	known := map[string]bool{fileVariable: true}
	for _, f := range fields(&l.Settings) {
		known[envName(f.key)] = true
		for name, key := range foreign {
			known[name] = true
			if value := env[name]; key == f.key && value != "" {
				errs = append(errs, l.set(f, name, value))
			}
		}
		if value, ok := env[envName(f.key)]; ok {
			errs = append(errs, l.set(f, envName(f.key), value))
		}
	}
	for name := range env {
		if strings.HasPrefix(name, envPrefix) && !known[name] {
			errs = append(errs, fmt.Errorf("environment variable %s: there is no such setting", name))
		}
	}
	slices.SortFunc(errs, byText)
	return errors.Join(errs...)
}

func (l *Loaded) readFlags(flags map[string]string) error {
	var errs []error
	for _, f := range fields(&l.Settings) {
		if value, ok := flags[f.key]; ok {
			errs = append(errs, l.set(f, "--"+f.key, value))
		}
	}
	return errors.Join(errs...)
}

// set sets one setting from the text of a variable or flag. A list is written
// a,b or as YAML in brackets.
func (l *Loaded) set(f field, source, text string) error {
	if f.value.Kind() != reflect.Slice {
		if err := setScalar(f.value, f.tag, text); err != nil {
			return newError(f.key, f.tag, text, source, err)
		}
		l.Sources[f.key] = source
		return nil
	}
	d := decoder{source: source, sources: l.Sources}
	d.decodeList(f, text)
	return errors.Join(d.errs...)
}

func byText(a, b error) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return strings.Compare(a.Error(), b.Error())
}
