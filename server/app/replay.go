package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"croupier/games"
	"croupier/rng"
	"croupier/rng/fairness"
	"croupier/rooms"
	"croupier/rooms/journal"
	"croupier/server/config"
	"croupier/store"
)

// Replay is what came of playing every stored round again (B23).
type Replay struct {
	TookMs   int64         `json:"tookMs"`
	Rounds   int           `json:"rounds"`
	Of       []ReplayRules `json:"of"`   // by game and version
	Hash     string        `json:"hash"` // hex, over the rounds' hashes in their order: the same record, the same hash
	Wrong    int           `json:"wrong"`
	Findings []ReplayWrong `json:"findings"` // at most replayFindingsMax
}

// ReplayRules counts the rounds of one game by one version of its rules.
type ReplayRules struct {
	Game    string `json:"game"`
	Version int    `json:"version"`
	Rounds  int    `json:"rounds"`
	Void    int    `json:"void"`
	Steps   int    `json:"steps"`
	Drawn   int    `json:"drawn"`
	Played  int    `json:"played"` // players' results
}

// ReplayWrong is a round that does not follow from its source.
type ReplayWrong struct {
	Round games.RoundID `json:"round"`
	Room  games.RoomID  `json:"room"`
	What  string        `json:"what"`
}

// replayFindingsMax bounds the report of a record that is wrong everywhere.
const replayFindingsMax = 20

// OK says that nothing was found.
func (r *Replay) OK() bool { return r.Wrong == 0 }

// WriteText writes the report for people.
func (r *Replay) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, of := range r.Of {
		fmt.Fprintf(t, "%s %d\t%d rounds\t%d void\t%d steps\t%d draws\t%d results of players\n",
			of.Game, of.Version, of.Rounds, of.Void, of.Steps, of.Drawn, of.Played)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(t, "WRONG\tround %d of room %d: %s\n", f.Round, f.Room, f.What)
	}
	fmt.Fprintf(t, "%d rounds played again in %d ms, %d wrong, hash %s\n", r.Rounds, r.TookMs, r.Wrong, r.Hash)
	return t.Flush()
}

// ReplayRounds plays every round that ended again, from its revealed seed and by
// the rules that it was played by, and compares with the record: outcomes and
// payouts byte for byte, the ledger's lines, the players' histories. It works
// beside a running server or alone, and needs the keys: players' bets are stored
// sealed. The error says that it could not look.
func ReplayRounds(ctx context.Context, cfg config.Store) (*Replay, error) {
	if _, err := os.Stat(keyFolder(cfg)); err != nil {
		return nil, fmt.Errorf("the keys that sealed the rounds are not there: %w", err)
	}
	known, err := rulesOf(cfg)
	if err != nil {
		return nil, err
	}
	db, err := lookAt(ctx, cfg)
	if err != nil {
		return nil, err
	}
	report, err := replayAll(ctx, db.DB, keyFolder(cfg), rooms.NewRegistry(known...))
	return report, errors.Join(err, db.close(context.WithoutCancel(ctx)))
}

func replayAll(ctx context.Context, db *store.DB, keys string, registry *rooms.Registry) (*Replay, error) {
	started := time.Now()
	vault, err := openVault(ctx, db, keys)
	if err != nil {
		return nil, err
	}
	p := replayer{registry: registry, sealer: vault, of: map[[2]string]*ReplayRules{}}
	report := &Replay{Of: []ReplayRules{}, Findings: []ReplayWrong{}}
	sum := sha256.New()
	err = journal.WalkEnded(ctx, db.App, func(r *journal.EndedRound) error {
		report.Rounds++
		again, err := p.play(r)
		if err != nil {
			report.Wrong++
			if len(report.Findings) < replayFindingsMax {
				report.Findings = append(report.Findings, ReplayWrong{r.Round, r.Room, err.Error()})
			}
			return nil
		}
		sum.Write(again.Hash[:])
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, of := range p.of {
		report.Of = append(report.Of, *of)
	}
	slices.SortFunc(report.Of, func(a, b ReplayRules) int {
		return cmp.Or(cmp.Compare(a.Game, b.Game), cmp.Compare(a.Version, b.Version))
	})
	report.Hash, report.TookMs = hex.EncodeToString(sum.Sum(nil)), time.Since(started).Milliseconds()
	return report, nil
}

// openVault reads the keys, changes nothing, and refuses keys that are not the
// database's.
func openVault(ctx context.Context, db *store.DB, folder string) (sealer, error) {
	entropy, err := rng.OpenEntropy()
	if err != nil {
		return sealer{}, err
	}
	ring, err := fairness.OpenKeyring(folder, entropy)
	if err != nil {
		return sealer{}, err
	}
	canaries, err := fairness.Table{DB: db.App}.Canaries(ctx)
	if err != nil {
		return sealer{}, err
	}
	for _, c := range canaries {
		if err := ring.CheckCanary(c); err != nil {
			return sealer{}, err
		}
	}
	return sealer{Vault: fairness.NewVault(ring, entropy, func(fairness.Unsealing) {})}, nil
}

// replayer plays rounds again and counts them.
type replayer struct {
	registry *rooms.Registry
	sealer   sealer
	of       map[[2]string]*ReplayRules
}

func (p *replayer) play(r *journal.EndedRound) (*rooms.Replayed, error) {
	source, err := p.source(r)
	if err != nil {
		return nil, err
	}
	again, err := rooms.PlayAgain(p.registry, r.Game, source, p.sealer, &r.LoadedRound)
	if err != nil {
		return nil, err
	}
	if err := p.told(r, again); err != nil {
		return nil, err
	}
	if err := again.Agrees(r.Books); err != nil {
		return nil, err
	}
	key := [2]string{r.Game, fmt.Sprint(r.Opening.Rules)}
	of := p.of[key]
	if of == nil {
		of = &ReplayRules{Game: r.Game, Version: r.Opening.Rules}
		p.of[key] = of
	}
	of.Rounds++
	of.Steps += again.Steps
	of.Drawn += again.Drawn
	of.Played += len(again.Plays)
	if r.Phase == games.Void {
		of.Void++
	}
	return again, nil
}

// source is a round's, from the seed that its own log revealed, which must be
// the one that was sealed and committed to. A round that was voided revealed
// none, and its source stays sealed.
func (p *replayer) source(r *journal.EndedRound) (rooms.Source, error) {
	if r.Seat != 0 {
		return p.sessionSource(r)
	}
	seed, told, err := rooms.Revealed(&r.LoadedRound)
	if err != nil || !told && r.Phase != games.Settled {
		return nil, err
	}
	if !told { // a shoe's, of which cards were to come
		sealed, err := p.sealer.Unseal(r.Round, r.Opening.Rules, r.Sealed)
		if err != nil {
			return nil, err
		}
		return sealed, fairness.Verify(r.Round, r.Opening.Rules, sealed.Seed(), r.Sealed.Commitment)
	}
	if err := fairness.Verify(r.Round, r.Opening.Rules, seed, r.Sealed.Commitment); err != nil {
		return nil, err
	}
	sealed, err := p.sealer.Unseal(r.Round, r.Opening.Rules, r.Sealed)
	if err != nil {
		return nil, err
	}
	if sealed.Seed() != seed {
		return nil, errors.New("what was revealed is not what was sealed")
	}
	return sealed, nil
}

// told checks what the round revealed: its own source, unless cards of it were to come,
// and with the last round of a shoe that of the round which shuffled it.
func (p *replayer) told(r *journal.EndedRound, again *rooms.Replayed) error {
	_, own, err := rooms.Revealed(&r.LoadedRound)
	if err != nil {
		return err
	}
	if r.Seat == 0 && r.Phase == games.Settled && again.Drawn > 0 && !own && again.Keeps != r.Round {
		return errors.New("its source was not revealed")
	}
	if r.Kept == nil {
		return nil
	}
	seed, told, err := rooms.RevealedOf(&r.LoadedRound, r.Kept.Round)
	if err != nil || !told {
		return err
	}
	return fairness.Verify(r.Kept.Round, r.Kept.Rules, seed, r.Kept.Commitment)
}

// sessionSource is a round's of a room of one seat, from the box of its pair: the
// keys open it, and it must be what was committed to. A round in which nothing
// was drawn has one as well.
func (p *replayer) sessionSource(r *journal.EndedRound) (rooms.Source, error) {
	pair, err := p.sealer.Open(r.Round, r.Opening.Rules, r.Sealed, false)
	if err != nil {
		return nil, err
	}
	return pair.Source, nil
}
