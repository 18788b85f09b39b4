package doctor

import (
	"fmt"
	"path/filepath"

	"github.com/gouji/gouji/ocr/pdf"
	"github.com/gouji/gouji/ocr/tesseract"
)

// models looks for the models that read scans. Without one that is required no
// scan can be read; texts and born-digital PDFs can.
func (d *Doctor) models() []Result {
	name := "文字识别 Tesseract " + tesseract.Version()
	var found string
	var results []Result
	for _, m := range tesseract.Models(filepath.SplitList(d.Settings.OCR.Tessdata)...) {
		if m.Trouble == "" {
			found += " " + string(m.Model)
			continue
		}
		level := Notice
		if m.Required {
			level = Broken
		}
		results = append(results, Result{level, fmt.Sprintf("%s: 模型 model %s", name, m.Model), m.Trouble})
	}
	if found == "" {
		return results
	}
	return append([]Result{{Good, name + ":" + found, ""}}, results...)
}

// font looks for a Chinese font.
func font() Result {
	if file := pdf.SystemFont(); file != "" {
		return Result{Good, "中文字体 Chinese font: " + file, ""}
	}
	return Result{Notice, "中文字体 Chinese font: 未安装，没有内嵌字体的 PDF 页面画不出文字 none; pages whose fonts are not embedded are drawn without text",
		"apt-get install fonts-wqy-microhei"}
}
