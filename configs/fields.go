package configs

import (
	"reflect"
	"strings"
)

// A field is one setting: a leaf of the Settings struct under its dotted key.
type field struct {
	key   string
	tag   reflect.StructTag
	value reflect.Value
}

// fields lists the settings of s in order. Lists are leaves.
func fields(s *Settings) []field {
	return leaves("", "", reflect.ValueOf(s).Elem())
}

func leaves(key string, tag reflect.StructTag, v reflect.Value) []field {
	if v.Kind() != reflect.Struct {
		return []field{{key, tag, v}}
	}
	var out []field
	for i := range v.NumField() {
		f := v.Type().Field(i)
		out = append(out, leaves(join(key, name(f)), f.Tag, v.Field(i))...)
	}
	return out
}

// name is the key of a struct field.
func name(f reflect.StructField) string { return f.Tag.Get("yaml") }

func join(parent, key string) string {
	if parent == "" {
		return key
	}
	return parent + "." + key
}

// envName is the environment variable of a setting: GOUJI_SERVER_LISTEN.
func envName(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}
