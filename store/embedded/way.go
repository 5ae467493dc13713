package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// way is how PostgreSQL is run by the account that we are.
type way struct {
	name string
	attr func() *syscall.SysProcAttr
	// owner of what PostgreSQL writes; nil if that is us anyway.
	owner *account
}

type account struct{ uid, gid int }

// own makes a path belong to the account that PostgreSQL runs as.
func (w way) own(path string) error {
	if w.owner == nil {
		return nil
	}
	return os.Chown(path, w.owner.uid, w.owner.gid)
}

func plainWay() way {
	return way{name: "as ourselves", attr: func() *syscall.SysProcAttr {
		// A process group of its own: the terminal's Ctrl-C is for the server,
		// which stops PostgreSQL last.
		return &syscall.SysProcAttr{Setpgid: true}
	}}
}

func accountWay(name string, a account) way {
	return way{name: name, owner: &a, attr: func() *syscall.SysProcAttr {
		return &syscall.SysProcAttr{Setpgid: true, Credential: &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}}
	}}
}

// waysFor lists the ways to try, in order, for a folder that exists or not.
func waysFor(pg string) ([]way, error) {
	owner, err := ownerOf(pg)
	missing := errors.Is(err, fs.ErrNotExist)
	switch me := os.Geteuid(); {
	case err != nil && !missing:
		return nil, fmt.Errorf("embedded: %w", err)
	case me != 0 && !missing && owner.uid != me:
		return nil, fmt.Errorf("embedded: %s belongs to %s: start as that account, or give the folder to yours, or use another data folder",
			pg, accountName(owner.uid))
	case me != 0:
		return []way{plainWay()}, nil
	case missing:
		return append(namespaceWays(), nobodyWays()...), nil
	case owner.uid == 0:
		return namespaceWays(), nil
	}
	return []way{accountWay("as "+accountName(owner.uid), owner)}, nil
}

func nobodyWays() []way {
	u, err := user.Lookup("nobody")
	if err != nil {
		return nil
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	// macOS writes nobody's -2 in two's complement.
	if err1 != nil || err2 != nil || uid == 0 {
		return nil
	}
	return []way{accountWay("as nobody", account{uid, gid})}
}

func ownerOf(path string) (account, error) {
	fi, err := os.Stat(path)
	if err != nil {
		return account{}, err
	}
	st, ok := fi.Sys().(*syscall.Stat_t)
	if !ok {
		return account{}, fmt.Errorf("no owner known of %s", path)
	}
	return account{int(st.Uid), int(st.Gid)}, nil
}

func accountName(uid int) string {
	id := strconv.Itoa(uid)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return "uid " + id
}
