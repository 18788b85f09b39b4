package hostile

import (
	"bytes"
	"strings"
	"unicode/utf16"
)

// line is the sentence as a line.
const line = Sentence + "\n"

// texts are plain ones.
func texts() []File {
	long := strings.Repeat("本机关收到政府信息公开申请731件。", 8<<20/48-10)
	wide := strings.Repeat("列\t", 10_000) + "\n"
	mixed := append([]byte(line), "\xcd\xf8\xd5\xbe\xb9\xab\xbf\xaa\xc1\xcb\xd5\xfe\xb8\xae\xd0\xc5\xcf\xa2\n网站公开了政府信息\n\xba\xf4\xaf\xb8\xac\x46\xa9\xb2\n"...)
	var utf []byte
	for _, unit := range utf16.Encode([]rune(line)) {
		utf = append(utf, byte(unit), byte(unit>>8))
	}
	return []File{
		silent("lines.txt", "10⁶ lines", []byte(strings.Repeat("一行\n", 1_000_000))),
		read("newlines.txt", "10⁶ empty lines around a sentence", []byte(strings.Repeat("\n", 1_000_000)+line+strings.Repeat("\n", 1_000_000))),
		silent("one-line.txt", "one line of 8 MB", []byte(long)),
		refused("large.txt", tooBig, "more than limits.text_bytes", []byte(strings.Repeat(line, 9<<20/len(line)))),
		refused("blank.txt", emptyText, "nothing but blanks", bytes.Repeat([]byte(" \n\t"), 1000)),
		refused("bom.txt", emptyText, "nothing but a byte order mark", []byte("\xef\xbb\xbf")),
		refused("boms.txt", noText, "byte order marks of all sorts", []byte(strings.Repeat("\xef\xbb\xbf\xff\xfe\xfe\xff", 100))),
		read("bom-twice.txt", "two byte order marks", []byte("\xef\xbb\xbf\xef\xbb\xbf"+line)),
		read("bom-middle.txt", "byte order marks between words", []byte(line+"\ufeff\ufeff\ufeff")),
		silent("bom-wrong.txt", "UTF-8 behind the mark of UTF-16", []byte("\xff\xfe"+line)),
		read("utf16.txt", "UTF-16", append([]byte("\xff\xfe"), utf...)),
		read("utf16-odd.txt", "UTF-16 of an odd number of bytes", append([]byte("\xff\xfe"), utf[:len(utf)-1]...)),
		read("surrogates.txt", "halves of surrogates", append(append([]byte("\xff\xfe"), utf...), bytes.Repeat([]byte("\x00\xd8"), 1000)...)),
		refused("nul.txt", noText, "zero bytes between letters", []byte(strings.Join(strings.Split(line, ""), "\x00\x00\x00"))),
		refused("nuls.txt", emptyText, "nothing but zero bytes", make([]byte, 10_000)),
		refused("noise.txt", noText, "noise", noise(10_000)),
		read("encodings.txt", "three encodings in one file", mixed),
		read("invalid.txt", "UTF-8 that is not", []byte(line+strings.Repeat("\xc0\x80\xed\xa0\x80\xf8\x88\x80\x80\x80", 100))),
		refused("controls.txt", noText, "all control characters", []byte("\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x1b[2J\x1b]0;x\x07"+line)),
		read("escapes.txt", "a sequence that clears a terminal", []byte(strings.Repeat(line, 20)+"\x1b[2J\x1b[H\n")),
		read("bidi.txt", "a change of direction", []byte(line+"\u202e\u2066\u2067\u202d\n")),
		read("combining.txt", "one letter with 10⁵ accents", []byte(line+"a"+strings.Repeat("\u0301", 100_000))),
		read("zero-width.txt", "10⁶ characters of no width", []byte(line+strings.Repeat("\u200b", 300_000))),
		read("columns.txt", "a table of 10,000 columns", []byte(line+strings.Repeat(wide, 20))),
		read("pipes.md", "10⁵ pipes in a row", []byte(line+strings.Repeat("|", 100_000)+"\n"+strings.Repeat("-|", 50_000)+"\n"+strings.Repeat("|", 100_000))),
		read("quotes.md", "quotes in quotes, 10⁵ deep", []byte(line+strings.Repeat(">", 100_000)+" x\n"+strings.Repeat("- ", 50_000))),
		read("numbers.txt", "numbers of 10⁵ digits", []byte(line+strings.Repeat("9", 100_000)+"\t"+strings.Repeat("1,", 50_000)+"\n")),
		read("crlf.txt", "the line ends of Windows", []byte(strings.ReplaceAll(strings.Repeat(line, 5), "\n", "\r\n"))),
		read("cr.txt", "the line ends of old Macintoshes", []byte(strings.ReplaceAll(strings.Repeat(line, 5), "\n", "\r"))),
	}
}

// markup are web pages.
func markup() []File {
	page := func(body string) []byte {
		return []byte("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>x</title></head><body><p>" + Sentence + "</p>\n" + body + "</body></html>")
	}
	cells := strings.Repeat("<td>1</td>", 10_000)
	return []File{
		refused("deep.html", brokenWeb, "elements in elements, 10⁵ deep", page(strings.Repeat("<div>", 100_000))),
		refused("deep-lists.html", brokenWeb, "lists in lists, 20,000 deep", page(strings.Repeat("<ul><li>", 20_000))),
		refused("deep-tables.html", brokenWeb, "tables in tables, 10,000 deep", page(strings.Repeat("<table><tr><td>", 10_000))),
		refused("deep-bold.html", brokenWeb, "10⁵ formats that are not closed", page(strings.Repeat("<b><i>", 50_000)+"x")),
		read("adoption.html", "formats that overlap 3,000 times", page(strings.Repeat("<a><b><p></a>", 3000))),
		read("attributes.html", "10⁶ attributes of one element", page("<p "+strings.Repeat("a=1 ", 1_000_000)+">x</p>")),
		read("attribute.html", "an attribute of 4 MB", page("<p title=\""+strings.Repeat("x", 4<<20)+"\">x</p>")),
		read("columns.html", "a table of 10,000 columns", page("<table>"+strings.Repeat("<tr>"+cells+"</tr>", 5)+"</table>")),
		read("rows.html", "a table of 10⁵ rows", page("<table>"+strings.Repeat("<tr><td>1<td>2", 100_000)+"</table>")),
		read("rowspan.html", "a cell over 10⁹ rows", page("<table><tr><td rowspan=1000000000>1</td><td>2</td></tr><tr><td>3</td></tr></table>")),
		read("colspan.html", "a cell over 10⁹ columns", page("<table><tr><td colspan=1000000000>1</td><td>2</td></tr><tr><td>3</td></tr></table>")),
		read("spans.html", "1,000 cells over 1,000 rows and columns each", page("<table>"+strings.Repeat("<tr><td colspan=1000 rowspan=1000>1</td></tr>", 1000)+"</table>")),
		read("span-negative.html", "a cell over -1 columns", page("<table><tr><td colspan=-1 rowspan=-5>1</td><td>2</td></tr></table>")),
		read("script.html", "scripts: ignored", page("<script>while(true){}</script><img src=x onerror=\"location='http://127.0.0.1:9/'\"><script>document.write('x')</script>")),
		read("fetch.html", "frames, styles and pictures of other servers: nothing may be fetched", page("<iframe src=\"file:///etc/passwd\"></iframe><link rel=stylesheet href=\"http://127.0.0.1:9/x\"><img src=\"http://127.0.0.1:9/x\"><object data=\"file:///etc/passwd\"></object>")),
		read("refresh.html", "it wants to be elsewhere", page("<meta http-equiv=refresh content=\"0;url=http://127.0.0.1:9/\">")),
		read("entities.html", "10⁵ entities", page(strings.Repeat("&amp;&#x1F600;&#0;&#xFFFFFFFF;&nosuch;", 20_000))),
		read("unclosed.html", "a comment that does not end", page("<!-- "+strings.Repeat("x", 1_000_000))),
		read("script-open.html", "a script that does not end", page("<script>"+strings.Repeat("x", 1_000_000))),
		read("charset.html", "a character set that does not exist", bytes.Replace(page(""), []byte("utf-8"), []byte("utf-777"), 1)),
		read("charset-wrong.html", "it says Big5 and is UTF-8", bytes.Replace(page("<p>网站公开了政府信息</p>"), []byte("utf-8"), []byte("big5"), 1)),
		read("entity-loop.xhtml", "an entity that names itself", append([]byte("<?xml version=\"1.0\"?><!DOCTYPE html [<!ENTITY a \"&a;&a;\">]>"), page("&a;")...)),
		refused("template.html", brokenWeb, "templates in templates, 10,000 deep", page(strings.Repeat("<template>", 10_000)+"x")),
		read("select.html", "10⁵ choices", page("<select>"+strings.Repeat("<option>x", 100_000)+"</select>")),
		read("frameset.html", "it begins again 1,000 times", page(strings.Repeat("<html><body>", 1000))),
		refused("formula.html", brokenWeb, "formulas and drawings in one another, 10,000 deep", page(strings.Repeat("<svg><foreignObject><math><mi>", 2500))),
	}
}
