package players

import (
	"errors"
	"fmt"
	"time"
)

// Code names an error for the edge, which has a sentence for each.
type Code string

// The codes.
const (
	CodeBadName         Code = "bad_name"
	CodeReservedName    Code = "reserved_name"
	CodeNameTaken       Code = "name_taken"
	CodeBadPassword     Code = "bad_password"
	CodeCommonPassword  Code = "common_password"
	CodeBadBirthDate    Code = "bad_birth_date"
	CodeUnderAge        Code = "under_age"
	CodeTermsNeeded     Code = "terms_needed"
	CodeBadCredentials  Code = "bad_credentials"
	CodeTooManyFailures Code = "too_many_failures"
	CodeBusy            Code = "busy"
	CodeNoSession       Code = "no_session"
	CodeNoPlayer        Code = "no_player"
)

// Error is an error that the edge may tell: a code and a plain sentence. Two
// of one code are the same error to errors.Is.
type Error struct {
	Code  Code
	Text  string
	After time.Duration // of a lock: try again then
}

func (e *Error) Error() string { return e.Text }

// ErrorCode is the code as text.
func (e *Error) ErrorCode() string { return string(e.Code) }

// Is matches by code.
func (e *Error) Is(target error) bool {
	var other *Error
	return errors.As(target, &other) && other.Code == e.Code
}

// The errors of this package.
var (
	ErrBadName = &Error{Code: CodeBadName,
		Text: "A name has 3 to 20 letters or digits of one script; - _ and . may stand between them."}
	ErrReservedName   = &Error{Code: CodeReservedName, Text: "This name belongs to the house. Choose another."}
	ErrNameTaken      = &Error{Code: CodeNameTaken, Text: "This name is taken. Choose another."}
	ErrBadPassword    = &Error{Code: CodeBadPassword, Text: "A password has 8 to 128 characters and is not your name."}
	ErrCommonPassword = &Error{Code: CodeCommonPassword,
		Text: "This password is among the first that anyone would try. Choose another."}
	ErrBadBirthDate = &Error{Code: CodeBadBirthDate, Text: "Write your birth date as year-month-day, such as 1990-04-25."}
	ErrUnderAge     = &Error{Code: CodeUnderAge, Text: "You must be 18 or older to play."}
	ErrTermsNeeded  = &Error{Code: CodeTermsNeeded, Text: "Accept the terms to register."}
	// ErrBadCredentials never says which of the two was wrong (P6).
	ErrBadCredentials  = &Error{Code: CodeBadCredentials, Text: "Name or password is wrong."}
	ErrTooManyFailures = &Error{Code: CodeTooManyFailures,
		Text: "Too many wrong attempts for this name from your network. Wait, then try again."}
	// ErrBusy says that too many passwords wait to be hashed; nothing happened.
	ErrBusy      = &Error{Code: CodeBusy, Text: "Many people are signing in right now. Try again in a moment."}
	ErrNoSession = &Error{Code: CodeNoSession, Text: "You are not signed in, or your session has ended. Sign in again."}
	ErrNoPlayer  = &Error{Code: CodeNoPlayer, Text: "There is no such player."}
)

// Errors lists every error that the edge may tell, each code once.
func Errors() []*Error {
	return []*Error{ErrBadName, ErrReservedName, ErrNameTaken, ErrBadPassword, ErrCommonPassword, ErrBadBirthDate, ErrUnderAge,
		ErrTermsNeeded, ErrBadCredentials, ErrTooManyFailures, ErrBusy, ErrNoSession, ErrNoPlayer}
}

func locked(after time.Duration) error {
	return &Error{Code: CodeTooManyFailures, After: after,
		Text: fmt.Sprintf("Too many wrong attempts for this name from your network. Try again in %d minutes.",
			max(1, int((after+time.Minute-1)/time.Minute)))}
}
