package worker

import (
	"context"
	"errors"

	"github.com/gouji/gouji/ingest"
)

func openPicture(context.Context, string, *scanner) (document, error) {
	return nil, &ingest.Error{Kind: ingest.Refuse, Stage: "read", Reason: "还不能识别图片。", Err: errors.New("a picture")}
}
