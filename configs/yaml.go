package configs

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A decoder fills settings from one YAML source and remembers where each came
// from. It goes on after an error, so that all are reported at once.
type decoder struct {
	source  string // the name of the file, or of the variable or flag
	lines   bool   // whether a line number helps to find the place
	sources map[string]string
	errs    []error
}

// parseYAML returns the single document of a source; nil if it is empty.
func parseYAML(source string, b []byte) (ast.Node, error) {
	file, err := parser.ParseBytes(b, parser.ParseComments)
	if err != nil {
		if e, ok := errors.AsType[yaml.Error](err); ok {
			return nil, fmt.Errorf("%s:%d: %s", source, e.GetToken().Position.Line, e.GetMessage())
		}
		return nil, fmt.Errorf("%s: %w", source, err)
	}
	if len(file.Docs) == 0 {
		return nil, nil
	}
	if len(file.Docs) > 1 {
		return nil, fmt.Errorf("%s: settings are a single YAML document", source)
	}
	body := file.Docs[0].Body
	if _, ok := body.(*ast.CommentGroupNode); ok {
		return nil, nil
	}
	return body, nil
}

// decode fills v from a node that stands under key.
func (d *decoder) decode(key string, tag reflect.StructTag, n ast.Node, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		d.decodeStruct(key, n, v)
	case reflect.Slice:
		d.decodeSlice(key, n, v)
	default:
		d.decodeScalar(key, tag, n, v)
	}
}

func (d *decoder) decodeStruct(key string, n ast.Node, v reflect.Value) {
	mapping, ok := n.(*ast.MappingNode)
	if !ok {
		d.fail(key, n, "must be a list of keys with their values")
		return
	}
	for _, pair := range mapping.Values {
		sub := join(key, pair.Key.GetToken().Value)
		f, ok := fieldByName(v.Type(), pair.Key.GetToken().Value)
		if !ok {
			d.fail(sub, pair.Key, "there is no such setting")
			continue
		}
		if pair.Value.Type() == ast.NullType {
			d.fail(sub, pair.Key, "has no value; write \"\" for an empty one")
			continue
		}
		d.decode(sub, f.Tag, pair.Value, v.FieldByIndex(f.Index))
	}
}

// decodeSlice replaces the list. A struct in a list may be written as the
// value of its first field alone.
func (d *decoder) decodeSlice(key string, n ast.Node, v reflect.Value) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		d.fail(key, n, "must be a list")
		return
	}
	list := reflect.MakeSlice(v.Type(), len(seq.Values), len(seq.Values))
	for i, item := range seq.Values {
		sub, element := fmt.Sprintf("%s[%d]", key, i), list.Index(i)
		if _, scalar := item.(ast.ScalarNode); scalar && element.Kind() == reflect.Struct {
			f := element.Type().Field(0)
			d.decode(join(sub, name(f)), f.Tag, item, element.Field(0))
			continue
		}
		d.decode(sub, "", item, element)
	}
	v.Set(list)
	d.sources[key] = d.at(n)
}

func (d *decoder) decodeScalar(key string, tag reflect.StructTag, n ast.Node, v reflect.Value) {
	text, ok := scalarText(n)
	if !ok {
		d.fail(key, n, "must be a single value")
		return
	}
	if err := setScalar(v, tag, text); err != nil {
		d.errs = append(d.errs, newError(key, tag, text, d.at(n), err))
		return
	}
	d.sources[key] = d.at(n)
}

// scalarText is a scalar as it is written, without quotes.
func scalarText(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.LiteralNode:
		return strings.TrimSuffix(n.Value.Value, "\n"), true
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	default:
		return "", false
	}
}

func (d *decoder) fail(key string, n ast.Node, problem string) {
	d.errs = append(d.errs, &Error{Key: key, Source: d.at(n), Problem: problem})
}

func (d *decoder) at(n ast.Node) string {
	if !d.lines {
		return d.source
	}
	return fmt.Sprintf("%s:%d", d.source, n.GetToken().Position.Line)
}

func newError(key string, tag reflect.StructTag, value, source string, problem error) *Error {
	if tag.Get("secret") != "" {
		value = ""
	}
	return &Error{Key: key, Value: value, Source: source, Problem: problem.Error()}
}

func fieldByName(t reflect.Type, key string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		if f := t.Field(i); name(f) == key {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// decodeList fills a list from the text of a variable or flag.
func (d *decoder) decodeList(f field, text string) {
	if !strings.HasPrefix(strings.TrimSpace(text), "[") {
		d.decodeWords(f, text)
		return
	}
	n, err := parseYAML(d.source, []byte(text))
	if err != nil || n == nil {
		d.errs = append(d.errs, &Error{Key: f.key, Value: text, Source: d.source, Problem: "is not a list like [a, b]"})
		return
	}
	d.decodeSlice(f.key, n, f.value)
}

// decodeWords fills a list from a,b.
func (d *decoder) decodeWords(f field, text string) {
	list := reflect.MakeSlice(f.value.Type(), 0, 4)
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		element := reflect.New(list.Type().Elem()).Elem()
		target := element
		if element.Kind() == reflect.Struct {
			target = element.Field(0)
		}
		target.SetString(word)
		list = reflect.Append(list, element)
	}
	f.value.Set(list)
	d.sources[f.key] = d.source
}
