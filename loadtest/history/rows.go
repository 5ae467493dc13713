package history

import "encoding/binary"

// rows sends what the house does to the tables. Lines and bets go to the
// partition that their ids belong to.
type rows struct {
	record []byte // a record's body, noise

	lines    *leaves
	verdicts *leaves
	log      *stream
	plays    *stream
	rounds   *stream
	points   *stream
	postings *stream

	body   []byte
	answer []byte
	hash   [32]byte
}

func account(entity, kind int64) int64 { return entity<<16 | currency<<4 | kind }

func cash(player int) int64 { return account(int64(player)+1, 1) }

// The kinds of lines and accounts that play is made of.
const (
	kindStake, kindPay, kindClose, kindTopUp = 1, 2, 4, 5
	escrow, houseKind, clearing              = 3, 4, 5
)

const lineColumns = "id,debit,credit,amount,kind,round,ref,at,debit_before,credit_before"

// line is a row of transfers. ref may be nil, round 0, either before -1: none.
type line struct {
	id, debit, credit, amount, kind, round int64
	ref                                    []byte
	debitBefore, creditBefore              int64
}

func (r *rows) transfer(l line, at int64) {
	s := r.lines.at(l.id)
	s.row(10)
	s.int8(l.id)
	s.int8(l.debit)
	s.int8(l.credit)
	s.int8(l.amount)
	s.int2(l.kind)
	s.int8OrNull(l.round, l.round != 0)
	if l.ref == nil {
		s.null()
	} else {
		s.bytes(l.ref)
	}
	s.time(at)
	s.int8OrNull(l.debitBefore, l.debitBefore >= 0)
	s.int8OrNull(l.creditBefore, l.creditBefore >= 0)
}

const postingColumns = "ref,transfer,hash,at"

func (r *rows) deposit(at link, player int, ms int64, some uint64) {
	var ref [16]byte
	binary.BigEndian.PutUint64(ref[:], uint64(ms)<<16|0x7000|some&0xfff)
	binary.BigEndian.PutUint64(ref[8:], 1<<63|uint64(at.id))
	r.transfer(line{at.id, account(1, clearing), cash(player), depositMinor, kindTopUp, 0, ref[:], -1, at.before}, ms)
	r.postings.row(4)
	r.postings.bytes(ref[:])
	r.postings.int8(at.id)
	r.postings.bytes(r.hash[:])
	r.postings.time(ms)
}

const betColumns = "bet_id,player,hash,room,round,batch,stake,verdict,answer"

func (r *rows) bet(h *house, t *table, at link, player int, b *placed) {
	r.transfer(line{at.id, cash(player), account(t.round, escrow), b.stake, kindStake, t.round, b.id[:], at.before, -1}, h.at)
	h.noise.bytes(r.hash[:])
	// As rooms/journal encodes it: version, accepted, the ask and two empty texts, four amounts.
	r.answer = append(r.answer[:0], 1, 1, 3, 'b', 'e', 't', 0, 0, 0, 0)
	r.answer = binary.AppendVarint(r.answer, b.stake)
	r.answer = append(r.answer, 0)
	s := r.verdicts.at(int64(binary.BigEndian.Uint64(b.id[:]) >> 16))
	s.row(9)
	s.bytes(b.id[:])
	s.int8(int64(player) + 1)
	s.bytes(r.hash[:])
	s.int8(t.id)
	s.int8(t.round)
	s.int8(h.number)
	s.int8(b.stake)
	s.int2(1)
	s.bytes(r.answer)
}

func (r *rows) pay(h *house, t *table, at link, player int, amount int64, b *placed) {
	r.transfer(line{at.id, account(t.round, escrow), cash(player), amount, kindPay, t.round, b.id[:], -1, at.before}, h.at)
}

// close is what the house kept of a round, or gave to it.
func (r *rows) close(h *house, t *table, id, kept int64) {
	debit, credit := account(t.round, escrow), account(t.id, houseKind)
	if kept < 0 {
		debit, credit, kept = credit, debit, -kept
	}
	r.transfer(line{id, debit, credit, kept, kindClose, t.round, nil, -1, -1}, h.at)
}

const playColumns = "player,round,staked,returned,ended_at"

func (r *rows) play(h *house, t *table, player int, staked, returned int64) {
	s := r.plays
	s.row(5)
	s.int8(int64(player) + 1)
	s.int8(t.round)
	s.int8(staked)
	s.int8(returned)
	s.time(h.at)
}

const logColumns = "room,seq,last,term,batch,at,body"

// logSteps is a room's row of a batch.
func (r *rows) logSteps(h *house, t *table, steps, number int64) {
	r.body = append(r.body[:0], 1)
	for range steps {
		h.noise.bytes(r.record)
		r.body = binary.AppendUvarint(r.body, uint64(number))
		r.body = binary.AppendUvarint(r.body, uint64(len(r.record)))
		r.body = append(r.body, r.record...)
	}
	t.at = h.at
	s := r.log
	s.row(7)
	s.int8(t.id)
	s.int8(t.seq + 1)
	t.seq += steps
	s.int8(t.seq)
	s.int8(1)
	s.int8(h.number)
	s.time(h.at)
	s.bytes(r.body)
}

const roundColumns = "id,room,phase,rules,commitment,sealed,options,carry,opened_seq,opened_at,ended_seq,ended_at,staked,returned,kept"

// round is one that has just ended.
func (r *rows) round(h *house, t *table) {
	s := r.rounds
	s.row(15)
	s.int8(t.round)
	s.int8(t.id)
	s.int2(3)
	r.source(h, s)
	s.bytes(roundOptions)
	s.bytes(roundCarry)
	s.int8(t.opened)
	s.time(t.openedAt)
	s.int8(t.seq)
	s.time(h.at)
	s.int8(t.staked)
	s.int8(t.returned)
	s.int8(t.staked - t.returned)
}

// ahead is the round that the last one sealed.
func (r *rows) ahead(h *house, t *table) {
	s := r.rounds
	s.row(15)
	s.int8(t.round + 1)
	s.int8(t.id)
	s.int2(0)
	r.source(h, s)
	for range 6 {
		s.null()
	}
	for range 3 {
		s.int8(0)
	}
}

// source is the rules' version, a commitment and a sealed source of their sizes.
func (r *rows) source(h *house, s *stream) {
	var box [68]byte
	h.noise.bytes(box[:])
	s.int4(1)
	s.bytes(box[:32])
	s.bytes(box[:])
}

var (
	roundOptions = []byte(`{"betMs":12000,"landMs":6000,"pauseMs":4000,"stepMinor":100,"spotMinMinor":100,"tableMaxMinor":500000,"allowanceMinor":2000000}`)
	roundCarry   = []byte(`{"last":[13,35,26,12,0,13,34,36,16,0,32,1],"opensAtMs":946684804240,"landsAtMs":946684804190}`)
)

const pointColumns = "account,version,line,balance,at"

func (r *rows) point(player int, p *purse, at int64) {
	s := r.points
	s.row(5)
	s.int8(cash(player))
	s.int8(p.version)
	s.int8(p.last)
	s.int8(p.balance)
	s.time(at)
}
