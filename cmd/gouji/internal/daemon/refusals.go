package daemon

import (
	"context"

	"github.com/gouji/gouji/index/web/review"
	"github.com/gouji/gouji/ingest"
)

// Refusals implements review.Desk.
func (l *library) Refusals(ctx context.Context) ([]review.Refusal, error) {
	report, err := l.service.Status(ctx)
	if err != nil {
		return nil, err
	}
	var out []review.Refusal
	for _, f := range report.Failures {
		if f.Status == ingest.Refused || f.Status == ingest.Parked {
			out = append(out, review.Refusal{ID: f.ID, Name: readable(f.Name), Status: string(f.Status), Reason: f.Reason, At: f.At})
		}
	}
	return out, nil
}
