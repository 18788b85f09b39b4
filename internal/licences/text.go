package licences

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

const rule = "================================================================================"

// WriteTexts writes the texts that must be passed on with the program, each of
// them once with the components that it is for.
func WriteTexts(w io.Writer, components []Component) error {
	type entry struct {
		heads []string
		body  string
	}
	var entries []*entry
	byBody := map[string]*entry{}
	for _, c := range components {
		for _, t := range c.Texts {
			e := byBody[t.Body]
			if e == nil {
				e = &entry{body: t.Body}
				byBody[t.Body] = e
				entries = append(entries, e)
			}
			e.heads = append(e.heads, c.head(t.File))
		}
	}
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "gouji contains, or is shipped with, the following work of other people.\n")
	for _, e := range entries {
		fmt.Fprintf(b, "\n%s\n%s\n%s\n\n", rule, strings.Join(e.heads, "\n"), rule)
		fmt.Fprintln(b, strings.Trim(strings.ReplaceAll(e.body, "\r\n", "\n"), "\n"))
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("licences: %w", err)
	}
	return nil
}

func (c Component) head(file string) string {
	head := strings.TrimSpace(c.Name + " " + c.Version)
	if c.Inside != "" {
		head += " in " + c.Inside
	}
	return fmt.Sprintf("%s (%s): %s", head, strings.Join(c.Licences, ", "), file)
}
