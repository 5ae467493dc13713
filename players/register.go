package players

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"croupier/games"
)

// AgeMin is the age from which a person may register (P1).
const AgeMin = 18

// Registration is what a person says when registering.
type Registration struct {
	Name      string
	Password  string
	BirthDate string // YYYY-MM-DD
	Accept    bool   // the terms in force (P2)
}

// Applicant is someone who may be written: a checked registration with its
// password hashed, or a guest.
type Applicant struct {
	name  string
	hash  string    // "": cannot sign in again
	born  time.Time // zero: not asked
	terms string    // "": not asked
	guest bool
}

// Prepare checks a registration and hashes its password. It takes some tens of
// milliseconds and touches no row. The error is one of this package's.
func (p *People) Prepare(ctx context.Context, r Registration) (Applicant, error) {
	name, err := cleanName(r.Name)
	if err != nil {
		return Applicant{}, err
	}
	if err := checkPassword(r.Password, name); err != nil {
		return Applicant{}, err
	}
	born, err := p.birthDate(r.BirthDate)
	if err != nil {
		return Applicant{}, err
	}
	if !r.Accept {
		return Applicant{}, ErrTermsNeeded
	}
	hash, err := p.hasher.hash(ctx, r.Password)
	if err != nil {
		return Applicant{}, err
	}
	return Applicant{name: name, hash: hash, born: born, terms: p.terms}, nil
}

// PrepareGuest makes up a guest.
func (p *People) PrepareGuest() Applicant {
	return Applicant{name: friendlyName(), guest: true}
}

// birthDate refuses who is not yet eighteen by the house's clock, in UTC.
func (p *People) birthDate(text string) (time.Time, error) {
	born, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}, ErrBadBirthDate
	}
	now := p.now().UTC()
	if born.Year() < now.Year()-130 || born.After(now) {
		return time.Time{}, ErrBadBirthDate
	}
	// Born on 29 February: eighteen on 1 March, never a day early.
	if born.AddDate(AgeMin, 0, 0).After(now) {
		return time.Time{}, ErrUnderAge
	}
	return born, nil
}

// guestTries is how often a made-up name may be taken already.
const guestTries = 5

// Enter writes the applicant and a first session, in the caller's transaction.
// Of two with one name, exactly one gets it; the other gets ErrNameTaken, with
// the transaction still good.
func (p *People) Enter(ctx context.Context, tx DB, a Applicant, from Client) (Session, Token, error) {
	now := p.now()
	player := Player{Name: a.name, Role: RolePlayer, Guest: a.guest}
	id, err := p.insert(ctx, tx, &player, a.terms, now)
	for try := 1; a.guest && errors.Is(err, ErrNameTaken) && try < guestTries; try++ {
		player.Name = friendlyName()
		id, err = p.insert(ctx, tx, &player, a.terms, now)
	}
	if err != nil {
		return Session{}, "", err
	}
	player.ID = id
	if err := p.writeSecrets(ctx, tx, id, a, now); err != nil {
		return Session{}, "", err
	}
	return p.open(ctx, tx, player, from, now)
}

// insert writes the person's row. The conflict is answered, not raised: an
// error would spoil the caller's transaction.
func (p *People) insert(ctx context.Context, tx DB, player *Player, terms string, now time.Time) (games.PlayerID, error) {
	var id games.PlayerID
	err := tx.QueryRow(ctx, `
		insert into players (name, name_key, role, guest, test, bot, demo, terms_version, terms_at, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), case when $8 <> '' then $9::timestamptz end, $9)
		on conflict (name_key) do nothing returning id`,
		player.Name, nameKey(player.Name), player.Role, player.Guest, player.Test, player.Bot, player.Demo,
		terms, now).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, ErrNameTaken
	}
	if err != nil {
		return 0, fmt.Errorf("players: write a person: %w", err)
	}
	return id, nil
}

func (p *People) writeSecrets(ctx context.Context, tx DB, id games.PlayerID, a Applicant, now time.Time) error {
	if a.hash != "" {
		if _, err := tx.Exec(ctx, `insert into player_credentials (player, hash, changed_at) values ($1, $2, $3)`,
			id, a.hash, now); err != nil {
			return fmt.Errorf("players: write a credential: %w", err)
		}
	}
	if !a.born.IsZero() {
		if _, err := tx.Exec(ctx, `insert into player_births (player, born) values ($1, $2)`, id, a.born); err != nil {
			return fmt.Errorf("players: write a birth date: %w", err)
		}
	}
	return nil
}
