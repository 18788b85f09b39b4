// Package browser tests the web interface in a real Chromium against the built
// program, its search server and files that are dropped into its folder. A
// picture of each state is written to .cache/screenshots.
package browser
