// Package hostile makes files that are broken or built to exhaust their reader:
// small on disk, large when they are followed. Tests feed them to the program.
package hostile
