package licences

import (
	"fmt"
	"io"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// WriteBOM writes the bill of materials of the given version of gouji as
// CycloneDX 1.6 in JSON. The same input gives the same bytes; made is the time
// of the version, not of the writing.
func WriteBOM(w io.Writer, version string, made time.Time, components []Component) error {
	program := cdx.Component{
		BOMRef: "gouji", Type: cdx.ComponentTypeApplication, Name: "gouji", Version: version,
		PackageURL: "pkg:golang/github.com/gouji/gouji@" + version, Licenses: licenceChoices([]string{"Apache-2.0"}),
	}
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Timestamp: made.UTC().Format(time.RFC3339), Component: &program}
	parts := make([]cdx.Component, 0, len(components))
	refs := map[string]string{}
	for _, c := range components {
		refs[c.Name] = c.ref()
		part := cdx.Component{
			BOMRef: c.ref(), Type: c.Type, Name: c.Name, Version: c.Version,
			PackageURL: c.PURL, Licenses: licenceChoices(c.Licences),
		}
		if len(c.Hashes) > 0 {
			part.Hashes = &c.Hashes
		}
		parts = append(parts, part)
	}
	bom.Components = &parts
	bom.Dependencies = dependencies(program.BOMRef, components, refs)

	encoder := cdx.NewBOMEncoder(w, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false)
	if err := encoder.EncodeVersion(bom, cdx.SpecVersion1_6); err != nil {
		return fmt.Errorf("bill of materials: %w", err)
	}
	return nil
}

// dependencies says what is part of the program and what is part of a part.
func dependencies(program string, components []Component, refs map[string]string) *[]cdx.Dependency {
	var direct []string
	inside := map[string][]string{}
	for _, c := range components {
		if c.Inside == "" {
			direct = append(direct, c.ref())
		} else {
			inside[refs[c.Inside]] = append(inside[refs[c.Inside]], c.ref())
		}
	}
	all := []cdx.Dependency{{Ref: program, Dependencies: &direct}}
	for _, c := range components {
		if parts := inside[c.ref()]; len(parts) > 0 {
			all = append(all, cdx.Dependency{Ref: c.ref(), Dependencies: &parts})
		}
	}
	return &all
}

func licenceChoices(names []string) *cdx.Licenses {
	if len(names) == 0 {
		return nil
	}
	return &cdx.Licenses{{Expression: strings.Join(names, " AND ")}}
}
