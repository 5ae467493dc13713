package fairness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"croupier/games"
)

// Announced is a chain as it was published. Salt is nil for a chain without one.
type Announced struct {
	Chain
	Salt []byte
	At   time.Time
}

// ChainsMax bounds what Chains lists.
const ChainsMax = 200

const chainSQL = `select first_round, rounds, rules, terminal, salt, announced_at from chains `

// Chains lists what was announced of a room, the newest first (migration 0008).
func (t Table) Chains(ctx context.Context, room games.RoomID) ([]Announced, error) {
	return t.chains(ctx, chainSQL+`where room = $1 order by first_round desc, rules desc limit $2`, int64(room), ChainsMax)
}

// ChainOf is the chain that a round's source is a link of; nil if it is of none.
func (t Table) ChainOf(ctx context.Context, round games.RoundID, rules int) (*Announced, error) {
	found, err := t.chains(ctx, chainSQL+`where room = $1 and first_round <= $2 and first_round + rounds > $2 and rules = $3
		order by first_round desc limit 1`, int64(round.Room()), int64(round), rules)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// lastChain is the chain of a room that goes furthest; nil before the first.
func (t Table) lastChain(ctx context.Context, room games.RoomID, rules int) (*Announced, error) {
	found, err := t.chains(ctx, chainSQL+`where room = $1 and rules = $2 order by first_round desc limit 1`, int64(room), rules)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func (t Table) chains(ctx context.Context, sql string, args ...any) ([]Announced, error) {
	rows, err := t.DB.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("fairness: reading chains: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Announced, err error) {
		var first int64
		var terminal []byte
		if err := row.Scan(&first, &a.Count, &a.Rules, &terminal, &a.Salt, &a.At); err != nil {
			return a, err
		}
		a.First, a.Terminal = games.RoundID(first), [32]byte(terminal)
		return a, nil
	})
	if err != nil {
		return nil, fmt.Errorf("fairness: reading chains: %w", err)
	}
	return all, nil
}

// links reads the sealed links of some rounds, in their order.
func (t Table) links(ctx context.Context, from games.RoundID, rules, count int) ([]Link, error) {
	rows, err := t.DB.Query(ctx, `select round, commitment, box from chain_links
		where round >= $1 and round < $2 and rules = $3 order by round`, int64(from), int64(from)+int64(count), rules)
	if err != nil {
		return nil, fmt.Errorf("fairness: reading links: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l Link, err error) {
		var round int64
		var commitment []byte
		if err := row.Scan(&round, &commitment, &l.Box); err != nil {
			return l, err
		}
		l.Round, l.Commitment = games.RoundID(round), [32]byte(commitment)
		return l, nil
	})
	if err != nil {
		return nil, fmt.Errorf("fairness: reading links: %w", err)
	}
	return all, nil
}

// announce makes a chain and publishes it with all its links, or nothing. Another
// node that was first has announced its own: that is no error.
func announce(ctx context.Context, db Beginner, v *Vault, first games.RoundID, count, rules int) error {
	links := make([]Link, 0, count)
	chain, err := v.MakeChain(first, count, rules, func(l Link) error {
		links = append(links, l)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"chain_links"}, []string{"round", "rules", "commitment", "box"},
			pgx.CopyFromSlice(len(links), func(i int) ([]any, error) {
				l := &links[i]
				return []any{int64(l.Round), rules, l.Commitment[:], l.Box}, nil
			}))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into chains(room, first_round, rules, rounds, terminal) values ($1, $2, $3, $4, $5)`,
			int64(first.Room()), int64(first), rules, count, chain.Terminal[:])
		return err
	})
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == uniqueViolation {
		return nil
	}
	if err != nil {
		return fmt.Errorf("fairness: announcing the chain from round %d on: %w", first, err)
	}
	return nil
}

const uniqueViolation = "23505"
