package store

// What the outer tests need of the inside.
var (
	MigrateFrom = migrateFrom
	RefuseOlder = refuseOlder
	Redacted    = redacted
)
