// Package archtest is the floor plan of the house as a test: which package may
// import which, where each driver lives, and what the pure packages may touch.
// The tables are in house_test.go and read like the plan; a package that no
// table names fails the test, so that every new folder is a decision.
package archtest
