package hostile

// Set is the large set: some two hundred files, each with what must become of
// it. Each is small, and most take part of a second; those that are Greedy are
// not among them.
func Set() []File {
	var files []File
	for _, group := range []func() []File{
		structures, references, truncated, streams, filters, embedded, fonts, contents, boxes, actions, locked,
		pngs, jpegs, tiffs, otherPictures, texts, markup, packages, disguised,
	} {
		files = append(files, group()...)
	}
	return files
}

// Reasons of refusals, as far as a test looks for them.
const (
	brokenPDF  = "PDF 文件已损坏"
	brokenPage = "已损坏或过于复杂"
	noPages    = "没有任何页面"
	needsKey   = "PDF 已加密"
	brokenPic  = "图片不完整或已损坏"
	hugePic    = "limits.pixels"
	manyPics   = "limits.pages"
	brokenWeb  = "网页无法解析"
	noText     = "文件内容不是文字"
	emptyText  = "文件里没有文字"
	tooBig     = "文件过大"
	notRead    = "本版本还不能读取"
)

// read must be read, with its sentence on page 1.
func read(name, tells string, content []byte) File {
	return File{Name: name, Content: content, Want: Read, Tells: tells}
}

// refused must be refused with a reason that holds these words.
func refused(name, reason, tells string, content []byte) File {
	return File{Name: name, Content: content, Want: Refused, Reason: reason, Tells: tells}
}

// survived is read or refused: either is right, as long as it ends.
func survived(name, tells string, content []byte) File {
	return File{Name: name, Content: content, Want: Survived, Tells: tells}
}

// silent is read, though the sentence does not stand in it.
func silent(name, tells string, content []byte) File {
	return File{Name: name, Content: content, Want: Silent, Tells: tells}
}
