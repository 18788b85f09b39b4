package configs

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// YAML writes the settings in force as a settings file, without secrets:
// neither settings that are some nor what stands in an address before its host.
func (l *Loaded) YAML() ([]byte, error) {
	b, err := yaml.Marshal(plain("", reflect.ValueOf(l.Settings)))
	if err != nil {
		return nil, fmt.Errorf("write settings: %w", err)
	}
	return b, nil
}

// plain is a value of the settings as YAML has it.
func plain(tag reflect.StructTag, v reflect.Value) any {
	switch value := v.Interface().(type) {
	case time.Duration:
		return value.String()
	case Size:
		return value.String()
	case string:
		if tag.Get("secret") == "true" {
			return ""
		}
		return withoutUser(value)
	}
	switch v.Kind() {
	case reflect.Struct:
		return plainStruct(v)
	case reflect.Slice:
		list := []any{}
		for i := 0; i < v.Len() && tag.Get("secret") != "true"; i++ {
			list = append(list, plain("", v.Index(i)))
		}
		return list
	default:
		return v.Interface()
	}
}

func plainStruct(v reflect.Value) yaml.MapSlice {
	var all yaml.MapSlice
	for i := range v.NumField() {
		f := v.Type().Field(i)
		all = append(all, yaml.MapItem{Key: name(f), Value: plain(f.Tag, v.Field(i))})
	}
	return all
}

// withoutUser takes name and password out of an address.
func withoutUser(s string) string {
	if !strings.Contains(s, "://") {
		return s
	}
	u, err := url.Parse(s)
	if err != nil || u.User == nil {
		return s
	}
	u.User = nil
	return u.String()
}
