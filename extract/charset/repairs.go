package charset

import (
	"maps"
	"slices"
)

// lost stands where something was lost.
const lost = '\uFFFD'

// The names of repairs.
const (
	mojibakeGBK    = "mojibake-gbk"    // UTF-8 read as windows-936
	mojibakeLatin1 = "mojibake-latin1" // UTF-8 read as ISO 8859-1
	mojibakeCP1252 = "mojibake-cp1252" // UTF-8 read as windows-1252
	mojibakeBytes  = "mojibake-bytes"  // GBK or Big5 read as a single-byte code
	entities       = "entities"
	lineEnds       = "line-ends"
	controls       = "controls"
	zeroWidth      = "zero-width"
	spaces         = "spaces"
	fullWidth      = "full-width"
	radicals       = "radicals"
	compatibility  = "compatibility"
	pinyin         = "pinyin"
)

// repairs is the set of the repairs that were done.
type repairs map[string]bool

func (r repairs) list() []string { return slices.Sorted(maps.Keys(r)) }
