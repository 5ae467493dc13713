// Package store is the door to PostgreSQL: the pool that serves, the
// transaction, and the migrations, which hold all of the schema in one folder.
//
// Two roles. The owner migrates, at the start and then never again. The serving
// role (AppRole) may do what the migrations grant it and no more: it cannot
// write a balance or change a line of the ledger, whatever the server's code
// does (bars B8, D21). Open goes through these steps, and any of them may
// refuse with one line:
//
//	connect as owner ─► check the server ─► serving role ─► migrate ─► pool as
//	                    (version, fsync…)   (create)        (locked)   serving role
package store
