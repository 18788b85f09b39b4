package printer

// TruthFile is a report's truth in the form that truth files of corpora have.
type TruthFile struct {
	Form       string              `json:"form"`
	Cells      map[string]*float64 `json:"cells"`
	Meta       map[string]any      `json:"meta"`
	Ambiguous  []string            `json:"ambiguous"`
	Violations []string            `json:"violations"`
}

// TruthFile gives the truth as a file.
func (r Report) TruthFile() TruthFile {
	t := TruthFile{Form: r.Truth.Forms["applications"], Cells: r.Truth.Cells, Meta: map[string]any{}, Ambiguous: []string{}, Violations: []string{}}
	for key := range r.Truth.Ambiguous {
		t.Ambiguous = append(t.Ambiguous, key)
	}
	for _, v := range r.Truth.Violations {
		t.Violations = append(t.Violations, v.Rule)
	}
	for name, value := range map[string]string{
		"title": r.Truth.Title, "issuer": r.Truth.Issuer, "phone": r.Truth.Phone, "postcode": r.Truth.Postcode,
		"published_on": r.Truth.Published, "doc_number": r.Truth.DocNumber,
	} {
		t.Meta[name] = nil
		if value != "" {
			t.Meta[name] = value
		}
	}
	t.Meta["year"] = r.Truth.Year
	return t
}
