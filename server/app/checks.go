package app

import (
	"context"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"croupier/rng/fairness"
	"croupier/server/api"
	"croupier/server/backoffice"
	"croupier/server/config"
	"croupier/server/demo"
	"croupier/server/gen"
	"croupier/wallet"
)

// VerifyLedger verifies the books of a data folder or database, beside a server
// that is running there or alone: from the closed sums and the open lines, or in
// full from every line there ever was. The error says that it could not look.
func VerifyLedger(ctx context.Context, cfg config.Store, full bool) (wallet.Report, error) {
	db, err := lookAt(ctx, cfg)
	if err != nil {
		return wallet.Report{}, err
	}
	verify := wallet.VerifyOpen
	if full {
		verify = wallet.Verify
	}
	report, err := verify(ctx, db.App)
	return report, errors.Join(err, db.close(context.WithoutCancel(ctx)))
}

// Recheckers finds the rules that can play an exported round again.
func Recheckers(game string, version int) (fairness.Rechecker, bool) {
	for _, r := range rules() {
		if name, v := r.ID(); name == game && v == version {
			again, ok := r.(fairness.Rechecker)
			return again, ok
		}
	}
	return nil, false
}

// OpenAPI is the document of the HTTP interface, the demo's and the operators'
// doors included, for the generated pages.
func OpenAPI() ([]byte, error) {
	return api.Document("", func(a huma.API) { backoffice.Register(a, backoffice.Deps{}) }, (&demo.Demo{}).Register)
}

// GameTypes are the types of every game, for the generated documents.
func GameTypes() gen.Games {
	types := gen.Games{}
	for _, r := range rules() {
		name, _ := r.ID()
		types[name] = r.Types()
	}
	return types
}
