package players

import (
	"encoding/hex"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"croupier/store"
)

func TestRegistration(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	s, token := h.enter(t, ada())
	require.Equal(t, Player{ID: s.Player.ID, Name: "Ada", Role: RolePlayer}, s.Player)
	require.NotEmpty(t, token)

	found, err := h.Get(t.Context(), s.Player.ID)
	require.NoError(t, err)
	require.Equal(t, s.Player, found)
	_, err = h.Get(t.Context(), s.Player.ID+1)
	require.ErrorIs(t, err, ErrNoPlayer)

	// P2: the terms' version with its date; P1: the birth date in its own table.
	require.Equal(t, 1, h.count(t, `select count(*) from players where terms_version = $1 and terms_at = $2`,
		TermsVersionDefault, h.clock.Now()))
	require.Equal(t, 1, h.count(t, `select count(*) from player_births where player = $1 and born = '1990-12-10'`, s.Player.ID))
}

func TestRegistrationIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t) // 14 March 2026
	with := func(change func(*Registration)) Registration {
		r := ada()
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		r    Registration
		want error
	}{
		"bad name":           {with(func(r *Registration) { r.Name = "a b" }), ErrBadName},
		"bot's name":         {with(func(r *Registration) { r.Name = BotPrefix + "Ada" }), ErrBadName},
		"short password":     {with(func(r *Registration) { r.Password = "short" }), ErrBadPassword},
		"common password":    {with(func(r *Registration) { r.Password = "qwerty123" }), ErrCommonPassword},
		"no date":            {with(func(r *Registration) { r.BirthDate = "" }), ErrBadBirthDate},
		"no such date":       {with(func(r *Registration) { r.BirthDate = "1999-02-29" }), ErrBadBirthDate},
		"date the other way": {with(func(r *Registration) { r.BirthDate = "10.12.1990" }), ErrBadBirthDate},
		"not yet born":       {with(func(r *Registration) { r.BirthDate = "2027-01-01" }), ErrBadBirthDate},
		"too long ago":       {with(func(r *Registration) { r.BirthDate = "1880-01-01" }), ErrBadBirthDate},
		"a child":            {with(func(r *Registration) { r.BirthDate = "2015-06-01" }), ErrUnderAge},
		"a day under age":    {with(func(r *Registration) { r.BirthDate = "2008-03-15" }), ErrUnderAge},
		"eighteen today":     {with(func(r *Registration) { r.BirthDate = "2008-03-14" }), nil},
		"terms not accepted": {with(func(r *Registration) { r.Accept = false }), ErrTermsNeeded},
	} {
		_, err := h.Prepare(t.Context(), c.r)
		require.ErrorIs(t, err, c.want, name)
	}
	require.Zero(t, h.count(t, `select count(*) from players`), "checking writes nothing")
}

// P1: born on 29 February, one is eighteen on 1 March.
func TestLeapDayBirthdays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := ada()
	r.BirthDate = "2008-02-29"
	h.clock.now = time.Date(2026, time.February, 28, 23, 59, 59, 0, time.UTC)
	_, err := h.Prepare(t.Context(), r)
	require.ErrorIs(t, err, ErrUnderAge)
	h.clock.pass(time.Second)
	_, err = h.Prepare(t.Context(), r)
	require.NoError(t, err)
}

// Of many who want one name at once, whatever its case, exactly one gets it.
func TestRacingForAName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	names := []string{"Grace", "grace", "GRACE", "gRace", "Ｇrace", "grAce", "graCe", "gracE"}
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			r := ada()
			r.Name = name
			_, _, errs[i] = h.tryEnter(t, r)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		require.ErrorIs(t, err, ErrNameTaken)
	}
	require.Equal(t, 1, won)
	require.Equal(t, 1, h.count(t, `select count(*) from players`))
	require.Equal(t, 1, h.count(t, `select count(*) from sessions`), "losers leave nothing behind")
}

func TestGuests(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var s Session
	var token Token
	require.NoError(t, store.InTx(t.Context(), h.db.App, func(tx store.Tx) (err error) {
		s, token, err = h.Enter(t.Context(), tx, h.PrepareGuest(), home)
		return err
	}))
	require.True(t, s.Player.Guest)
	require.Equal(t, RolePlayer, s.Player.Role)
	again, err := h.Session(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, s.Player, again.Player)
	_, _, err = h.SignIn(t.Context(), s.Player.Name, "", home)
	require.ErrorIs(t, err, ErrBadCredentials, "a guest has no credential")
}

// A guest whose made-up name is taken gets another, in the same transaction.
func TestGuestsNameIsTaken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	taken := Applicant{name: "Brave-Otter-4821", guest: true}
	require.NoError(t, store.InTx(t.Context(), h.db.App, func(tx store.Tx) error {
		first, _, err := h.Enter(t.Context(), tx, taken, home)
		require.NoError(t, err)
		second, _, err := h.Enter(t.Context(), tx, taken, home)
		require.NoError(t, err)
		require.NotEqual(t, first.Player.Name, second.Player.Name)
		return nil
	}))
	require.Equal(t, 2, h.count(t, `select count(*) from players where guest`))
}

func TestDemoPeopleAndBotsAreMadeOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ensure := func() (person, bot Player, fresh bool) {
		require.NoError(t, store.InTx(t.Context(), h.db.App, func(tx store.Tx) error {
			var one, two bool
			var err error
			person, one, err = h.EnsureDemo(t.Context(), tx, DemoPerson{"olivia", "demo-olivia", RoleOperator})
			require.NoError(t, err)
			bot, two, err = h.EnsureBot(t.Context(), tx, "Ada")
			require.NoError(t, err)
			require.Equal(t, one, two)
			fresh = one
			return nil
		}))
		return person, bot, fresh
	}
	person, bot, fresh := ensure()
	require.True(t, fresh)
	require.Equal(t, Player{ID: person.ID, Name: "olivia", Role: RoleOperator, Demo: true}, person)
	require.Equal(t, Player{ID: bot.ID, Name: "🤖 Ada", Role: RolePlayer, Demo: true, Bot: true}, bot)
	person2, bot2, fresh := ensure()
	require.False(t, fresh)
	require.Equal(t, person, person2)
	require.Equal(t, bot, bot2)
	s, _, err := h.SignIn(t.Context(), "Olivia", "demo-olivia", home)
	require.NoError(t, err)
	require.Equal(t, RoleOperator, s.Player.Role)
}

func TestTestPlayers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var tests []TestPlayer
	began := time.Now()
	require.NoError(t, store.InTx(t.Context(), h.db.App, func(tx store.Tx) (err error) {
		tests, err = h.EnterTests(t.Context(), tx, 500, home)
		return err
	}))
	require.Less(t, time.Since(began), 2*time.Second)
	require.Len(t, tests, 500)
	seen := map[Token]bool{}
	for _, test := range tests {
		require.True(t, test.Test)
		require.False(t, seen[test.Token])
		seen[test.Token] = true
	}
	s, err := h.Session(t.Context(), tests[499].Token)
	require.NoError(t, err)
	require.Equal(t, tests[499].Player, s.Player)
	for _, n := range []int{0, -1, TestsMax + 1} {
		_, err := h.EnterTests(t.Context(), h.db.App, n, home)
		require.Error(t, err)
	}
}

// B52, D10, D14: neither a password nor a token is anywhere in the database.
func TestNoSecretIsStored(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, token := h.enter(t, ada())
	_, _, err := h.SignIn(t.Context(), "correct horse", "Ada", home) // typed into the wrong fields
	require.ErrorIs(t, err, ErrBadCredentials)
	for _, table := range []string{"players", "player_credentials", "player_births", "sessions", "sign_in_failures"} {
		for _, secret := range []string{"correct horse", string(token), hex.EncodeToString([]byte(token))} {
			require.Zero(t, h.count(t, `select count(*) from `+table+` x where strpos(x::text, $1) > 0`, secret), table)
		}
	}
	require.NotContains(t, token.String(), string(token))
}

// D21: the serving role cannot rewrite who somebody is.
func TestServingRoleCannotRewritePeople(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.enter(t, ada())
	for _, sql := range []string{
		`update players set role = 'operator'`,
		`update players set test = true`,
		`update player_births set born = '1950-01-01'`,
		`update sessions set player = player + 1`,
		`update sessions set expires_at = 'infinity'`,
		`delete from players`,
		`delete from sessions`,
	} {
		_, err := h.db.App.Exec(t.Context(), sql)
		require.ErrorContains(t, err, "permission denied", sql)
	}
}
