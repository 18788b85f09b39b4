package daemon

import (
	"context"
	"io/fs"

	"github.com/gouji/gouji/extract"
)

// Decide implements review.Desk.
func (l *library) Decide(_ context.Context, _ extract.Decision) error { return fs.ErrNotExist }

// Decisions implements review.Desk.
func (l *library) Decisions(_ context.Context, _ string) ([]extract.Decision, error) { return nil, nil }
