package browser

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"testing"

	"github.com/gouji/gouji/internal/specimen"
)

// The status page follows the work without being loaded again, also when the
// server was away meanwhile.
func TestStatusIsLive(t *testing.T) {
	d := own(t)
	b := newTab(t, d.url)
	b.visit("/status")
	if err := d.drop("broken.pdf", []byte("%PDF-1.7\nnothing else")); err != nil {
		t.Fatal(err)
	}
	const files = 20
	for i := range files {
		s := specimen.Make(specimen.Options{Seed: uint64(100 + i)})
		if err := d.drop(fmt.Sprintf("%02d-%s", i, s.Name), s.Bytes); err != nil {
			t.Fatal(err)
		}
	}
	b.await(one("#count-done") + `.innerText !== "0"`)
	b.picture("reading")
	b.await(one("#count-done") + `.innerText === "` + fmt.Sprint(files) + `"`)
	b.await(one("#status-failures") + `.innerText.includes("broken.pdf")`)
	b.picture("done")
	b.await(one("[id^=retry-]"))
	b.click(one("[id^=failure-] button"))
	b.await(one("#count-failed") + `.innerText === "1"`)
}

// What is uploaded goes the same way as what is dropped into the folder.
func TestUpload(t *testing.T) {
	d := own(t)
	s := specimen.Make(specimen.Options{Seed: 31})
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "../上传.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(s.Bytes); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(d.url+"/upload", form.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if said, _ := io.ReadAll(answer.Body); answer.StatusCode >= 400 {
		t.Fatalf("%s: %s", answer.Status, said)
	}
	if err := d.awaitDone(1); err != nil {
		t.Fatal(err)
	}
	if doc := d.find(t, "docs", ""); text(doc, "name") != "上传.txt" {
		t.Errorf("uploaded as %q", text(doc, "name"))
	}
	b := newTab(t, d.url)
	b.visit("/status")
	b.picture("uploaded")
}
