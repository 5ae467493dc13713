package embedded

import (
	"os/user"
	"strconv"
	"syscall"
)

// namespaceWays is root's first choice: a user namespace in which root's files
// belong to an ordinary account, so that PostgreSQL runs and the folder still
// belongs to root. Some containers forbid it.
func namespaceWays() []way {
	id := ordinaryID()
	return []way{{name: "in a user namespace", attr: func() *syscall.SysProcAttr {
		return &syscall.SysProcAttr{
			Setpgid:     true,
			Cloneflags:  syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: id, HostID: 0, Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: id, HostID: 0, Size: 1}},
		}
	}}}
}

// ordinaryID is a number that the password file knows: initdb wants a name for
// the account that it runs as.
func ordinaryID() int {
	for _, name := range []string{"postgres", "nobody", "daemon"} {
		if u, err := user.Lookup(name); err == nil {
			if id, err := strconv.Atoi(u.Uid); err == nil && id > 0 {
				return id
			}
		}
	}
	return 1000
}
