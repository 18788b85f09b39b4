// Command cmd checks the licences of what gouji consists of and writes what goes
// with a release. It is started in the folder of the repository:
//
//	go run ./internal/licences/cmd check
//	go run ./internal/licences/cmd texts dist/THIRD_PARTY_LICENCES
//	go run ./internal/licences/cmd -version v1.2.0 -made 2026-11-22T08:00:00Z bom dist/gouji.cdx.json
package main
