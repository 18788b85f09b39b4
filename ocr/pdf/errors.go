package pdf

import (
	"errors"
	"fmt"

	"github.com/gouji/gouji/ingest"
)

// Errors that refuse a file. Each is wrapped in an *ingest.Error of kind
// Refuse that carries a reason in plain Chinese.
var (
	ErrEncrypted    = errors.New("encrypted PDF: a password is needed")
	ErrDamaged      = errors.New("damaged PDF")
	ErrNoPages      = errors.New("PDF without pages")
	ErrTooManyPages = errors.New("PDF with too many pages")
)

// ErrPage says that one page could not be read; others may be.
var ErrPage = errors.New("unreadable page")

// ErrSliver is a page on which nothing can stand. It is wrapped as those above.
var ErrSliver = errors.New("page too narrow for any text")

const stage = "pdf"

func refuse(err error, reason string) error {
	return &ingest.Error{Kind: ingest.Refuse, Stage: stage, Reason: reason, Err: err}
}

func encrypted(detail string) error {
	return refuse(fmt.Errorf("%w%s", ErrEncrypted, detail), "PDF 已加密，需要密码才能打开；请在配置中加入密码，或另存为不加密的文件后再放入")
}

func damaged(detail string) error {
	return refuse(fmt.Errorf("%w: %s", ErrDamaged, detail), "PDF 文件已损坏或不完整，无法打开；请重新导出或重新下载后再放入")
}

func foreign() error {
	return refuse(fmt.Errorf("%w: no PDF header", ErrDamaged), "文件内容不是 PDF；请检查扩展名是否正确")
}

func badPage(n int, detail string) error {
	return refuse(fmt.Errorf("page %d: %w: %s", n, ErrPage, detail), "页面已损坏或过于复杂，无法读取")
}

func sliver(n int, width, height float64) error {
	return refuse(fmt.Errorf("page %d: %w: %g x %g pt", n, ErrSliver, width, height),
		fmt.Sprintf("页面的尺寸异常（%.4g×%.4g 毫米），无法读取", width*millimetres, height*millimetres))
}

// millimetres are in a point.
const millimetres = 25.4 / pointsPerInch
