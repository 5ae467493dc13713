package archtest

// module is the module's path, which every import of ours begins with.
const module = "croupier"

// floors is the house from the top down. A package imports from lower floors
// only: never up, never sideways. Packages that are still to come are named
// already. A † marks packages for tests: they are imported from _test.go only,
// where anything may be imported.
var floors = []floor{
	{8, "server loadtest loadtest/sim loadtest/chaos loadtest/bench"},
	{7, "server/app internal/hostile† internal/bars loadtest/siege†"},
	{6, "server/gateway server/owner server/gen server/api server/dealer server/backoffice server/demo loadtest/swarm"},
	{5, "rooms/cluster wallet/payments/stripe wallet/payments/sandbox"},
	{4, "rooms/journal loadtest/model loadtest/naive loadtest/history wallet/payments players/kyc players/limits players/crm compliance/aml compliance/reports"},
	{3, "rooms wallet players loadtest/bot loadtest/auditor internal/dbtest† " +
		"games/roulette games/blackjack games/baccarat games/slots games/crash games/sicbo games/dragontiger games/videopoker games/jackpot"},
	// What several games are made of stands between the contract and the games.
	{2, "games/cards games/felt games/gamestest† rng/fairness compliance/audit compliance/profiles store/embedded"},
	{1, "games rng server/wire server/protocol store"},
	{0, "wallet/money server/config internal/archtest internal/failpoint web"},
}

// mainFloor is where programs are, and only programs.
const mainFloor = 8

// homes says where each driver may be imported, tests apart: one technology,
// one home. A path stands for everything below it.
var homes = []home{
	{"github.com/redis/go-redis", "rooms/cluster"},
	{"github.com/alicebob/miniredis", "rooms/cluster"},
	{"github.com/coder/websocket", "server/gateway loadtest/swarm"},
	{"github.com/pressly/goose", "store"},
	{"database/sql", "store"},
	{"crypto/rand", "rng players"},
	// No outcome comes from here: jitter, the demo's players and the load's.
	{"math/rand", "server/gateway server/demo loadtest/swarm loadtest/sim"},
}

// pgx is for the packages below this floor.
const (
	pgx      = "github.com/jackc/pgx"
	pgxBelow = 5
)

// pure packages are functions of their arguments. Each may import of the
// standard library what stands beside it and nothing else: no clock, no
// goroutines, no network, no files, no randomness; and of the world nothing.
var pure = []allowance{
	{"wallet/money", "errors math math/bits strconv"},
	// embed: machines are files that are built in; math/big: their PAR sheets are exact fractions.
	{"games", "bytes cmp embed encoding/hex encoding/json errors fmt io iter math math/big math/bits reflect slices sort strconv strings"},
	{"server/wire", "embed encoding/json errors fmt slices strconv strings"},
	{"loadtest/bot", "bytes cmp encoding/hex encoding/json errors fmt math math/bits slices strconv strings"},
	{"loadtest/auditor", "bytes cmp crypto/hmac crypto/sha256 encoding/binary encoding/hex encoding/json errors fmt " +
		"maps math math/bits slices sort strconv strings"},
}

// only says what some packages may import of the house at most: the auditor
// recounts with payouts and a seed check of its own, or it would only repeat our
// mistakes.
var only = []allowance{
	{"loadtest/auditor", "games server/wire wallet/money"},
}

// nameless are names that say nothing of what is inside.
var nameless = []string{"util", "utils", "common", "helper", "helpers", "manager", "managers", "misc", "shared", "base", "data", "info", "types"}
