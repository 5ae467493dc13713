package rooms

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"croupier/games"
	"croupier/server/wire"
)

// betIDSkewMaxMs is how far a bet id's own time may be from room time: one day.
const betIDSkewMaxMs = 24 * 60 * 60 * 1000

type betKey struct {
	player games.PlayerID
	id     games.BetID
}

// command is a player's request on its walk, or an inquiry on its own.
type command struct {
	key     betKey
	by      games.Actor
	at      games.Moment
	round   games.RoundID // that the request names
	ask     string
	value   any
	hash    [32]byte
	inquiry bool
	from    origin
	echoes  []origin // of copies and inquiries: answered when this one is
}

// origin is where a direct answer goes.
type origin struct {
	sub Subscriber
	cid int64
}

// requestHash binds a bet id to what was asked: the body is the game's own
// encoding of it, so that spaces and the order of fields do not matter.
func requestHash(room games.RoomID, round games.RoundID, ask string, body []byte) [32]byte {
	const label = "croupier.act.v1"
	buf := make([]byte, 0, len(label)+3*8+len(ask)+len(body))
	buf = append(buf, label...)
	buf = binary.BigEndian.AppendUint64(buf, uint64(room))
	buf = binary.BigEndian.AppendUint64(buf, uint64(round))
	buf = binary.BigEndian.AppendUint64(buf, uint64(len(ask)))
	buf = append(buf, ask...)
	buf = append(buf, body...)
	return sha256.Sum256(buf)
}

// act takes a player's request: it ends in one verdict, or in one error with
// the id unused.
func (c *core) act(in inAct) {
	from := origin{in.sub, in.act.Cid}
	if in.who.Player <= 0 || in.who.Role == games.System {
		c.refuseUnused(from, in.act.ID, wire.ErrorNotSignedIn, false)
		return
	}
	if !c.crowd.has(in.sub, in.who.Player) {
		c.refuseUnused(from, in.act.ID, wire.ErrorNotJoined, true)
		return
	}
	id, ok := c.goodID(in.act.ID)
	if !ok {
		c.refuseUnused(from, in.act.ID, wire.ErrorBadID, false)
		return
	}
	cmd, err := c.read(in)
	if err != nil {
		c.refuseUnused(from, in.act.ID, wire.ErrorMalformed, false)
		return
	}
	cmd.key, cmd.from = betKey{in.who.Player, id}, from
	if c.known(cmd) {
		return
	}
	if len(c.flights) >= flightsMax {
		c.refuseUnused(from, in.act.ID, wire.ErrorBusy, true)
		return
	}
	c.byBet[cmd.key] = cmd
	if c.mustWait(cmd) {
		c.keep(cmd)
		return
	}
	c.ask(cmd)
}

func (c *core) goodID(text string) (id games.BetID, ok bool) {
	if id.UnmarshalText([]byte(text)) != nil {
		return id, false
	}
	return id, c.mintedNear(id)
}

// mintedNear says whether an id is a client's, of these days. An inquiry about one of
// other days would store its refusal in a month that the journal does not keep; about
// one that the rules make, it would take back what was agreed to.
func (c *core) mintedNear(id games.BetID) bool {
	minted, ok := id.Minted()
	return ok && !id.Derived() && minted >= c.now-betIDSkewMaxMs && minted <= c.now+betIDSkewMaxMs
}

// read decodes the request by the rules in force. Timeout, Resumed and Declined are
// the system's, the room's own names nobody's.
func (c *core) read(in inAct) (*command, error) {
	codec := c.onView().rules.codec
	if c.seat != 0 && ownName(in.act.Ask) {
		codec = roomCodec
	}
	value, err := codec.Decode(in.act.Ask, in.act.Body)
	if err != nil {
		return nil, err
	}
	switch value.(type) {
	case games.Timeout, games.Resumed, games.Declined:
		return nil, errors.New("rooms: the system's own ask")
	}
	_, body, err := codec.Encode(value)
	if err != nil {
		return nil, err
	}
	// Whoever acts at a table acts as a player there, an operator's account too:
	// dealers' and operators' commands have doors of their own.
	in.who.Role = games.Player
	round := games.RoundID(in.act.Round)
	return &command{
		by: in.who, at: c.now, round: round, ask: in.act.Ask, value: value,
		hash: requestHash(c.room, round, in.act.Ask, body),
	}, nil
}

// known answers a request whose id this room has met: on its way, or answered
// not long ago. Ids that it does not remember are the journal's to know.
func (c *core) known(cmd *command) bool {
	if first, ok := c.byBet[cmd.key]; ok {
		switch {
		case first.inquiry:
			c.pending(cmd.from, cmd.key.id)
		case first.hash != cmd.hash:
			c.refuseUnused(cmd.from, cmd.key.id.String(), wire.ErrorConflict, false)
		default:
			c.echo(first, cmd.from)
		}
		return true
	}
	was, ok := c.answers.get(cmd.key)
	switch {
	case !ok:
		return false
	case was.anyHash || !was.byInquiry && was.hash == cmd.hash:
		c.direct(cmd.from, was.verdict)
	case was.byInquiry:
		return false
	default:
		c.refuseUnused(cmd.from, cmd.key.id.String(), wire.ErrorConflict, false)
	}
	return true
}

func (c *core) echo(first *command, from origin) {
	if len(first.echoes) >= echoesMax {
		c.pending(from, first.key.id)
		return
	}
	first.echoes = append(first.echoes, from)
}

func (c *core) pending(from origin, id games.BetID) {
	c.refuseUnused(from, id.String(), wire.ErrorPending, true)
}

// ask puts a command to the rules; false says that it waits. What they refuse
// is a verdict as well, and is told once it is stored.
func (c *core) ask(cmd *command) bool {
	if rotate, ok := cmd.value.(wire.Rotate); ok {
		return c.askRotate(cmd, rotate)
	}
	r, refusal, moving := c.roundNamed(cmd.round)
	switch {
	case moving:
		c.giveUp(cmd, wire.ErrorNoOwner)
		return true
	case refusal != nil:
		c.refuse(cmd, refusal)
		return true
	case r == c.shown && c.sourceLost(), r == c.next && c.lostFor(r):
		c.giveUp(cmd, wire.ErrorBusy)
		return true
	case c.resume || c.resuming, r == c.shown && len(c.voids) > 0:
		return c.keep(cmd)
	}
	step, err := c.decide(r, games.Command{By: cmd.by, At: c.atOf(r, cmd), ID: cmd.key.id, Ask: cmd.value})
	switch {
	case errors.Is(err, games.ErrBusy):
		return c.keep(cmd)
	case errors.As(err, &refusal):
		c.refuse(cmd, refusal)
	case err != nil:
		c.fault(err)
	default:
		c.launch(&flight{round: r, step: step, cmd: cmd})
	}
	return true
}

// roundNamed finds the round that a command is for.
func (c *core) roundNamed(id games.RoundID) (r *round, refusal *games.Refusal, moving bool) {
	switch {
	case c.shown != nil && c.shown.id == id:
		return c.shown, nil, false
	case c.next == nil || c.next.id != id:
		return nil, &games.Refusal{Code: games.CodeWrongRound}, false
	case c.draining:
		return nil, nil, true
	case c.paused:
		return nil, &games.Refusal{Code: CodePaused}, false
	}
	return c.next, nil, false
}

// inquire asks for the verdicts of ids; each gets a direct answer.
func (c *core) inquire(in inInquire) {
	from := origin{in.sub, in.cid}
	if in.who.Player <= 0 {
		c.refuseUnused(from, "", wire.ErrorNotSignedIn, false)
		return
	}
	if !c.admits(in.who) {
		c.refuseUnused(from, "", wire.ErrorNoRoom, false)
		return
	}
	for _, text := range in.ids {
		id, ok := c.goodID(text)
		if !ok {
			c.refuseUnused(from, text, wire.ErrorBadID, false)
			continue
		}
		c.inquireOne(from, in.who, id)
	}
}

// inquireOne answers from memory where it can, so that a storm of reconnects
// asks the database for nothing that this room has said lately.
func (c *core) inquireOne(from origin, who games.Actor, id games.BetID) {
	key := betKey{who.Player, id}
	if first, ok := c.byBet[key]; ok {
		c.echo(first, from)
		return
	}
	if was, ok := c.answers.get(key); ok {
		c.direct(from, was.verdict)
		return
	}
	if len(c.flights) >= flightsMax {
		c.refuseUnused(from, id.String(), wire.ErrorBusy, true)
		return
	}
	cmd := &command{key: key, by: who, at: c.now, round: c.onView().id, inquiry: true, from: from}
	c.byBet[key] = cmd
	c.send(&flight{cmd: cmd, entry: &Entry{
		Kind: EntryInquiry, Round: cmd.round,
		Bet: &BetKey{ID: id, Player: who.Player}, Answer: Answer{Code: CodeWithdrawn},
	}})
}
