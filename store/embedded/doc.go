// Package embedded runs PostgreSQL as a private child process: the database of
// a server that was given none. It speaks on a Unix socket in a folder that
// nobody else may enter, and it ends with the server, however that ends.
//
//	data/
//	  lock       flock: one server per folder; holds its pid
//	  pg/        the database (0700), the socket in it
//	  pg.tmp/    a database being created; whatever is found here is half a one
//	  pg.log     what PostgreSQL said
//
// Start goes from top to bottom, and each line may refuse with one sentence:
//
//	lock the folder ─► wait until an older PostgreSQL of it is gone
//	  ─► find binaries of the folder's version and a way to run them
//	  ─► (new folder) initdb in pg.tmp, sync, rename
//	  ─► run ─► answers ─► (new folder) create the database
//
// How PostgreSQL is run ("the way") depends on who we are, because it refuses
// root: an ordinary account runs it plainly; root runs it in a user namespace
// that has one account, else as nobody. A folder that exists is run as its
// owner: ownership is what remembers the way.
//
// The life of the child:
//
//	started ──► answering ──► stopped        Stop: fast shutdown, then sooner and sooner
//	   └───────────┴────────► died           Died is closed in either case
//
// When the server is killed, PostgreSQL gets a fast shutdown too: by the
// parent-death signal on Linux, by a watcher process elsewhere.
package embedded
