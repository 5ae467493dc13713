package rooms

import (
	"croupier/games"
	"croupier/server/wire"
)

// An input is something that happened; At is room time, stamped by the inbox.
type input struct {
	at   games.Moment
	what any // one of the types below
}

// Of the world outside.
type (
	// inAct is a player's request.
	inAct struct {
		sub Subscriber
		who games.Actor
		act wire.Act
	}
	// inInquire asks for the verdicts of ids.
	inInquire struct {
		sub Subscriber
		who games.Actor
		ids []string
		cid int64
	}
	inJoin struct {
		sub     Subscriber
		who     games.Actor
		point   Point
		inquire []games.BetID
		cid     int64
	}
	inLeave struct{ sub Subscriber }
	// inPause is an operator's pause (on) or unpause; reply is told once.
	inPause struct {
		by    games.Actor
		on    bool
		reply func(error)
	}
	// inVoid is an operator's void of a round; reply is told once.
	inVoid struct {
		round games.RoundID
		by    games.Actor
		why   string
		reply func(error)
	}
	inDrain struct{}
	// inTick ends every batch of inputs: what is due by now happens.
	inTick struct{}
	// inAdmit follows a tick: those who joined are let in.
	inAdmit struct{}
)

// Answers to effects.
type (
	// inVerdict is the journal's answer to a flight.
	inVerdict struct {
		flight  *flight
		verdict Verdict
	}
	// inNotQueued says that the journal did not take a flight.
	inNotQueued struct {
		flight *flight
		err    error
	}
	// inSealed brings a fresh source for a round.
	inSealed struct{ sealing Sealing }
	// inNotSealed says that a source is not there yet.
	inNotSealed struct{}
	// inUnsealed brings the source of a closed round.
	inUnsealed struct {
		round  games.RoundID
		source Source
	}
	// inNotUnsealed says that the source of a closed round cannot be read.
	inNotUnsealed struct {
		round games.RoundID
		err   error
	}
	// inRotation brings what a rotation tells and what follows it, or why it
	// cannot be.
	inRotation struct {
		round   games.RoundID // that it leaves out
		reveal  Reveal
		sealing Sealing
		err     error
	}
	// inFault says that the world failed in a way that the room cannot mend.
	inFault struct{ err error }
)

// Effects are what the loop has to do, in order.
type (
	fxSubmit struct{ flight *flight }
	fxSeal   struct {
		round games.RoundID
		rules int
		after *Sealing // of a room of one seat: the round before, of the same pair
		begin string   // or else the client seed of a pair that begins
	}
	// fxRotate ends the pair that a round was sealed under: the next one begins
	// another.
	fxRotate struct {
		sealing    Sealing
		rules      int
		clientSeed string
	}
	fxUnseal struct {
		round  games.RoundID
		rules  int
		sealed Sealed
	}
	// fxToAll sends one frame to everyone who watches.
	fxToAll struct{ frame []byte }
	// fxToPlayer sends one frame to all of a player's connections here.
	fxToPlayer struct {
		player games.PlayerID
		frame  []byte
	}
	fxToOne struct {
		sub   Subscriber
		frame []byte
	}
	// fxBalance tells the purse.
	fxBalance struct {
		balance Balance
		round   games.RoundID
		landsAt games.Moment
	}
	fxCard struct{ card Card }
	// fxReply answers an operator.
	fxReply struct {
		reply func(error)
		err   error
	}
	// fxStop ends the room; err is nil after a drain.
	fxStop struct{ err error }
)
