package hostile

import (
	"fmt"
	"strings"
)

// actions want something done when the file is opened: nothing may be.
func actions() []File {
	act := func(name, tells, entries string) File {
		return read(name, tells+": nothing may be done", one(func(*pdf) string { return entries }))
	}
	ring := func(name, tells, key, entries string) File {
		return read(name, tells, one(func(p *pdf) string {
			n := p.add("")
			p.objects[n-1] = strings.ReplaceAll(entries, "SELF", fmt.Sprintf("%d 0 R", n))
			return fmt.Sprintf("/%s %d 0 R", key, n)
		}))
	}
	return []File{
		act("script.pdf", "a script for the opening", "/OpenAction << /S /JavaScript /JS (while (true) { app.alert(1) }) >>"),
		act("script-names.pdf", "a script by name", "/Names << /JavaScript << /Names [ (a) << /S /JavaScript /JS (this.exportDataObject({cName: 'a', nLaunch: 2})) >> ] >> >>"),
		act("launch.pdf", "a program to launch", "/OpenAction << /S /Launch /F (/bin/sh) /P (-c touch /tmp/owned) >>"),
		act("launch-unix.pdf", "a program to launch on Unix", "/OpenAction << /S /Launch /Unix << /F (/bin/touch) /P (owned) >> >>"),
		act("web.pdf", "an address to fetch", "/OpenAction << /S /URI /URI (http://127.0.0.1:9/x) >>"),
		act("submit.pdf", "a form to send", "/OpenAction << /S /SubmitForm /F << /FS /URL /F (http://127.0.0.1:9/x) >> >>"),
		act("import.pdf", "a file to import", "/OpenAction << /S /ImportData /F (/etc/passwd) >>"),
		act("goto-remote.pdf", "a page of another file", "/OpenAction << /S /GoToR /F (/etc/passwd) /D [ 0 /Fit ] >>"),
		act("closing.pdf", "scripts at every event", "/AA << /WC << /S /JavaScript /JS (x) >> /DP << /S /JavaScript /JS (x) >> >>"),
		act("form-xfa.pdf", "a form in XML that names an entity for ever", "/AcroForm << /XFA (<!DOCTYPE a [<!ENTITY a \"&a;&a;\">]><a>&a;</a>) /Fields [] >>"),
		read("attachment.pdf", "an attached program: it is ignored", one(func(p *pdf) string {
			n := p.stream("/Type /EmbeddedFile", []byte("MZ\x90\x00this is no program"))
			return fmt.Sprintf("/Names << /EmbeddedFiles << /Names [ (a.exe) << /Type /Filespec /F (../../a.exe) /EF << /F %d 0 R >> >> ] >> >>", n)
		})),
		read("attachment-bomb.pdf", "an attachment of 4 GiB: it is ignored", one(func(p *pdf) string {
			n := p.stream("/Type /EmbeddedFile "+twice, bomb(4<<10))
			return fmt.Sprintf("/Names << /EmbeddedFiles << /Names [ (a) << /Type /Filespec /F (a) /EF << /F %d 0 R >> >> ] >> >>", n)
		})),
		survived("metadata-bomb.pdf", "metadata of 4 GiB", one(func(p *pdf) string {
			return fmt.Sprintf("/Metadata %d 0 R", p.stream("/Type /Metadata /Subtype /XML "+twice, bomb(4<<10)))
		})),
		ring("outlines-self.pdf", "an outline that is its own next", "Outlines", "<< /First SELF /Next SELF /Last SELF /Parent SELF /Count 1000000000 /Title (x) >>"),
		ring("names-self.pdf", "a tree of names among its own kids", "Names", "<< /Dests SELF /JavaScript SELF /Kids [ SELF SELF ] >>"),
		ring("structure-self.pdf", "a structure that is its own kid", "StructTreeRoot", "<< /Type /StructTreeRoot /K [ SELF SELF ] /ParentTree SELF >>"),
		ring("labels-self.pdf", "page labels among their own kids", "PageLabels", "<< /Kids [ SELF SELF ] /Nums [ 0 SELF ] >>"),
		ring("fields-self.pdf", "a form field that is its own kid", "AcroForm", "<< /Fields [ SELF ] /Kids [ SELF SELF ] /Parent SELF /T (x) /FT /Tx >>"),
		ring("layers-self.pdf", "layers in layers", "OCProperties", "<< /OCGs [ SELF ] /D << /Order [ SELF [ SELF ] ] /ON [ SELF ] >> >>"),
		read("annotations.pdf", "10,000 notes", annotated("<< /Type /Annot /Subtype /Text /Rect [9 9 9 9] /Contents (x) >> ", 10_000)),
		read("annotation-launch.pdf", "a note that launches a program: nothing may be done", annotated("<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A << /S /Launch /F (/bin/sh) >> >>", 1)),
		read("annotation-file.pdf", "a note with a film and a file: ignored", annotated("<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] /FS << /F (/etc/passwd) >> >>", 1)),
	}
}

// annotated has a page with an annotation again and again.
func annotated(annotation string, times int) []byte {
	p := newPDF()
	page := p.page(a4+" /Annots [ "+strings.Repeat(annotation, times)+" ]", p.stream("", []byte(writing(Sentence))), "")
	return p.bytes(1, page)
}

// locked are encrypted, or say so.
func locked() []File {
	lock := func(name, tells, dictionary string) File {
		b := with("/Root 1 0 R", "/Root 1 0 R /ID [ (abcdefghijklmnop) (abcdefghijklmnop) ] /Encrypt "+dictionary)
		return refused(name, needsKey, tells, b)
	}
	secret := strings.Repeat("s", 32)
	return []File{
		lock("lock-unknown.pdf", "a cipher that is not known", "<< /Filter /Standard /V 99 /R 99 /O ("+secret+") /U ("+secret+") /P -4 >>"),
		lock("lock-handler.pdf", "a handler of another maker", "<< /Filter /FoxitLike /V 1 >>"),
		lock("lock-rc4.pdf", "an RC4 key that is not ours", "<< /Filter /Standard /V 1 /R 2 /O ("+secret+") /U ("+secret+") /P -4 >>"),
		lock("lock-rc4-long.pdf", "an RC4 key of 2³¹ bits", "<< /Filter /Standard /V 2 /R 3 /Length 2147483647 /O ("+secret+") /U ("+secret+") /P -4 >>"),
		lock("lock-aes.pdf", "an AES key that is not ours", "<< /Filter /Standard /V 4 /R 4 /Length 128 /CF << /StdCF << /CFM /AESV2 /Length 16 >> >> /StmF /StdCF /StrF /StdCF /O ("+secret+") /U ("+secret+") /P -4 >>"),
		lock("lock-aes256.pdf", "an AES-256 key of the wrong length", "<< /Filter /Standard /V 5 /R 6 /Length 256 /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /O (x) /U (x) /OE (x) /UE (x) /Perms (x) /P -4 >>"),
		refused("lock-loop.pdf", needsKey, "the cipher is described by the catalogue", with("/Root 1 0 R", "/Root 1 0 R /Encrypt 1 0 R")),
		read("lock-null.pdf", "the cipher is not described", with("/Root 1 0 R", "/Root 1 0 R /Encrypt 900 0 R")),
	}
}
