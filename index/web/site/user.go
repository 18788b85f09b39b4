package site

import "context"

// User is who asks.
type User struct {
	Name  string // empty where nobody has said
	Login bool   // has logged in here and can log out
}

type userKey struct{}

// WithUser returns a context of a user's request.
func WithUser(ctx context.Context, u User) context.Context {
	return context.WithValue(ctx, userKey{}, u)
}

// UserOf returns whose request it is.
func UserOf(ctx context.Context) User {
	u, _ := ctx.Value(userKey{}).(User)
	return u
}
