// Package packaging holds the tests of the container image and the Debian
// package: their files are linted by the usual linters, and the entry point runs
// in a namespace of its own. make try-package tries them in a whole Debian.
package packaging
