package ocr

// Model names what a recogniser reads with.
type Model string

// The models of Tesseract. English is read for its digits, with two models
// that err differently.
const (
	Best        Model = "eng_best" // English, exact (best_int)
	Fast        Model = "eng"      // English, fast
	Chinese     Model = "chi_sim"  // simplified characters
	Traditional Model = "chi_tra"  // traditional characters
)

// Reading is what was read from one line.
type Reading struct {
	Text       string
	Confidence float64 // of the least sure symbol, from 0 to 1; 0 without symbols
	Symbols    []Symbol
}

// Symbol is one character, spaces left out.
type Symbol struct {
	Text         string
	Confidence   float64  // 0 to 1
	Alternatives []Choice // most likely first, the chosen one included
}

// Choice is one reading of a symbol.
type Choice struct {
	Text       string
	Confidence float64 // 0 to 1
}
