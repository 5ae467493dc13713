package bot

import (
	"encoding/json"

	"croupier/server/wire"
)

// DoubtMax bounds the acts of one bot without a verdict; a bot that has so many
// waits (the same number fits one inquiry).
const DoubtMax = 64

// Bot is one player at one table. One goroutine at a time may use it.
type Bot struct {
	player, room int64
	rand         Random
	menu         Menu

	// The place in the room's streams.
	term, seq, n int64
	placed       bool // there is a place to resume from
	joined       bool // the last join was answered
	resync       bool // between a gap, or a lost connection, and the answer

	// The table.
	round      int64
	open       bool
	closesAtMs int64
	startsAtMs int64    // of a curve that runs; 0: none does
	hands      []string // bets on it without a cash-out of their own

	// The purse.
	balance, version int64

	// At a blackjack table.
	deal *deal       // nil elsewhere
	owed decisionKey // the last decision that was asked for
	poor bool        // a stake on a hand was refused in this round for want of money

	doubts   []Doubt
	standing int // accepted bets of this round, not taken back
	cids     int64
}

// codeNoFunds is the refusal of who has not enough money.
const codeNoFunds = "no_funds"

// Doubt is an act without a verdict.
type Doubt struct {
	Act  wire.Act
	Lost bool // the connection that it was sent on is gone: inquire
}

// New makes a player's bot for a room.
func New(player, room, balance, version int64, menu Menu, r Random) *Bot {
	b := &Bot{player: player, room: room, balance: balance, version: version, menu: menu, rand: r}
	if menu.Seats != nil {
		b.deal = newDeal(menu.Seats)
	}
	return b
}

// Player is whose bot it is.
func (b *Bot) Player() int64 { return b.player }

// Room is where it plays.
func (b *Bot) Room() int64 { return b.room }

// Ready says whether the bot is in its room and up to date.
func (b *Bot) Ready() bool { return b.joined && !b.resync }

// Round is the round under way, and whether it takes bets at that moment of
// server time.
func (b *Bot) Round(nowMs int64) (round int64, open bool) {
	return b.round, b.open && nowMs < b.closesAtMs
}

// ClosesAtMs is when betting closes, if it is open.
func (b *Bot) ClosesAtMs() int64 { return b.closesAtMs }

// Balance is what the purse holds, by the highest version seen.
func (b *Bot) Balance() int64 { return b.balance }

// Doubts are the acts without a verdict, oldest first. The slice is the bot's.
func (b *Bot) Doubts() []Doubt { return b.doubts }

// Cid is a number for the next message, so that an error can be told apart.
func (b *Bot) Cid() int64 {
	b.cids++
	return b.cids
}

// Join asks to enter the room or to go on where the bot was, and about the ids
// whose connection was lost.
func (b *Bot) Join() wire.Join {
	j := wire.Join{T: wire.TJoin, Cid: b.Cid(), Room: b.room, Inquire: b.LostIDs()}
	if b.placed {
		j.Term, j.Seq, j.N = b.term, b.seq, b.n
	}
	b.joined, b.resync = false, true
	return j
}

// LostIDs are the ids in doubt that an inquiry should name.
func (b *Bot) LostIDs() []string {
	var ids []string
	for _, d := range b.doubts {
		if d.Lost {
			ids = append(ids, d.Act.ID)
		}
	}
	return ids
}

// Lost tells the bot that its connection is gone.
func (b *Bot) Lost() {
	b.joined, b.resync, b.owed = false, true, decisionKey{}
	for i := range b.doubts {
		b.doubts[i].Lost = true
	}
}

// Wallet takes a balance; an older one is ignored.
func (b *Bot) Wallet(w *wire.Wallet) {
	if w.Version > b.version {
		b.balance, b.version = w.Balance, w.Version
	}
}

// Answered takes an act out of doubt: its verdict came, or an error that says
// that its id is unused. It returns the act, false if it was not in doubt.
func (b *Bot) Answered(id string) (wire.Act, bool) {
	for i, d := range b.doubts {
		if d.Act.ID == id {
			b.doubts = append(b.doubts[:i], b.doubts[i+1:]...)
			return d.Act, true
		}
	}
	return wire.Act{}, false
}

// Verdict takes a verdict. It returns false where the bot had none to wait for.
func (b *Bot) Verdict(v *wire.Verdict) bool {
	act, ok := b.Answered(v.ID)
	if ok && act.Ask == askPlay && v.Code == codeNoFunds && act.Round == b.round {
		b.poor, b.owed = true, decisionKey{} // it decides again, without money
	}
	if !ok || v.Verdict != wire.VerdictAccepted || act.Round != b.round {
		return ok
	}
	switch act.Ask {
	case askBet:
		b.standing++
		if b.menu.Curve && byHand(act.Body) {
			b.hands = append(b.hands, act.ID)
		}
	case askUndo:
		b.hands = nil // which one it was, is not worth knowing
		b.standing = max(0, b.standing-1)
	case askClear:
		b.standing, b.hands = 0, nil
	}
	return true
}

type view struct {
	Phase      string `json:"phase"`
	ClosesAtMs int64  `json:"closesAtMs"`
	StartsAtMs int64  `json:"startsAtMs"`
}

func (b *Bot) begin(round int64, open bool, closesAtMs int64) {
	if round != b.round {
		b.standing, b.hands, b.startsAtMs, b.poor = 0, nil, 0, false
	}
	b.round, b.open, b.closesAtMs = round, open, closesAtMs
}

func (b *Bot) read(raw json.RawMessage) view {
	var v view
	if json.Unmarshal(raw, &v) != nil { // the auditor complains of what it cannot read
		return view{}
	}
	return v
}
