// Command gouji turns the reports that are dropped into a watched folder into
// checked, searchable figures.
package main
