// Command cmd writes invented reports with their truth to a folder, printed
// and, if a damage is named, scanned:
//
//	go run ./internal/printer/cmd -out DIR -n 6 -seed 1 -damage office200,stamp300
//
// For each report it writes NAME.pdf, NAME.truth.json (cells by canonical
// key) and NAME.prose.json (the printed lines outside of tables, page by page).
package main
