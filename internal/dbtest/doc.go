// Package dbtest gives tests a real database, migrated and their own. It is for
// _test.go files only.
//
//	func TestBet(t *testing.T) {
//		db := dbtest.New(t)
//		…
//
// One PostgreSQL runs per test process, started by the first New; every New is
// a copy of one migrated template, dropped with its test. The server runs
// without fsync: what a loss of power does is not tested here. It ends with the
// process, however that ends, and its folder is removed by then.
//
// CROUPIER_TEST_DATABASE_URL names a running server instead, as a role that may
// create databases and roles.
package dbtest
