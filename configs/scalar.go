package configs

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

var duration = reflect.TypeFor[time.Duration]()

// setScalar sets v to what text says and checks it against the tag. The error
// is the second half of a sentence that begins with the setting.
func setScalar(v reflect.Value, tag reflect.StructTag, text string) error {
	if err := parseScalar(v, text); err != nil {
		return err
	}
	if words := strings.Fields(tag.Get("oneof")); len(words) > 0 && !slices.Contains(words, v.String()) {
		return fmt.Errorf("must be one of %s", strings.Join(words, ", "))
	}
	if least := tag.Get("min"); least != "" {
		bound := reflect.New(v.Type()).Elem()
		if err := parseScalar(bound, least); err != nil {
			return fmt.Errorf("tag min %q: %w", least, err)
		}
		if v.Int() < bound.Int() {
			return fmt.Errorf("must be at least %s", least)
		}
	}
	return nil
}

func parseScalar(v reflect.Value, text string) error {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(text))
	}
	switch {
	case v.Type() == duration:
		d, err := time.ParseDuration(text)
		if err != nil && text != "0" {
			return fmt.Errorf("is not a duration like 500ms, 2s or 5m")
		}
		v.SetInt(int64(d))
	case v.Kind() == reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("is not a whole number")
		}
		v.SetInt(int64(n))
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("is not true or false")
		}
		v.SetBool(b)
	case v.Kind() == reflect.String:
		v.SetString(text)
	default:
		return fmt.Errorf("cannot be written as a single value")
	}
	return nil
}
