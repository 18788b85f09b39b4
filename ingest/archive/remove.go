package archive

// Remove removes a file that Done or Failed has moved, with the note beside it.
// One that is not there is no error.
func (a *Archive) Remove(path string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	removeNote(path)
	if err := removeIfThere(path); err != nil {
		return fault("remove", path, err)
	}
	return nil
}
