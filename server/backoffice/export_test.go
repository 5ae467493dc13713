package backoffice

// Problem is problem, for tests.
var Problem = problem
