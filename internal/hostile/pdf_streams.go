package hostile

import (
	"bytes"
	"encoding/ascii85"
	"encoding/hex"
	"fmt"
	"strings"
)

// between has a page whose content is such a stream between two good ones, which
// must be read whatever becomes of it.
func between(name, tells, entries string, data []byte) File {
	p := newPDF()
	bad := p.page(a4, p.stream(entries, data), "")
	return File{Name: name, Content: p.bytes(3, p.text(Sentence), bad, p.text(Sentence)), Want: Read, Pages: []int{1, 3}, Tells: tells}
}

// object is like between, but the content stream is written by hand.
func object(name, tells, written string) File {
	p := newPDF()
	n := p.add("")
	p.objects[n-1] = strings.ReplaceAll(written, "SELF", fmt.Sprintf("%d 0 R", n))
	bad := p.page(a4, n, "")
	return File{Name: name, Content: p.bytes(3, p.text(Sentence), bad, p.text(Sentence)), Want: Read, Pages: []int{1, 3}, Tells: tells}
}

// streams lie about their length.
func streams() []File {
	body := ">>\nstream\n" + writing(Sentence) + "\nendstream"
	return []File{
		object("length-self.pdf", "a stream is its own length", "<< /Length SELF "+body),
		object("length-negative.pdf", "a negative length", "<< /Length -1000 "+body),
		object("length-huge.pdf", "a length of 2⁶³", "<< /Length 9223372036854775807 "+body),
		object("length-long.pdf", "a length over the end of the file", "<< /Length 100000000 "+body),
		object("length-short.pdf", "a length of 3", "<< /Length 3 "+body),
		object("length-none.pdf", "no length", "<< "+body),
		object("length-name.pdf", "a name for a length", "<< /Length /Long "+body),
		object("stream-open.pdf", "a stream without an end", "<< /Length 40 >>\nstream\n"+writing(Sentence)),
		object("content-array-self.pdf", "an array of contents holds itself", "[ SELF SELF SELF ]"),
		object("content-page.pdf", "a content that is a dictionary", "<< /Type /Page /Contents SELF >>"),
		object("content-file.pdf", "a stream that lies in another file", "<< /F (/etc/passwd) /Length 0 >>\nstream\n\nendstream"),
	}
}

// filters unpack to more than there is, or to nothing.
func filters() []File {
	zeros := bomb(256)
	runs := bytes.Repeat([]byte{129, ' '}, 1<<20)
	chain := "/Filter [" + strings.Repeat(" /ASCIIHexDecode", 200) + " ]"
	var base85 bytes.Buffer
	w := ascii85.NewEncoder(&base85)
	_, _ = w.Write(zeros) // a buffer takes everything
	_ = w.Close()
	base85.WriteString("~>")
	return []File{
		between("bomb-hex.pdf", "ASCIIHex over a Flate bomb of 256 MiB", "/Filter [ /ASCIIHexDecode /FlateDecode /FlateDecode ]", []byte(hex.EncodeToString(zeros)+">")),
		between("bomb-85.pdf", "ASCII85 over a Flate bomb of 256 MiB", "/Filter [ /ASCII85Decode /FlateDecode /FlateDecode ]", base85.Bytes()),
		between("bomb-runs.pdf", "run lengths of 128 MiB", "/Filter /RunLengthDecode", runs),
		between("bomb-flate-runs.pdf", "run lengths of 128 MiB under Flate", "/Filter [ /FlateDecode /RunLengthDecode ]", packed(runs)),
		between("filter-chain.pdf", "200 filters", chain, []byte("20>")),
		between("filter-unknown.pdf", "an unknown filter", "/Filter /GoujiDecode", []byte(writing(Sentence))),
		between("filter-lzw.pdf", "LZW garbage", "/Filter /LZWDecode", noise(5000)),
		between("filter-flate.pdf", "Flate garbage", "/Filter /FlateDecode", noise(5000)),
		between("filter-flate-cut.pdf", "Flate that is cut off", "/Filter /FlateDecode", packed([]byte(strings.Repeat(writing(Sentence), 1000)))[:100]),
		between("filter-number.pdf", "a number for a filter", "/Filter 17", []byte(writing(Sentence))),
		between("predictor-wide.pdf", "a predictor of 10⁹ columns", "/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 1000000000 /Colors 100 /BitsPerComponent 32 >>", packed([]byte(writing(Sentence)))),
		between("predictor-negative.pdf", "a predictor of negative columns", "/Filter /FlateDecode /DecodeParms << /Predictor 2 /Columns -5 >>", packed([]byte(writing(Sentence)))),
		between("filter-crypt.pdf", "a filter for a cipher that is not there", "/Filter /Crypt /DecodeParms << /Name /None >>", []byte(writing(Sentence))),
	}
}

// picture is a page with a picture of such entries between two good ones.
func picture(name, tells, entries string, data []byte) File {
	p := newPDF()
	n := len(p.objects) + 1
	x := p.stream("/Type /XObject /Subtype /Image "+strings.ReplaceAll(entries, "SELF", fmt.Sprintf("%d 0 R", n)), data)
	bad := p.page(a4, p.stream("", []byte("q 500 0 0 700 40 40 cm /X Do Q\n")), fmt.Sprintf("/XObject << /X %d 0 R >>", x))
	return File{Name: name, Content: p.bytes(3, p.text(Sentence), bad, p.text(Sentence)), Want: Read, Pages: []int{1, 3}, Tells: tells}
}

// embedded pictures of PDFs.
func embedded() []File {
	const gray = "/Width 64 /Height 64 /BitsPerComponent 8 /ColorSpace /DeviceGray "
	return []File{
		picture("image-jbig2.pdf", "JBIG2 garbage", gray+"/Filter /JBIG2Decode", noise(5000)),
		picture("image-jbig2-globals.pdf", "JBIG2 whose globals are itself", gray+"/Filter /JBIG2Decode /DecodeParms << /JBIG2Globals SELF >>", noise(500)),
		picture("image-jpx.pdf", "JPEG 2000 garbage", gray+"/Filter /JPXDecode", append([]byte("\x00\x00\x00\x0cjP  \r\n\x87\n\x00\x00\x00\x14ftypjp2 "), noise(5000)...)),
		picture("image-jpx-stream.pdf", "a JPEG 2000 code stream of 2³² columns", gray+"/Filter /JPXDecode", append([]byte("\xff\x4f\xff\x51\x00\x29\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"), make([]byte, 300)...)),
		picture("image-dct.pdf", "JPEG garbage", gray+"/Filter /DCTDecode", append([]byte("\xff\xd8\xff\xe0"), noise(5000)...)),
		picture("image-dct-huge.pdf", "a JPEG of 65,535 × 65,535", gray+"/Filter /DCTDecode", vastJPEG()),
		picture("image-fax.pdf", "fax garbage of 10⁹ columns", gray+"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 1000000000 /Rows 1000000000 >>", noise(5000)),
		picture("image-fax-garbage.pdf", "fax garbage", "/Width 2000 /Height 2000 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 2000 /Rows 2000 >>", noise(5000)),
		picture("image-negative.pdf", "a negative width", "/Width -64 /Height 64 /BitsPerComponent 8 /ColorSpace /DeviceGray", make([]byte, 4096)),
		picture("image-vast.pdf", "2³¹ columns and rows", "/Width 2147483647 /Height 2147483647 /BitsPerComponent 8 /ColorSpace /DeviceGray", make([]byte, 4096)),
		picture("image-overflow.pdf", "65,536 × 65,536, whose product is 0 in 32 bits", "/Width 65536 /Height 65536 /BitsPerComponent 8 /ColorSpace /DeviceRGB", make([]byte, 4096)),
		picture("image-bits.pdf", "77 bits a component", "/Width 64 /Height 64 /BitsPerComponent 77 /ColorSpace /DeviceGray", make([]byte, 4096)),
		picture("image-mask-self.pdf", "a picture is its own mask", gray+"/SMask SELF", make([]byte, 4096)),
		picture("image-space-self.pdf", "a picture is its own colour space", "/Width 64 /Height 64 /BitsPerComponent 8 /ColorSpace [ /Indexed SELF 255 SELF ]", make([]byte, 4096)),
		picture("image-index.pdf", "a palette of 10⁹ colours", "/Width 64 /Height 64 /BitsPerComponent 8 /ColorSpace [ /Indexed /DeviceRGB 1000000000 (x) ]", make([]byte, 4096)),
		picture("image-icc.pdf", "a colour profile of garbage", "/Width 64 /Height 64 /BitsPerComponent 8 /ColorSpace [ /ICCBased SELF ] /N 9", noise(4096)),
		picture("image-decode.pdf", "an array of 10⁵ decodings", gray+"/Decode [ "+strings.Repeat("1 0 ", 50_000)+"]", make([]byte, 4096)),
	}
}
