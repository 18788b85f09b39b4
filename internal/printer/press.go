package printer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
)

// Press is a running Chromium that prints one page after the other. It is
// driven through the pipe of Chromium's DevTools protocol: messages are JSON,
// each closed by a NUL. One goroutine may use it at a time.
type Press struct {
	fonts  string
	dir    string // pages and the browser's profile
	cmd    *exec.Cmd
	send   *os.File
	answer *bufio.Reader
	stop   func() error
	lastID int
	page   string // session of the one tab
}

// Start starts a Chromium that ends with ctx or with Close.
func Start(ctx context.Context) (*Press, error) {
	fonts, err := fontFolder()
	if err != nil {
		return nil, err
	}
	browser, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errors.New("printer: chromium is not installed: run: apt-get install chromium")
	}
	dir, err := os.MkdirTemp("", "gouji-print-")
	if err != nil {
		return nil, fmt.Errorf("printer: %w", err)
	}
	p := &Press{fonts: fonts, dir: dir}
	if err := p.launch(ctx, browser); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	if err := p.openTab(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Press) launch(ctx context.Context, browser string) error {
	hear, send, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("printer: %w", err)
	}
	answer, say, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("printer: %w", errors.Join(err, hear.Close(), send.Close()))
	}
	p.cmd = exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(p.dir, "profile"), "--remote-debugging-pipe")
	p.cmd.ExtraFiles = []*os.File{hear, say} // its descriptors 3 and 4
	err = p.cmd.Start()
	_, _ = hear.Close(), say.Close()
	if err != nil {
		return fmt.Errorf("printer: chromium: %w", errors.Join(err, send.Close(), answer.Close()))
	}
	p.send, p.answer = send, bufio.NewReader(answer)
	p.stop = sync.OnceValue(func() error {
		// Asked to close, Chromium ends its own children first; a cancelled
		// context has killed it already.
		p.page = ""
		_ = p.call("Browser.close", nil, nil)
		_ = send.Close()
		_ = p.cmd.Wait()
		return errors.Join(answer.Close(), os.RemoveAll(p.dir))
	})
	return nil
}

// Close ends Chromium and removes its files.
func (p *Press) Close() error { return p.stop() }

func (p *Press) openTab() error {
	var target struct{ TargetID string }
	if err := p.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target); err != nil {
		return err
	}
	var session struct{ SessionID string }
	if err := p.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &session); err != nil {
		return err
	}
	p.page = session.SessionID
	return p.call("Page.enable", nil, nil)
}

// load opens an HTML page and waits for its fonts.
func (p *Press) load(page string) error {
	file := filepath.Join(p.dir, "page.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		return fmt.Errorf("printer: %w", err)
	}
	if err := p.call("Page.navigate", map[string]any{"url": "file://" + file}, nil); err != nil {
		return err
	}
	if err := p.await("Page.loadEventFired"); err != nil {
		return err
	}
	return p.run("document.fonts.ready.then(() => 1)")
}

// run evaluates a script in the page.
func (p *Press) run(script string) error {
	return p.call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true}, nil)
}

var dates = regexp.MustCompile(`/(CreationDate|ModDate) \(D:\d{14}`)

// print prints the page that was loaded, always on the same day.
func (p *Press) print() ([]byte, error) {
	var printed struct{ Data []byte }
	if err := p.call("Page.printToPDF", map[string]any{"printBackground": true, "preferCSSPageSize": true}, &printed); err != nil {
		return nil, err
	}
	return dates.ReplaceAll(printed.Data, []byte("/$1 (D:20240131090000")), nil
}

// message is an answer or, with a Method, an event.
type message struct {
	ID     int
	Method string
	Result json.RawMessage
	Error  *struct{ Message string }
}

// call sends a command and waits for its answer.
func (p *Press) call(method string, params any, result any) error {
	p.lastID++
	request := map[string]any{"id": p.lastID, "method": method}
	if params != nil {
		request["params"] = params
	}
	if p.page != "" {
		request["sessionId"] = p.page
	}
	b, err := json.Marshal(request)
	if err != nil {
		return fmt.Errorf("printer: %s: %w", method, err)
	}
	if _, err := p.send.Write(append(b, 0)); err != nil {
		return fmt.Errorf("printer: chromium: %s: %w", method, err)
	}
	for {
		m, err := p.read()
		switch {
		case err != nil:
			return fmt.Errorf("printer: chromium: %s: %w", method, err)
		case m.ID != p.lastID:
			continue
		case m.Error != nil:
			return fmt.Errorf("printer: chromium: %s: %s", method, m.Error.Message)
		case result == nil:
			return nil
		}
		if err := json.Unmarshal(m.Result, result); err != nil {
			return fmt.Errorf("printer: chromium: %s: %w", method, err)
		}
		return nil
	}
}

// await skips messages up to an event.
func (p *Press) await(event string) error {
	for {
		m, err := p.read()
		if err != nil {
			return fmt.Errorf("printer: chromium: %s: %w", event, err)
		}
		if m.Method == event {
			return nil
		}
	}
}

func (p *Press) read() (message, error) {
	b, err := p.answer.ReadBytes(0)
	if err != nil {
		return message{}, err
	}
	var m message
	err = json.Unmarshal(b[:len(b)-1], &m)
	return m, err
}
