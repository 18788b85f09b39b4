package raster

import (
	"errors"
	"image"
)

// Bits of the new subfile type: a smaller copy of another page, and a mask.
const smallerCopy, mask = 1, 4

// smallerCopies is how many directories that are no pages a page may have.
const smallerCopies = 8

// tiffPages lists the pages of a TIFF without decoding them. Where the chain of
// directories breaks off, the last page is one that cannot be read: so nobody
// takes the pages before it for all.
func tiffPages(b []byte, l Limits) ([]filePage, error) {
	t, offset, err := newTags(b)
	if err != nil {
		return nil, unsupported(err) // BigTIFF and the raw files of cameras
	}
	var pages []filePage
	seen := map[uint32]bool{}
	for index := 0; offset != 0; index++ {
		if l.Pages > 0 && (len(pages) > l.Pages || index > smallerCopies*l.Pages) {
			return nil, tooManyPages(l.Pages)
		}
		d, err := t.directory(offset)
		if seen[offset] {
			err = errors.New("the directories of pages run in a circle")
		}
		if err != nil {
			pages = append(pages, brokenPage(err))
			break
		}
		seen[offset] = true
		p := tiffPage{ifd: d, offset: offset, index: index}
		if len(pages) == 0 || d.uint(tagSubfileType, 0)&(smallerCopy|mask) == 0 {
			pages = append(pages, p.page(l))
		}
		offset = d.next
	}
	switch {
	case len(pages) == 0:
		return nil, damaged(errIFD)
	case l.Pages > 0 && len(pages) > l.Pages:
		return nil, tooManyPages(l.Pages)
	}
	return pages, nil
}

// brokenPage is a page that only tells why it cannot be read.
func brokenPage(err error) filePage {
	return filePage{size: image.Pt(1, 1), decode: func() (image.Image, error) { return nil, err }}
}

// tiffPage is one page of a TIFF.
type tiffPage struct {
	ifd
	offset uint32 // of its directory
	index  int    // of its directory in the chain, from 0
}

func (p tiffPage) page(l Limits) filePage {
	return filePage{
		size:   p.size(),
		stated: p.stated(),
		decode: func() (image.Image, error) { return p.decode(l) },
	}
}

func (p tiffPage) size() image.Point { return image.Pt(p.uint(tagWidth, 0), p.uint(tagLength, 0)) }
