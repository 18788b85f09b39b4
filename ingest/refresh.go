package ingest

import "context"

// Refresh has a document brought into search once more because something has
// changed that its file does not say. What has been read of the file serves
// again. A refused document is not in search and stays so. An unknown one gives
// ErrNoRecord.
func (s *Service) Refresh(ctx context.Context, id string) error {
	defer s.locks.lock(id)()
	r, err := s.State.Record(ctx, id)
	if err != nil || r.Status == Refused {
		return err
	}
	again(&r)
	if err := s.put(ctx, &r); err != nil {
		return err
	}
	if s.board.isActive(id) {
		return s.Queue.Publish(ctx, id) // the worker may have just finished
	}
	return s.requeue(ctx, id)
}
