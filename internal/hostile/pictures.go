package hostile

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"math/rand/v2"
	"strings"
)

// noise is always the same garbage.
func noise(n int) []byte {
	b := make([]byte, n)
	rng := rand.NewChaCha8([32]byte{11})
	_, _ = rng.Read(b) // it never fails
	return b
}

// chunk is one of a PNG.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

const pngHead = "\x89PNG\r\n\x1a\n"

// pngHeader is the first chunk of a PNG of 8 bits.
func pngHeader(width, height uint32, colour byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, width)
	b = binary.BigEndian.AppendUint32(b, height)
	return chunk("IHDR", append(b, 8, colour, 0, 0, 0))
}

// pngOf joins chunks.
func pngOf(chunks ...[]byte) []byte {
	return append([]byte(pngHead), bytes.Join(append(chunks, chunk("IEND", nil)), nil)...)
}

// blank is a small white picture.
func blank() []byte {
	img := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a buffer takes everything
	return b.Bytes()
}

func pngs() []File {
	good := blank()
	behindHeader := len(pngHead) + 25
	insert := func(c []byte) []byte {
		return bytes.Join([][]byte{good[:behindHeader], c, good[behindHeader:]}, nil)
	}
	wrong := bytes.Clone(good)
	wrong[len(wrong)-20] ^= 0xff
	row := make([]byte, 64*65)
	return []File{
		refused("bomb.png", hugePic, "40,000 × 40,000 white pixels in 1.6 MB", pngOf(pngHeader(40_000, 40_000, 0), chunk("IDAT", bomb(1)))),
		refused("thin.png", hugePic, "1 × 2³¹ pixels", pngOf(pngHeader(1, 1<<31-1, 0), chunk("IDAT", packed(row)))),
		refused("overflow.png", brokenPic, "2³² - 1 pixels a side", pngOf(pngHeader(1<<32-1, 1<<32-1, 0), chunk("IDAT", packed(row)))),
		refused("zero.png", brokenPic, "no pixel", pngOf(pngHeader(0, 0, 0), chunk("IDAT", packed(row)))),
		refused("head.png", brokenPic, "a header and nothing more", []byte(pngHead)),
		refused("cut.png", brokenPic, "cut off in its pixels", good[:len(good)-30]),
		refused("damaged.png", brokenPic, "a pixel is wrong", wrong),
		refused("short.png", brokenPic, "fewer pixels than are claimed", pngOf(pngHeader(1000, 1000, 0), chunk("IDAT", packed(row)))),
		refused("long.png", brokenPic, "more pixels than are claimed", pngOf(pngHeader(64, 64, 0), chunk("IDAT", packed(make([]byte, 1<<20))))),
		refused("no-pixels.png", brokenPic, "no pixels at all", pngOf(pngHeader(64, 64, 0))),
		refused("no-palette.png", brokenPic, "a palette is missing", pngOf(pngHeader(64, 64, 3), chunk("IDAT", packed(row)))),
		refused("colour.png", brokenPic, "a kind of colour that does not exist", pngOf(pngHeader(64, 64, 77), chunk("IDAT", packed(row)))),
		refused("chunk.png", brokenPic, "a chunk of 2 GiB", append([]byte(pngHead), "\x7f\xff\xff\xffIDAT"...)),
		silent("text-bomb.png", "a packed comment of 1 GiB", insert(chunk("zTXt", append([]byte("Comment\x00\x00"), bomb(1<<10)...)))),
		silent("profile-bomb.png", "a packed colour profile of 1 GiB", insert(chunk("iCCP", append([]byte("x\x00\x00"), bomb(1<<10)...)))),
		silent("exif.png", "EXIF garbage", insert(chunk("eXIf", noise(3000)))),
		silent("frames.png", "an animation that claims 10⁹ frames", insert(chunk("acTL", []byte("\x3b\x9a\xca\x00\x00\x00\x00\x00")))),
		silent("chunks.png", "10⁵ chunks", insert(bytes.Repeat(chunk("goUJ", nil), 100_000))),
	}
}

// vastJPEG claims 65,535 × 65,535 pixels.
func vastJPEG() []byte {
	return []byte{0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9}
}

// segment is one of a JPEG.
func segment(marker byte, data []byte) []byte {
	return append([]byte{0xff, marker, byte((len(data) + 2) >> 8), byte(len(data) + 2)}, data...)
}

func jpegs() []File {
	good := photo()
	insert := func(segments ...[]byte) []byte {
		return bytes.Join([][]byte{good[:2], bytes.Join(segments, nil), good[2:]}, nil)
	}
	cyclic := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x08\x00\x00\x00"
	tagged := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"
	zero := bytes.Replace(good, []byte{0xff, 0xc0, 0, 11, 8, 0, 64, 0, 64}, []byte{0xff, 0xc0, 0, 11, 8, 0, 0, 0, 64}, 1)
	scans := append([]byte{}, good[:len(good)-2]...)
	at := bytes.Index(good, []byte{0xff, 0xda})
	for range 2000 {
		scans = append(scans, good[at:len(good)-2]...)
	}
	return []File{
		refused("head.jpg", brokenPic, "a header and nothing more", good[:4]),
		refused("half.jpg", brokenPic, "half of a picture", good[:len(good)/2]),
		silent("no-end.jpg", "the end is missing", good[:len(good)-2]),
		refused("zero.jpg", brokenPic, "a height of 0", zero),
		silent("scans.jpg", "2,000 scans of the same pixels", append(scans, 0xff, 0xd9)),
		silent("exif-garbage.jpg", "EXIF garbage", insert(segment(0xe1, append([]byte("Exif\x00\x00"), noise(3000)...)))),
		silent("exif-self.jpg", "an EXIF directory that follows itself", insert(segment(0xe1, []byte(cyclic)))),
		silent("exif-count.jpg", "an EXIF tag with 2³² values", insert(segment(0xe1, []byte(tagged)))),
		silent("comments.jpg", "1,000 comments of 60 KB", insert(bytes.Repeat(segment(0xfe, make([]byte, 60_000)), 100))),
		silent("profile.jpg", "a colour profile of garbage", insert(segment(0xe2, append([]byte("ICC_PROFILE\x00\x01\x01"), noise(3000)...)))),
		silent("tail.jpg", "a megabyte behind the end", append(bytes.Clone(good), make([]byte, 1<<20)...)),
		silent("fill.jpg", "a megabyte of fill bytes", insert(bytes.Repeat([]byte{0xff}, 1<<20))),
		refused("noise.jpg", brokenPic, "noise behind a header", append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), noise(5000)...)),
	}
}

// directory is one of a TIFF at an offset, with numbers of 32 bits.
func directory(next uint32, fields ...[2]uint32) []byte {
	b := binary.LittleEndian.AppendUint16(nil, uint16(len(fields)))
	for _, f := range fields {
		b = binary.LittleEndian.AppendUint16(b, uint16(f[0]))
		b = binary.LittleEndian.AppendUint16(b, 4)
		b = binary.LittleEndian.AppendUint32(b, 1)
		b = binary.LittleEndian.AppendUint32(b, f[1])
	}
	return binary.LittleEndian.AppendUint32(b, next)
}

const tiffHead = "II*\x00\x08\x00\x00\x00"

// tiffOf is a TIFF of one directory, followed by its pixels.
func tiffOf(next uint32, fields ...[2]uint32) []byte {
	return append(append([]byte(tiffHead), directory(next, fields...)...), make([]byte, 4096)...)
}

func tiffs() []File {
	small := func(more ...[2]uint32) [][2]uint32 {
		return append([][2]uint32{{256, 64}, {257, 64}, {258, 8}, {259, 1}, {262, 1}, {273, 200}, {277, 1}, {278, 64}, {279, 4096}}, more...)
	}
	var chain bytes.Buffer
	chain.WriteString(tiffHead)
	for range 100_000 {
		chain.Write(directory(uint32(chain.Len()+6+9*12), small()...))
	}
	pair := append([]byte(tiffHead), directory(8+6+9*12, small()...)...)
	pair = append(append(pair, directory(8, small()...)...), make([]byte, 4096)...)
	many := append([]byte(tiffHead), 0xff, 0xff)
	return []File{
		refused("self.tif", brokenPic, "a page that follows itself", tiffOf(8, small()...)),
		silent("pair.tif", "two pages that follow each other", pair),
		refused("pages.tif", manyPics, "100,000 pages", chain.Bytes()),
		refused("far.tif", brokenPic, "pixels behind the file", tiffOf(0, [2]uint32{256, 64}, [2]uint32{257, 64}, [2]uint32{258, 8}, [2]uint32{262, 1}, [2]uint32{273, 1 << 30}, [2]uint32{279, 4096})),
		refused("bytes.tif", brokenPic, "2³² bytes of pixels", tiffOf(0, [2]uint32{256, 64}, [2]uint32{257, 64}, [2]uint32{258, 8}, [2]uint32{262, 1}, [2]uint32{273, 200}, [2]uint32{279, 1<<32 - 1})),
		refused("vast-side.tif", hugePic, "2³² pixels a side", tiffOf(0, [2]uint32{256, 1<<32 - 1}, [2]uint32{257, 1<<32 - 1}, [2]uint32{258, 1}, [2]uint32{273, 200}, [2]uint32{279, 4096})),
		refused("no-size.tif", brokenPic, "no width", tiffOf(0, [2]uint32{273, 200})),
		refused("no-directory.tif", brokenPic, "its directory lies behind the file", []byte("II*\x00\xff\xff\xff\x7f")),
		refused("directory-cut.tif", brokenPic, "a directory of 65,535 entries that is cut off", many),
		refused("compression.tif", brokenPic, "a compression that does not exist", tiffOf(0, append(small()[:3], [2]uint32{259, 7777}, [2]uint32{262, 1}, [2]uint32{273, 200}, [2]uint32{278, 64}, [2]uint32{279, 4096})...)),
		refused("samples.tif", brokenPic, "65,535 samples a pixel", tiffOf(0, append(small(), [2]uint32{277, 65535})...)),
		refused("big.tif", noText, "a BigTIFF of garbage", append([]byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00"), noise(3000)...)),
		refused("noise.tif", brokenPic, "noise behind a header", append([]byte(tiffHead), noise(3000)...)),
	}
}

// otherPictures are those of the rarer formats.
func otherPictures() []File {
	bmp := func(width, height int32, bits uint16, pixels uint32) []byte {
		b := append([]byte("BM"), make([]byte, 8)...)
		b = binary.LittleEndian.AppendUint32(b, pixels)
		b = binary.LittleEndian.AppendUint32(b, 40)
		b = binary.LittleEndian.AppendUint32(b, uint32(width))
		b = binary.LittleEndian.AppendUint32(b, uint32(height))
		b = binary.LittleEndian.AppendUint16(b, 1)
		b = binary.LittleEndian.AppendUint16(b, bits)
		return append(append(b, make([]byte, 24)...), make([]byte, 64*64*3)...)
	}
	webp := func(body []byte) []byte {
		b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)+4))
		return append(append(b, "WEBP"...), body...)
	}
	heic := "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
	return []File{
		silent("negative.bmp", "a negative height: it stands on its head", bmp(64, -64, 24, 54)),
		refused("negative-width.bmp", brokenPic, "a negative width", bmp(-64, 64, 24, 54)),
		refused("least.bmp", hugePic, "a height of -2³¹", bmp(64, -1<<31, 24, 54)),
		refused("vast.bmp", hugePic, "10⁵ pixels a side", bmp(100_000, 100_000, 24, 54)),
		refused("bits.bmp", brokenPic, "3 bits a pixel", bmp(64, 64, 3, 54)),
		refused("far.bmp", brokenPic, "pixels behind the file", bmp(64, 64, 24, 1<<31)),
		refused("head.bmp", brokenPic, "a header and nothing more", bmp(64, 64, 24, 54)[:30]),
		silent("frames.gif", "100,000 frames", frames(100_000)),
		refused("vast.gif", hugePic, "65,535 pixels a side", append([]byte("GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x08"), 0, ';')),
		refused("zero.gif", brokenPic, "no pixel", []byte("GIF89a\x00\x00\x00\x00\x00\x00\x00;")),
		refused("head.gif", brokenPic, "a header and nothing more", []byte("GIF89a")),
		refused("noise.gif", brokenPic, "noise behind a header", append([]byte("GIF89a\x40\x00\x40\x00\x80\x00\x00"), noise(3000)...)),
		refused("vast.webp", brokenPic, "a canvas of 2²⁴ pixels a side", webp([]byte("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff"))),
		refused("size.webp", brokenPic, "it claims 4 GiB", append([]byte("RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\x7f"), noise(500)...)),
		refused("noise.webp", brokenPic, "noise for pixels", webp(append([]byte("VP8L\x00\x10\x00\x00/\xff\xff\xff\xff"), noise(4000)...))),
		refused("head.webp", noText, "a header and nothing more", webp(nil)),
		refused("noise.heic", brokenPic, "noise behind a header", append([]byte(heic), noise(5000)...)),
		refused("head.heic", brokenPic, "a header and nothing more", []byte(heic)),
		refused("boxes.heic", brokenPic, "boxes in boxes, 10,000 deep", append([]byte(heic), deepBoxes(10_000)...)),
		refused("box-zero.heic", brokenPic, "a box that ends where the file does, again and again", append([]byte(heic), bytes.Repeat([]byte("\x00\x00\x00\x00meta\x00\x00\x00\x00"), 1000)...)),
		refused("drawing.svg", notRead, "a drawing that names an entity for ever", []byte(`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "`+strings.Repeat("&b;", 10)+`">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>`)),
		refused("icon.ico", notRead, "an icon", []byte("\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00 \x00\xff\xff\xff\x7f\x16\x00\x00\x00")),
		refused("layers.psd", notRead, "a picture of Photoshop", append([]byte("8BPS\x00\x01\x00\x00\x00\x00\x00\x00\x00\x03"), noise(500)...)),
	}
}

// frames is an animation of so many frames of one pixel.
func frames(n int) []byte {
	img := image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.White, color.Black})
	var b bytes.Buffer
	_ = gif.Encode(&b, img, nil) // a buffer takes everything
	at := bytes.IndexByte(b.Bytes(), ',')
	head, frame := b.Bytes()[:at], b.Bytes()[at:b.Len()-1]
	return append(append(bytes.Clone(head), bytes.Repeat(frame, n)...), ';')
}

// deepBoxes are boxes of ISO 14496-12, each in the one before.
func deepBoxes(depth int) []byte {
	var b []byte
	for n := depth; n > 0; n-- {
		b = append(binary.BigEndian.AppendUint32(b, uint32(n*12)), "meta\x00\x00\x00\x00"...)
	}
	return b
}
