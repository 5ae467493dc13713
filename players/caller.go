package players

import "context"

type callerKey struct{}

// WithToken remembers the token that a request came with, unchecked.
func WithToken(ctx context.Context, token Token) context.Context {
	return context.WithValue(ctx, callerKey{}, token)
}

// Caller is the live session behind the request's token, or ErrNoSession.
func (p *People) Caller(ctx context.Context) (Session, error) {
	token, _ := ctx.Value(callerKey{}).(Token)
	if token == "" {
		return Session{}, ErrNoSession
	}
	return p.Session(ctx, token)
}
