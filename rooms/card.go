package rooms

import "croupier/server/wire"

// Wire is the card as pages get it. node is whose room it is, live whether that
// node owns it at the moment.
func (c Card) Wire(node string, live bool) wire.Card {
	return wire.Card{Room: int64(c.Room), Game: c.Game, Name: c.Name, Currency: c.Currency.Code(), Phase: c.Phase.String(),
		Paused: c.Paused, Live: live, Watching: c.Watching, Players: c.Players, UntilMs: int64(c.Until), Node: node,
		Extra: c.Extra}
}
