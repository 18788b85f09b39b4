// Package web serves what people and programs ask of a running gouji. Each part
// of the site is a package of its own, which knows the rest of the program by
// narrow interfaces and the other parts not at all; package site is what they
// share, package access guards them.
package web
