// Package model is the journal and its database in memory: what rooms/journal
// and PostgreSQL must be to a room, without a disk, a network or a goroutine.
// Everything happens in the events of whoever drives it, so that a simulation
// repeats from its seed (B31, D16).
//
// A Database has tables, locks and transactions. Journals and nodes reach it by
// sessions over a Host, which carries their messages and keeps their time; there
// the simulation's faults live:
//
//	Journal ── request ──► Host ──► Database: begin, lock, read
//	        ◄── reply ──── Host ◄──
//	decide
//	        ── commit ───► Host ──► Database: check, sync, true at once, unlock
//	        ◄── reply ──── Host ◄── (lost: unknown, looked up behind the rooms' locks)
//
// It has the semantics of rooms/journal and none of its code: a conformance test
// runs the same scripts on both. Every write passes the guards of the real
// schema (one currency, nothing below zero, phases and terms found as named);
// beside them stand watchers that no code path of the model consults: Verify,
// and what Database.Broken lists.
package model
