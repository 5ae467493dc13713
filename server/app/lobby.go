package app

import (
	"context"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"croupier/games"
	"croupier/rooms"
	"croupier/server/wire"
)

// known says whether the house has a room, here or elsewhere.
func (s *Server) known(id games.RoomID) bool {
	for _, t := range s.tables {
		if t.Room == id {
			return true
		}
	}
	return false
}

// cards are all rooms by id: this node's own as they are, others by their hints,
// and those without a sign of life as not live.
func (s *Server) cards(ctx context.Context) ([]wire.Card, error) {
	hints, err := s.cluster.Cards(ctx)
	if err != nil {
		s.log.Debug().Err(err).Msg("no hints of other nodes' rooms") // tables go on without Redis (S10)
	}
	byRoom := map[games.RoomID]wire.Card{}
	for _, t := range s.tables {
		byRoom[t.Room] = rooms.Card{Room: t.Room, Game: t.Game, Name: t.Name, Currency: t.Currency}.Wire("", false)
	}
	for _, h := range hints {
		byRoom[h.Room] = h.Card.Wire(h.Node, true)
	}
	for _, room := range s.hall.Rooms() {
		if room.Seat() != 0 {
			continue // a player's own
		}
		byRoom[room.ID()] = room.Card().Wire(s.node(), true)
	}
	list := make([]wire.Card, 0, len(byRoom))
	for _, card := range byRoom {
		list = append(list, card)
	}
	slices.SortFunc(list, func(a, b wire.Card) int { return int(a.Room - b.Room) })
	return list, nil
}

// hallMetrics shows the rooms' sums.
type hallMetrics struct{ hall *rooms.Hall }

var hallGauges = []struct {
	desc *prometheus.Desc
	of   func(rooms.Counts) int
}{
	{gauge("open", "Rooms open on this node."), func(c rooms.Counts) int { return c.Rooms }},
	{gauge("live", "Rooms with a round under way."), func(c rooms.Counts) int { return c.Live }},
	{gauge("watching", "Connections in rooms."), func(c rooms.Counts) int { return c.Watching }},
	{gauge("players", "Players with money in a round."), func(c rooms.Counts) int { return c.Players }},
	{gauge("flights", "Entries that the journal has."), func(c rooms.Counts) int { return c.Flights }},
	{gauge("waiting", "Commands that wait for a verdict."), func(c rooms.Counts) int { return c.Waiting }},
	{gauge("inbox", "Requests not looked at."), func(c rooms.Counts) int { return c.Inbox }},
	{gauge("source_lost", "Rooms that stand still because a source cannot be read."), func(c rooms.Counts) int { return c.Lost }},
}

func gauge(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("croupier_rooms_"+name, help, nil, nil)
}

// Describe is prometheus.Collector's.
func (m hallMetrics) Describe(ch chan<- *prometheus.Desc) {
	for _, g := range hallGauges {
		ch <- g.desc
	}
}

// Collect is prometheus.Collector's.
func (m hallMetrics) Collect(ch chan<- prometheus.Metric) {
	counts := m.hall.Counts()
	for _, g := range hallGauges {
		ch <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, float64(g.of(counts)))
	}
}
