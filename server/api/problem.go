package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/rs/zerolog"

	"croupier/players"
	"croupier/store"
)

// Problem is an error as clients get it (RFC 9457), with a code that a page has
// a sentence for. It never repeats what the client sent: that may be a password.
type Problem struct {
	Status int            `json:"status" doc:"HTTP status" example:"409"`
	Title  string         `json:"title" doc:"The status in words" example:"Conflict"`
	Detail string         `json:"detail" doc:"What happened and what to do, in a plain sentence"`
	Code   string         `json:"code" doc:"What happened, for programs" example:"name_taken"`
	Errors []ProblemField `json:"errors,omitempty" doc:"What is wrong with the request, by place"`
}

// ProblemField is one thing wrong with a request.
type ProblemField struct {
	Location string `json:"location,omitempty" example:"body.name"`
	Message  string `json:"message"`
}

func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// Coded is an error that was born with a code for the edge.
type Coded interface {
	error
	ErrorCode() string
}

// statusByCode are the statuses of codes that come without one.
var statusByCode = map[string]int{
	string(players.CodeBadName):         http.StatusUnprocessableEntity,
	string(players.CodeReservedName):    http.StatusConflict,
	string(players.CodeNameTaken):       http.StatusConflict,
	string(players.CodeBadPassword):     http.StatusUnprocessableEntity,
	string(players.CodeCommonPassword):  http.StatusUnprocessableEntity,
	string(players.CodeBadBirthDate):    http.StatusUnprocessableEntity,
	string(players.CodeUnderAge):        http.StatusForbidden,
	string(players.CodeTermsNeeded):     http.StatusUnprocessableEntity,
	string(players.CodeBadCredentials):  http.StatusUnauthorized,
	string(players.CodeTooManyFailures): http.StatusTooManyRequests,
	string(players.CodeBusy):            http.StatusServiceUnavailable,
	string(players.CodeNoSession):       http.StatusUnauthorized,
	string(players.CodeNoPlayer):        http.StatusNotFound,
}

// codeByStatus are the codes of problems that are HTTP's own.
var codeByStatus = map[int]string{
	http.StatusBadRequest:            "malformed",
	http.StatusUnauthorized:          string(players.CodeNoSession),
	http.StatusForbidden:             "forbidden",
	http.StatusNotFound:              "not_found",
	http.StatusMethodNotAllowed:      "method_not_allowed",
	http.StatusNotAcceptable:         "not_acceptable",
	http.StatusRequestTimeout:        "timeout",
	http.StatusRequestEntityTooLarge: "too_large",
	http.StatusUnsupportedMediaType:  "unsupported_media_type",
	http.StatusUnprocessableEntity:   "invalid",
	http.StatusTooManyRequests:       "rate",
	http.StatusServiceUnavailable:    "unavailable",
}

// The sentences of what the request's author cannot mend.
const (
	textFault   = "Something went wrong on our side. Try again; if it stays, tell support."
	textUnknown = "We could not find out whether this worked. Look at the present state before trying again."
	textTimeout = "This took too long and was given up. Try again in a moment."
)

// huma makes its errors through these two variables; there is one kind of
// problem in the house, so they are set once, for the whole program.
func init() {
	huma.NewError = func(status int, detail string, errs ...error) huma.StatusError {
		return newProblem(status, detail, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, detail string, errs ...error) huma.StatusError {
		if status != http.StatusInternalServerError {
			return newProblem(status, detail, errs)
		}
		problem, after := translate(ctx.Context(), errors.Join(errs...))
		if after > 0 {
			ctx.SetHeader("Retry-After", retryAfter(after))
		}
		return problem
	}
	// A name in another case would be read by the decoder and not by the check.
	huma.ValidateStrictCasing = true
}

// newProblem makes a problem of a status and a sentence. Among errs, an error
// with a code gives the problem its code; details say what is wrong where.
func newProblem(status int, detail string, errs []error) *Problem {
	p := &Problem{Status: status, Title: http.StatusText(status), Detail: detail, Code: codeByStatus[status]}
	for _, err := range errs {
		var coded Coded
		var detailer huma.ErrorDetailer
		switch {
		case errors.As(err, &coded):
			p.Code = coded.ErrorCode()
		case errors.As(err, &detailer):
			d := detailer.ErrorDetail()
			p.Errors = append(p.Errors, ProblemField{Location: d.Location, Message: d.Message})
		case err != nil && status < http.StatusInternalServerError:
			p.Errors = append(p.Errors, ProblemField{Message: err.Error()})
		}
	}
	if p.Code == "" {
		p.Code = "fault"
	}
	return p
}

// translate turns a domain's error into a problem. What has no code is a fault
// of ours: it is logged whole and told in general words.
func translate(ctx context.Context, err error) (*Problem, time.Duration) {
	var coded Coded
	if errors.As(err, &coded) {
		if status, ok := statusByCode[coded.ErrorCode()]; ok {
			return newProblem(status, coded.Error(), []error{coded}), waitOf(coded)
		}
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return newProblem(http.StatusServiceUnavailable, textTimeout, nil), time.Second
	}
	zerolog.Ctx(ctx).Error().Err(err).Msg("request failed")
	if errors.Is(err, store.ErrCommitUnknown) {
		p := newProblem(http.StatusServiceUnavailable, textUnknown, nil)
		p.Code = "unknown"
		return p, 0
	}
	return newProblem(http.StatusInternalServerError, textFault, nil), 0
}

// waitOf is when a client may try again; 0: no matter of time.
func waitOf(err error) time.Duration {
	var e *players.Error
	switch {
	case !errors.As(err, &e):
		return 0
	case e.Code == players.CodeBusy:
		return time.Second
	}
	return e.After
}

func retryAfter(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
