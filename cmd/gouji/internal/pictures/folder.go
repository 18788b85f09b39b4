package pictures

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	_ "image/jpeg" // the media types of pictures
	_ "image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// extensions are those of the files, by media type.
var extensions = map[string]string{JPEG: ".jpg", PNG: ".png"}

const (
	// sumBytes is the length of the CRC-32C behind every picture. Programs that
	// show pictures do not mind it, and it betrays every damage of the file.
	sumBytes = 4
	// unmeasured is the size of a folder that was not looked through yet.
	unmeasured = -1
)

// folder is where pictures are kept. It may be emptied or removed at any time.
type folder struct {
	dir  string
	most int64 // bytes

	mu   sync.Mutex // guards what follows, and removing
	size int64      // bytes of all files
}

// get reads a picture. One that is damaged is not there.
func (f *folder) get(k Key) (Picture, bool) {
	for media, extension := range extensions {
		path := filepath.Join(f.dir, k.path()+extension)
		b, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		body, ok := unseal(b)
		if !ok {
			continue
		}
		config, format, err := image.DecodeConfig(bytes.NewReader(body))
		if err != nil || "image/"+format != media {
			continue
		}
		_ = os.Chtimes(path, time.Time{}, time.Now()) // or else it is removed too early
		return Picture{Media: media, Body: body, Width: config.Width, Height: config.Height}, true
	}
	return Picture{}, false
}

// put keeps a picture in the place of the one that is there, at once or not at all.
func (f *folder) put(k Key, p Picture) error {
	path := filepath.Join(f.dir, k.path()+extensions[p.Media])
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	content := seal(p.Body)
	if err := f.makeRoom(int64(len(content))); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "new-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(content)
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

// seal puts its sum behind a picture.
func seal(body []byte) []byte {
	return binary.BigEndian.AppendUint32(slices.Clip(body), sum(body))
}

// unseal is the picture before its sum, if it is whole.
func unseal(b []byte) ([]byte, bool) {
	if len(b) <= sumBytes {
		return nil, false
	}
	body := b[:len(b)-sumBytes]
	return body, binary.BigEndian.Uint32(b[len(body):]) == sum(body)
}

func sum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// file is one that is kept.
type file struct {
	path string
	size int64
	seen time.Time
}

// makeRoom counts in a picture of so many bytes. Where the folder becomes too
// large, what was looked at longest ago goes, until a tenth of it is free.
func (f *folder) makeRoom(more int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.size != unmeasured && f.size+more <= f.most {
		f.size += more
		return nil
	}
	files, err := f.list()
	if err != nil {
		return err
	}
	f.size = more
	for _, one := range files {
		f.size += one.size
	}
	if f.size <= f.most {
		return nil
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.seen.UnixNano(), b.seen.UnixNano()) })
	for _, oldest := range files {
		if f.size <= f.most-f.most/10 {
			break
		}
		if err := os.Remove(oldest.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		f.size -= oldest.size
	}
	return nil
}

// list looks through the folder. What an earlier run has left half written is
// among the files.
func (f *folder) list() ([]file, error) {
	var files []file
	err := filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		files = append(files, file{path, info.Size(), info.ModTime()})
		return nil
	})
	return files, err
}
