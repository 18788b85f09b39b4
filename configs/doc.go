// Package configs holds what an administrator may change: the commented
// default settings and the statutory forms, both embedded, and the strict
// loader for settings. It imports nothing of the project; cmd hands its values
// to the packages that need them.
package configs
