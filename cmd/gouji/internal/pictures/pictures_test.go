package pictures

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const id = "00ff00ff00ff00ff00ff00ff00ff00ff"

func newCache(tb testing.TB, dir string, most int64) *Cache {
	tb.Helper()
	c := Open(dir, most, slog.New(slog.DiscardHandler))
	tb.Cleanup(func() {
		if err := c.Close(); err != nil {
			tb.Error(err)
		}
	})
	return c
}

// page is a picture of a page that is so wide.
func page(tb testing.TB, media string, width int) Picture {
	tb.Helper()
	img := image.NewGray(image.Rect(0, 0, width, 2*width))
	for i := range img.Pix {
		img.Pix[i] = byte(i * i >> 3)
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	if media == JPEG {
		b.Reset()
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return Picture{Media: media, Body: b.Bytes(), Width: width, Height: 2 * width}
}

// drawing counts how often it draws.
type drawing struct {
	picture Picture
	times   atomic.Int64
}

func (d *drawing) draw(context.Context) (Picture, error) {
	d.times.Add(1)
	return d.picture, nil
}

func get(tb testing.TB, c *Cache, k Key, d *drawing) {
	tb.Helper()
	p, err := c.Get(tb.Context(), k, d.draw)
	if err != nil || p.Media != d.picture.Media || !bytes.Equal(p.Body, d.picture.Body) || p.Width != d.picture.Width || p.Height != d.picture.Height {
		tb.Errorf("%+v: %s of %d x %d, %v", k, p.Media, p.Width, p.Height, err)
	}
}

func TestPicturesAreKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pages")
	c := newCache(t, dir, 1<<20)
	scan, text, turned := &drawing{picture: page(t, JPEG, 40)}, &drawing{picture: page(t, PNG, 50)}, &drawing{picture: page(t, JPEG, 60)}
	for range 2 {
		get(t, c, Key{ID: id, Page: 1, Width: 400}, scan)
		get(t, c, Key{ID: id, Page: 12, Width: 400}, text)
		get(t, c, Key{ID: id, Page: 1, Width: 400, Turn: 90}, turned)
	}
	get(t, newCache(t, dir, 1<<20), Key{ID: id, Page: 1, Width: 400}, scan) // after a restart
	if scan.times.Load() != 1 || text.times.Load() != 1 || turned.times.Load() != 1 {
		t.Errorf("drawn %d, %d, %d times", scan.times.Load(), text.times.Load(), turned.times.Load())
	}
	for _, name := range []string{"-1-400.jpg", "-12-400.png", "-1-400-turned90.jpg"} {
		if _, err := os.Stat(filepath.Join(dir, "00", id+name)); err != nil {
			t.Error(err)
		}
	}
}

// However a file is damaged, its picture is drawn again.
func TestDamagedFilesAreMadeAgain(t *testing.T) {
	dir := t.TempDir()
	c := newCache(t, dir, 1<<20)
	path := filepath.Join(dir, "00", id+"-1-400.jpg")
	d := &drawing{picture: page(t, JPEG, 40)}
	k := Key{ID: id, Page: 1, Width: 400}
	get(t, c, k, d)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	altered := bytes.Clone(whole)
	altered[len(altered)/2] ^= 1
	for name, content := range map[string][]byte{
		"empty": {}, "truncated": whole[:len(whole)-1], "altered": altered, "short": {1, 2, 3},
		"another picture": seal(page(t, PNG, 9).Body), "no picture": seal([]byte("<html>")), "nothing": seal(nil),
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		before := d.times.Load()
		get(t, c, k, d)
		get(t, c, k, d)
		if drawn := d.times.Load() - before; drawn != 1 {
			t.Errorf("%s: drawn %d times", name, drawn)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	get(t, c, k, d)
}

// A picture that cannot be kept is shown all the same.
func TestFullDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pages")
	if err := os.WriteFile(dir, nil, 0o600); err != nil { // a file where the folder should be
		t.Fatal(err)
	}
	get(t, newCache(t, dir, 1<<20), Key{ID: id, Page: 1, Width: 400}, &drawing{picture: page(t, JPEG, 40)})
}

// The folder stays below its size; what was looked at last stays.
func TestOldestAreRemoved(t *testing.T) {
	dir := t.TempDir()
	d := &drawing{picture: page(t, PNG, 40)}
	one := int64(len(d.picture.Body) + sumBytes)
	c := newCache(t, dir, 20*one)
	key := func(page int) Key { return Key{ID: id, Page: page, Width: 400} }
	for n := 1; n <= 20; n++ {
		get(t, c, key(n), d)
		old := time.Now().Add(time.Duration(n-100) * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, key(n).path()+".png"), old, old); err != nil {
			t.Fatal(err)
		}
	}
	get(t, c, key(1), d)
	get(t, c, key(21), d)
	for n, want := range map[int]bool{1: true, 2: false, 3: false, 4: false, 5: true, 20: true, 21: true} {
		if _, kept := c.folder.get(key(n)); kept != want {
			t.Errorf("page %d: kept %v", n, kept)
		}
	}
	files, err := c.folder.list()
	if err != nil || int64(len(files))*one > 20*one {
		t.Errorf("%d files, %v", len(files), err)
	}
	if d.times.Load() != 21 {
		t.Errorf("drawn %d times", d.times.Load())
	}
}

// Many ask for the same pages at once, while the folder is too small for them.
func TestManyAtOnce(t *testing.T) {
	d := &drawing{picture: page(t, JPEG, 40)}
	c := newCache(t, t.TempDir(), 5*int64(len(d.picture.Body)))
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() { get(t, c, Key{ID: id, Page: 1 + i%10, Width: 400}, d) })
	}
	all.Wait()
}

func TestTheSameIsDrawnOnce(t *testing.T) {
	c := newCache(t, t.TempDir(), 1<<20)
	d := &drawing{picture: page(t, JPEG, 40)}
	begun, end := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		_, err := c.Get(t.Context(), Key{ID: id, Page: 1, Width: 400}, func(ctx context.Context) (Picture, error) {
			close(begun)
			<-end
			return d.draw(ctx)
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-begun
	for range 20 {
		all.Go(func() { get(t, c, Key{ID: id, Page: 1, Width: 400}, d) })
	}
	close(end)
	all.Wait()
	if d.times.Load() != 1 {
		t.Errorf("drawn %d times", d.times.Load())
	}
}

// Whoever goes away leaves what is drawn to be finished and what waits undone,
// unless somebody else waits for the same.
func TestGoingAway(t *testing.T) {
	c := newCache(t, t.TempDir(), 1<<20)
	slow, wanted := &drawing{picture: page(t, JPEG, 40)}, &drawing{picture: page(t, JPEG, 50)}
	begun, end := make(chan struct{}), make(chan struct{})
	ctx, leave := context.WithCancel(t.Context())
	var leaving, staying sync.WaitGroup
	leaving.Go(func() {
		_, err := c.Get(ctx, Key{ID: id, Page: 1, Width: 400}, func(ctx context.Context) (Picture, error) {
			close(begun)
			<-end
			return slow.draw(ctx)
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("left: %v", err)
		}
	})
	<-begun
	leaving.Go(func() {
		_, err := c.Get(ctx, Key{ID: id, Page: 2, Width: 400}, wanted.draw)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("left in the queue: %v", err)
		}
	})
	staying.Go(func() { get(t, c, Key{ID: id, Page: 2, Width: 400}, wanted) })
	leave()
	leaving.Wait()
	close(end)
	staying.Wait()
	get(t, c, Key{ID: id, Page: 1, Width: 400}, slow)
	if slow.times.Load() != 1 || wanted.times.Load() != 1 {
		t.Errorf("drawn %d and %d times", slow.times.Load(), wanted.times.Load())
	}
}

func TestFailuresAreNotKept(t *testing.T) {
	c := newCache(t, t.TempDir(), 1<<20)
	broken := errors.New("broken")
	k := Key{ID: id, Page: 1, Width: 400}
	if _, err := c.Get(t.Context(), k, func(context.Context) (Picture, error) { return Picture{}, broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
	get(t, c, k, &drawing{picture: page(t, JPEG, 40)})
}

// Close ends what is drawn and waits for it.
func TestClose(t *testing.T) {
	c := newCache(t, t.TempDir(), 1<<20)
	begun, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := c.Get(t.Context(), Key{ID: id, Page: 1, Width: 400}, func(ctx context.Context) (Picture, error) {
			close(begun)
			<-ctx.Done()
			return Picture{}, ctx.Err()
		})
		ended <- err
	}()
	<-begun
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := c.Get(t.Context(), Key{ID: id, Page: 2, Width: 400}, (&drawing{}).draw); !errors.Is(err, errClosed) {
		t.Error(err)
	}
}

func BenchmarkKept(b *testing.B) {
	for _, width := range []int{600, 1200} {
		b.Run(fmt.Sprint(width), func(b *testing.B) {
			c := newCache(b, b.TempDir(), 1<<30)
			d := &drawing{picture: page(b, JPEG, width)}
			for b.Loop() {
				get(b, c, Key{ID: id, Page: 1, Width: width}, d)
			}
			b.ReportMetric(float64(len(d.picture.Body))/1000, "kB")
		})
	}
}
