// Command chaos is the front of the safety kit: it plants bugs and sees them
// caught, runs the bars, and prints the sheet of what happened.
//
//	chaos mutants [--only NAME|BAR]…     every planted bug, and the test that finds it
//	chaos run --level commit|night       the bars' trials, then the sheet
//	chaos sheet FOLDER                   the sheet again, from the records of a run
//
// A bar that no planted bug fails proves nothing. So each bug of the list (the
// mutants_*.go) is a small edit of the program's text, and names the test that
// must fail with it:
//
//	the test passes as the tree is ──► the edit, as an overlay ──► builds ──► the test fails: caught
//	        └─► error                                               └─► error    └─► passes: SURVIVED
//
// Nothing of the tree is changed, and no bug is in any build: the edited copy
// lies in a temporary folder and reaches the compiler, and what the test itself
// builds, by go's -overlay.
package main
