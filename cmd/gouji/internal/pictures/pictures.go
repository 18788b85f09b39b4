package pictures

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"

	"golang.org/x/sync/singleflight"
)

// The media types of pictures.
const (
	PNG  = "image/png"
	JPEG = "image/jpeg"
)

// Picture is a picture of a page.
type Picture struct {
	Media         string // PNG or JPEG
	Body          []byte
	Width, Height int // pixels
}

// Key names a picture.
type Key struct {
	ID    string // of the document: 32 hex digits
	Page  int    // from 1
	Width int    // pixels that were asked for
	Turn  int    // see ocr.Page.Turn: it may change when a document is read anew
}

// path is where a picture is kept, without its extension.
func (k Key) path() string {
	name := fmt.Sprintf("%s-%d-%d", k.ID, k.Page, k.Width)
	if k.Turn != 0 {
		name += fmt.Sprintf("-turned%d", k.Turn)
	}
	return filepath.Join(k.ID[:min(2, len(k.ID))], name)
}

// Draw makes a picture that is not kept yet.
type Draw func(context.Context) (Picture, error)

// Cache keeps pictures. It is safe for concurrent use.
type Cache struct {
	folder  *folder
	log     *slog.Logger
	flights singleflight.Group
	turn    chan struct{} // held by the one that draws
	ctx     context.Context
	cancel  context.CancelFunc

	mu      sync.Mutex // guards closed, and that nothing begins after it
	closed  bool
	drawing sync.WaitGroup
}

// Open returns the cache in a folder, which is made when the first picture is
// put into it. It takes no more than most bytes; what was looked at longest ago
// is removed first.
func Open(dir string, most int64, log *slog.Logger) *Cache {
	c := &Cache{folder: &folder{dir: dir, most: most, size: unmeasured}, log: log, turn: make(chan struct{}, 1)}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// Close ends the drawing and returns when nothing draws any more.
func (c *Cache) Close() error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.cancel()
	c.drawing.Wait()
	return nil
}

var (
	// errClosed answers what is asked after Close.
	errClosed = errors.New("the pictures are closed")
	// errGone is the error of a picture for whose turn nobody has waited.
	errGone = errors.New("nobody waits for the picture")
)

// Get returns a picture, drawn if it is not kept. Many who ask for the same have
// it drawn once, and one picture is drawn at a time. Whoever goes away while it
// waits for its turn has nothing drawn; a picture that is being drawn is
// finished and kept also when nobody waits for it, unless the cache is closed.
func (c *Cache) Get(ctx context.Context, k Key, draw Draw) (Picture, error) {
	for {
		if p, ok := c.folder.get(k); ok {
			return p, nil
		}
		answer := c.flights.DoChan(k.path(), func() (any, error) { return c.draw(ctx, k, draw) })
		select {
		case <-ctx.Done():
			return Picture{}, ctx.Err()
		case r := <-answer:
			if errors.Is(r.Err, errGone) && ctx.Err() == nil {
				continue // it was somebody else who has gone away
			}
			p, _ := r.Val.(Picture)
			return p, r.Err
		}
	}
}

// draw waits for its turn, as long as ctx lasts, and makes a picture.
func (c *Cache) draw(ctx context.Context, k Key, draw Draw) (Picture, error) {
	if !c.enter() {
		return Picture{}, errClosed
	}
	defer c.drawing.Done()
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return Picture{}, errGone
	case <-c.ctx.Done():
		return Picture{}, errClosed
	}
	defer func() { <-c.turn }()
	if p, ok := c.folder.get(k); ok { // drawn since Get has looked
		return p, nil
	}
	p, err := draw(c.ctx)
	if err != nil {
		return Picture{}, err
	}
	if err := c.folder.put(k, p); err != nil {
		c.log.Warn("picture of a page is not kept", slog.Any("error", err))
	}
	return p, nil
}

// enter registers a drawing, unless the cache is closed.
func (c *Cache) enter() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.drawing.Add(1)
	}
	return !c.closed
}
