package gamestest

// CheckTypes is for the tests of the suite itself.
var CheckTypes = checkTypes
