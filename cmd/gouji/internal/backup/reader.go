package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/gouji/gouji/cmd/gouji/internal/datadir"
	"github.com/gouji/gouji/ingest"
)

// Sink takes what an archive holds, in the order of the archive. Nothing of it
// counts before Read has returned without an error.
type Sink interface {
	// Room is an error where a member of so many bytes has no place.
	Room(bytes int64) error
	// Original takes an original. It reports false where the bytes are not
	// those of the SHA-256.
	Original(ctx context.Context, sha256 string, r io.Reader) (whole bool, err error)
	Document(id string, json []byte) error
	Record(ctx context.Context, r *ingest.Record) error
	File(ctx context.Context, f ingest.KnownFile) error
	Log(name Log, r io.Reader) error
}

// Read reads an archive to its end and checks it against its manifest. The
// error is ErrDamaged for anything but a whole archive, datadir.ErrNewer for one
// of a newer gouji.
func Read(ctx context.Context, r io.Reader, into Sink) (Summary, error) {
	unpacked, err := zstd.NewReader(interruptible{ctx, r}, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(8*window))
	if err != nil {
		return Summary{}, err
	}
	defer unpacked.Close()
	a := &reader{tar: tar.NewReader(unpacked), into: into, running: sha256.New(), seen: map[string]bool{}}
	if err := a.header(); err != nil {
		return a.found, a.classify(ctx, err)
	}
	if err := a.members(ctx); err != nil {
		return a.found, a.classify(ctx, err)
	}
	return a.found, a.classify(ctx, tail(unpacked))
}

// reader reads the members of an archive.
type reader struct {
	tar  *tar.Reader
	into Sink

	running     hash.Hash // of the manifest as it should be
	bytes       int64     // of the same
	found       Summary
	seen        map[string]bool // members of which there is one
	last        string          // original or document, in order
	lastRecord  string
	sinkFailure error
}

// classify makes ErrDamaged of whatever is wrong with the archive itself.
func (a *reader) classify(ctx context.Context, err error) error {
	switch {
	case err == nil || ctx.Err() != nil:
		return errors.Join(err, ctx.Err())
	case a.sinkFailure != nil:
		return a.sinkFailure
	case errors.Is(err, ErrDamaged), errors.Is(err, datadir.ErrNewer):
		return err
	default:
		return damaged("%w", err)
	}
}

// sink remembers that it was not the archive that has failed.
func (a *reader) sink(err error) error {
	if err != nil && a.sinkFailure == nil && !errors.Is(err, ErrDamaged) {
		a.sinkFailure = err
	}
	return err
}

// next returns the next member; its content is to be read from the reader, which
// sums it up.
func (a *reader) next() (*tar.Header, *summing, error) {
	h, err := a.tar.Next()
	if errors.Is(err, io.EOF) {
		return nil, nil, damaged("there is no manifest at the end")
	}
	if err != nil {
		return nil, nil, err
	}
	if h.Typeflag != tar.TypeReg || h.Size < 0 || sparse(h) {
		return nil, nil, damaged("%.100q is not a plain file", h.Name)
	}
	return h, newSum(a.tar), nil
}

// sparse files are larger than what there is of them.
func sparse(h *tar.Header) bool {
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse") {
			return true
		}
	}
	return false
}

func (a *reader) header() error {
	h, content, err := a.next()
	if err != nil {
		return err
	}
	if h.Name != headerName || h.Size > maxHeader {
		return damaged("it begins with %.100q", h.Name)
	}
	b, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, &a.found.Header); err != nil {
		return err
	}
	is := a.found.Header
	if is.Format > format {
		return fmt.Errorf("备份由更新的 gouji %s 写入，请使用更新的 gouji · %w: the backup was written by gouji %s", is.Gouji, datadir.ErrNewer, is.Gouji)
	}
	if is.Format < 1 || is.Data < 1 {
		return damaged("format %d of version %d", is.Format, is.Data)
	}
	if err := (datadir.Mark{Data: is.Data, Gouji: is.Gouji}).Newer("backup"); err != nil {
		return err
	}
	return a.account(h, content)
}

// account adds a member that was read to the manifest as it should be.
func (a *reader) account(h *tar.Header, content *summing) error {
	if _, err := io.Copy(io.Discard, content); err != nil {
		return err
	}
	a.found.Bytes += h.Size
	return a.expect(member{h.Name, h.Size, hex.EncodeToString(content.hash.Sum(nil))})
}

func (a *reader) expect(v any) error {
	b, err := line(v)
	if err != nil {
		return err
	}
	a.bytes += int64(len(b))
	_, err = a.running.Write(b)
	return err
}

// members reads everything up to the manifest.
func (a *reader) members(ctx context.Context) error {
	for {
		h, content, err := a.next()
		if err != nil {
			return err
		}
		if h.Name == manifestName {
			return a.manifest(h, content)
		}
		if err := a.sink(a.into.Room(h.Size)); err != nil {
			return err
		}
		if err := a.member(ctx, h, content); err != nil {
			return err
		}
		if err := a.account(h, content); err != nil {
			return err
		}
	}
}

// member has the sink take a member. A name that we would not write is refused,
// so nothing in an archive can lead anywhere else.
func (a *reader) member(ctx context.Context, h *tar.Header, content io.Reader) error {
	if sha, ok := strings.CutPrefix(h.Name, originalsDir); ok && isHex(sha, 64) {
		return a.original(ctx, sha, content)
	}
	id, ok := strings.CutPrefix(strings.TrimSuffix(h.Name, documentsTail), documentsDir)
	if ok && isHex(id, 32) && h.Name == documentsDir+id+documentsTail {
		return a.document(id, h.Size, content)
	}
	if a.seen[h.Name] {
		return damaged("%q comes twice", h.Name)
	}
	a.seen[h.Name] = true
	switch {
	case h.Name == recordsName:
		return eachLine(content, func(b []byte) error { return a.record(ctx, b) })
	case h.Name == filesName:
		return eachLine(content, func(b []byte) error { return a.file(ctx, b) })
	case slices.Contains(logs, Log(h.Name)):
		return a.log(Log(h.Name), content)
	default:
		return damaged("%.100q does not belong there", h.Name)
	}
}

// ascending refuses a second one, and whatever is out of order.
func (a *reader) ascending(key string) error {
	if key <= a.last || a.seen[recordsName] {
		return damaged("%s comes twice or too late", key)
	}
	a.last = key
	return nil
}

func (a *reader) original(ctx context.Context, sha string, content io.Reader) error {
	if err := a.ascending(sha[:32] + " original"); err != nil {
		return err
	}
	kept := &failing{r: content}
	whole, err := a.into.Original(ctx, sha, kept)
	if kept.err != nil {
		return kept.err
	}
	if err := a.sink(err); err != nil {
		return err
	}
	a.found.Originals++
	if !whole {
		a.found.Damaged++
	}
	return nil
}

func (a *reader) document(id string, size int64, content io.Reader) error {
	if size > maxDocument {
		return damaged("document %s has %d bytes", id, size)
	}
	if err := a.ascending(id + "."); err != nil { // behind its original
		return err
	}
	b, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	if err := checkDocument(id, b); err != nil {
		return damaged("%w", err)
	}
	a.found.Documents++
	return a.sink(a.into.Document(id, b))
}

// checkDocument looks whether bytes are a document of that id.
func checkDocument(id string, b []byte) error {
	var doc struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return fmt.Errorf("document %s: %w", id, err)
	}
	if doc.ID != id {
		return fmt.Errorf("document %s says that it is %.40q", id, doc.ID)
	}
	return nil
}

var statuses = []ingest.Status{ingest.Queued, ingest.Failed, ingest.Parked, ingest.Refused, ingest.Done}

func (a *reader) record(ctx context.Context, b []byte) error {
	var r ingest.Record
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	if !isHex(r.SHA256, 64) || r.SHA256[:32] != r.ID || r.ID <= a.lastRecord || r.Bytes < 0 || !slices.Contains(statuses, r.Status) {
		return damaged("record %.40q", r.ID)
	}
	a.lastRecord = r.ID
	a.found.Records++
	return a.sink(a.into.Record(ctx, &r))
}

func (a *reader) file(ctx context.Context, b []byte) error {
	var f ingest.KnownFile
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	if !isHex(f.ID, 32) || f.Path == "" {
		return damaged("known file of %.40q", f.ID)
	}
	a.found.Files++
	return a.sink(a.into.File(ctx, f))
}

func (a *reader) log(name Log, content io.Reader) error {
	counted := &counting{failing: failing{r: content}}
	err := a.into.Log(name, counted)
	if counted.err != nil {
		return counted.err
	}
	if err := a.sink(err); err != nil {
		return err
	}
	if name == Review {
		a.found.Decisions = counted.lines
	}
	return nil
}

// manifest compares the manifest with what it should be. What was damaged when
// the backup was made cannot be counted here, so it is taken from its last line.
func (a *reader) manifest(h *tar.Header, content io.Reader) error {
	sum, tail := sha256.New(), &last{}
	size, err := io.Copy(io.MultiWriter(sum, tail), content)
	if err != nil {
		return err
	}
	var stated Summary
	if err := json.Unmarshal(tail.line(), &stated); err != nil {
		return damaged("the manifest has no totals: %w", err)
	}
	a.found.Damaged = max(a.found.Damaged, stated.Damaged)
	if err := a.expect(a.found); err != nil {
		return err
	}
	if size != a.bytes || !bytes.Equal(sum.Sum(nil), a.running.Sum(nil)) {
		return damaged("the manifest names something else than there is")
	}
	if _, err := a.tar.Next(); !errors.Is(err, io.EOF) {
		return damaged("something follows the manifest of %d bytes", h.Size)
	}
	return nil
}

// tail reads what the archive ends with, so that its checksum is looked at.
func tail(r io.Reader) error {
	n, err := io.Copy(io.Discard, io.LimitReader(r, maxTail+1))
	if err == nil && n > maxTail {
		err = damaged("something follows the end")
	}
	return err
}

// eachLine hands over the lines of a member.
func eachLine(r io.Reader, take func([]byte) error) error {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, maxLine)
	for scanner.Scan() {
		if err := take(scanner.Bytes()); err != nil {
			return err
		}
	}
	return scanner.Err()
}
