// Package admin serves what only the administrator may do: backups, retention
// and deleting documents. Whoever asks needs the token of the data folder,
// however people log in.
package admin
