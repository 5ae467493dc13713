package wallet

import (
	"errors"
	"fmt"

	"croupier/games"
	"croupier/wallet/money"
)

// Kind says what an account is for.
type Kind uint8

// The kinds of accounts, as ids carry them. Cash, bonus and pending belong to a
// player and authorise; the others record.
const (
	Cash       Kind = 1 + iota // a player's money
	Bonus                      // a player's bonus money
	Escrow                     // what a round holds
	House                      // per room
	Clearing                   // per payment provider
	Pending                    // a player's withdrawals under way
	Jackpot                    // pools
	BonusCost                  // what bonuses cost the house
	Tips                       // for dealers
	Receivable                 // what a player owes after a correction
)

func (k Kind) String() string {
	names := [...]string{"", "cash", "bonus", "escrow", "house", "clearing", "pending", "jackpot", "bonus cost", "tips", "receivable"}
	if int(k) < len(names) && k > 0 {
		return names[k]
	}
	return "invalid"
}

// Authorises says whether accounts of the kind have a row and a balance that
// must cover what leaves them.
func (k Kind) Authorises() bool { return k == Cash || k == Bonus || k == Pending }

// Provider is the number of a payment provider, the entity of its clearing account.
type Provider int64

// Demo is the provider of play money.
const Demo Provider = 1

// AccountID names an account: entity<<16 | currency<<4 | kind. The entity is a
// player for cash, bonus, pending and receivable, a round for escrow, a room for
// house, a provider for clearing.
type AccountID int64

// entityMax: 47 bits of entity leave the id positive, and hold a round's id.
const entityMax = 1<<47 - 1

// ErrBadAccount says that an account's parts are out of range.
var ErrBadAccount = errors.New("wallet: account id out of range")

// NewAccountID joins the parts, or returns ErrBadAccount.
func NewAccountID(k Kind, entity int64, c money.Currency) (AccountID, error) {
	if k < Cash || k > Receivable || entity <= 0 || entity > entityMax || c == 0 || c > 4095 {
		return 0, fmt.Errorf("%w: kind %d, entity %d, currency %d", ErrBadAccount, k, entity, c)
	}
	return AccountID(entity<<16 | int64(c)<<4 | int64(k)), nil
}

func mustAccount(k Kind, entity int64, c money.Currency) AccountID {
	id, err := NewAccountID(k, entity, c)
	if err != nil {
		panic(err)
	}
	return id
}

// CashOf is a player's cash account. Like the others below it panics on an id
// that no row can have; ids from outside go through NewAccountID.
func CashOf(p games.PlayerID, c money.Currency) AccountID { return mustAccount(Cash, int64(p), c) }

// PendingOf is where a player's withdrawals under way lie.
func PendingOf(p games.PlayerID, c money.Currency) AccountID {
	return mustAccount(Pending, int64(p), c)
}

// ReceivableOf is what a player owes after corrections.
func ReceivableOf(p games.PlayerID, c money.Currency) AccountID {
	return mustAccount(Receivable, int64(p), c)
}

// EscrowOf is a round's escrow.
func EscrowOf(r games.RoundID, c money.Currency) AccountID { return mustAccount(Escrow, int64(r), c) }

// HouseOf is a room's house account.
func HouseOf(r games.RoomID, c money.Currency) AccountID { return mustAccount(House, int64(r), c) }

// ClearingOf is a provider's clearing account.
func ClearingOf(p Provider, c money.Currency) AccountID { return mustAccount(Clearing, int64(p), c) }

// Kind is what the account is for.
func (a AccountID) Kind() Kind { return Kind(a & 15) }

// Currency is what the account counts.
func (a AccountID) Currency() money.Currency { return money.Currency(a >> 4 & 4095) }

// Entity is whose account it is: a player, round, room or provider.
func (a AccountID) Entity() int64 { return int64(a >> 16) }

// of is another account of the same entity and currency.
func (a AccountID) of(k Kind) AccountID { return a&^15 | AccountID(k) }

// Player is the entity of a player's account.
func (a AccountID) Player() games.PlayerID { return games.PlayerID(a.Entity()) }

func (a AccountID) String() string {
	return fmt.Sprintf("%s %d %s", a.Kind(), a.Entity(), a.Currency().Code())
}
