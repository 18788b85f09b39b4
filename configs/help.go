package configs

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Flag describes the flag of one setting.
type Flag struct {
	Key     string // also the name of the flag
	Default string
	Help    string // the setting's comment in default.yaml
}

// Flags lists the flags of all settings in the order of default.yaml.
func Flags() ([]Flag, error) {
	root, err := parseYAML("default.yaml", defaultYAML)
	if err != nil {
		return nil, err
	}
	described := map[string]Flag{}
	describe("", root, described)
	var flags []Flag
	for _, f := range fields(new(Settings)) {
		flags = append(flags, described[f.key])
	}
	return flags, nil
}

// describe finds every key's default as written, and as its help the first
// line of the last paragraph of its comment.
func describe(key string, n ast.Node, out map[string]Flag) {
	mapping, ok := n.(*ast.MappingNode)
	if !ok {
		return
	}
	for _, pair := range mapping.Values {
		sub := join(key, pair.Key.GetToken().Value)
		value, _ := scalarText(pair.Value)
		out[sub] = Flag{Key: sub, Default: value, Help: paragraph(pair.GetComment())}
		describe(sub, pair.Value, out)
	}
}

func paragraph(c *ast.CommentGroupNode) string {
	if c == nil {
		return ""
	}
	paragraphs := strings.Split(c.String(), "\n#\n")
	line, _, _ := strings.Cut(paragraphs[len(paragraphs)-1], "\n")
	return strings.TrimSpace(strings.TrimLeft(line, "#"))
}

// Default is the commented default settings, to start a file of one's own from.
func Default() string { return string(defaultYAML) }
