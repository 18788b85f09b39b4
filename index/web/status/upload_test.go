package status_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/index/web/status"
)

// form returns a form of files and its content type.
func form(t *testing.T, files ...string) (body, media string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile("files", files[i])
		if err == nil {
			_, err = part.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

func TestUpload(t *testing.T) {
	o := newRecorder()
	h := handler(t, o, site.Options{})
	body, media := form(t, "白石县.txt", "一", "青溪县.txt", "二")
	w := ask(t, h, http.MethodPost, "/upload", body, "Content-Type", media)
	expect(t, w, http.StatusOK, "已收到 2 个文件", "白石县.txt", `id="count-done"`)
	if fmt.Sprint(o.stored) != "map[白石县.txt:一 青溪县.txt:二]" {
		t.Error(o.stored)
	}
	body, media = form(t, "c.txt", "三")
	w = ask(t, h, http.MethodPost, "/upload", body, "Content-Type", media, "Accept", "application/json")
	expect(t, w, http.StatusOK, `{"taken":[{"name":"c.txt","stored":"c.txt"}],"refused":[]}`)
}

func TestUploadRefused(t *testing.T) {
	one, media := form(t, "a.txt", "一")
	none, noneMedia := form(t, "", "")
	tests := map[string]struct {
		body, media string
		refuse      error
		code        int
		reason      string
	}{
		"no form":     {"a=b", "application/x-www-form-urlencoded", nil, 400, "没有选择文件。"},
		"no file":     {none, noneMedia, nil, 400, "没有选择文件。"},
		"large":       {one, media, status.ErrTooLarge, 413, "文件太大。"},
		"empty":       {one, media, status.ErrEmpty, 400, "文件是空的。"},
		"ignored":     {one, media, status.ErrIgnored, 400, "请改名"},
		"full":        {one, media, status.ErrNoRoom, 507, "磁盘空间不足"},
		"interrupted": {one[:len(one)-40], media, nil, 503, "reason"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := newRecorder()
			o.refuse = tt.refuse
			w := ask(t, handler(t, o, site.Options{}), http.MethodPost, "/upload", tt.body, "Content-Type", tt.media, "Accept", "application/json")
			expect(t, w, tt.code, tt.reason)
			var answer struct{ Taken, Refused []any }
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer.Taken) != 0 || len(answer.Refused) == 0 {
				t.Errorf("%v: %s", err, w.Body)
			}
		})
	}
}

// A visitor who goes on sending, however slowly, is heard to the end; one who
// leaves leaves nothing.
func TestUploadOverConnection(t *testing.T) {
	o := newRecorder()
	s := serve(t, handler(t, o, site.Options{}))
	body, media := form(t, "a.txt", strings.Repeat("长", 100))
	send := func(part string) net.Conn {
		c, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		head := fmt.Sprintf("POST /upload HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", media, len(body))
		if _, err := c.Write([]byte(head + part)); err != nil {
			t.Fatal(err)
		}
		return c
	}
	left := send(body[:200])
	if err := left.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answer(t, left, http.StatusBadRequest)
	if len(o.stored) != 0 {
		t.Errorf("stored of an interrupted upload: %v", o.stored)
	}
	slow := send(body[:200])
	answer(t, send(body), http.StatusOK)
	time.Sleep(200 * time.Millisecond) // twice the limit of the server
	if _, err := slow.Write([]byte(body[200:])); err != nil {
		t.Fatal(err)
	}
	answer(t, slow, http.StatusOK)
}

func answer(t *testing.T, c net.Conn, code int) {
	t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != code {
		t.Errorf("%s, want %d", response.Status, code)
	}
}
