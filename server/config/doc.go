// Package config is what the server can be told: one struct, whose flags,
// environment variables, defaults and help stand beside each other, and
// Validate, which says in one line per wrong value what is wrong with it.
package config
