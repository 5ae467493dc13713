package players

import "context"

type callerKey struct{}

type request struct {
	token  Token
	client Client
}

// WithRequest remembers what a request says of its caller, unchecked: the token
// that it came with ("": none) and where it came from.
func WithRequest(ctx context.Context, token Token, from Client) context.Context {
	return context.WithValue(ctx, callerKey{}, request{token, from})
}

// From is where the request came from.
func From(ctx context.Context) Client {
	r, _ := ctx.Value(callerKey{}).(request)
	return r.client
}

// Caller is the live session behind the request's token, or ErrNoSession.
func (p *People) Caller(ctx context.Context) (Session, error) {
	r, _ := ctx.Value(callerKey{}).(request)
	if r.token == "" {
		return Session{}, ErrNoSession
	}
	return p.Session(ctx, r.token)
}
