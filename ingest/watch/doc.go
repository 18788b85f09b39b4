// Package watch finds the files of the watched folders and says when each of
// them has settled, has changed, or is gone.
//
// The events of the operating system are hints only: an event makes the watcher
// look at one path a little earlier. The truth is the rescan, a walk over the
// whole folder, at start, at an interval, after lost events, and on request. On
// a network file system no events arrive, so there the folder is walked every
// few seconds.
//
// A file has settled when two looks at it, at least the window apart, saw the
// same size, modification time and inode, and it could be opened for reading.
// Its age does not matter: a file that was copied with an old modification time
// is as good as any. A file that cannot be opened is tried again later.
//
// A known file that two rescans, the window apart, did not see is gone. It is
// not gone when its folder could not be read, or when the whole share looks as
// if it had been unmounted: then everything is held as it was.
package watch
