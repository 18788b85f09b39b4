package configs

import "embed"

// Forms holds forms/*.yaml, the editions of the statutory forms.
//
//go:embed forms/*.yaml
var Forms embed.FS
