package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// account is who runs the server. PostgreSQL refuses to run as root, so root
// hands over to an ordinary account; everybody else runs it themselves.
type account struct {
	name   string
	uid    uint32
	gid    uint32
	groups []uint32
	drop   bool
}

// accountFor chooses the account for a folder that belongs to owner. Owner 0
// means nobody has taken it yet.
func accountFor(owner uint32) (account, error) {
	me := uint32(os.Geteuid())
	if me != 0 {
		if owner != 0 && owner != me {
			return account{}, fmt.Errorf("it belongs to account %s, not to you: run NRM Desk as that account", nameOf(owner))
		}
		return account{name: nameOf(me), uid: me, gid: uint32(os.Getegid())}, nil
	}
	if owner != 0 {
		u, err := user.LookupId(strconv.Itoa(int(owner)))
		if err != nil {
			return account{}, fmt.Errorf("it belongs to user number %d, which has no account here: %w", owner, err)
		}
		return ordinary(u)
	}
	for _, name := range []string{"nrmdesk", "postgres"} {
		if u, err := user.Lookup(name); err == nil {
			return ordinary(u)
		}
	}
	return account{}, errors.New("PostgreSQL does not run as root, and there is neither an account nrmdesk nor postgres to run it: make one with `useradd --system nrmdesk`")
}

func ordinary(u *user.User) (account, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, err
	}
	acc := account{name: u.Username, uid: uint32(uid), gid: uint32(gid), drop: true}
	ids, err := u.GroupIds()
	if err != nil {
		return account{}, err
	}
	for _, id := range ids {
		if g, err := strconv.ParseUint(id, 10, 32); err == nil {
			acc.groups = append(acc.groups, uint32(g))
		}
	}
	return acc, nil
}

func nameOf(uid uint32) string {
	id := strconv.Itoa(int(uid))
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return id
}

// attributes start a program as the account, outside our process group: Ctrl-C
// in the terminal is for us, and we stop the server when we are done with it.
func (a account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.drop {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid, Groups: a.groups}
	}
	return attr
}

// own gives a file or folder to the account.
func (a account) own(path string) error {
	if !a.drop {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// ownFile writes a small file that only the account can read.
func (a account) ownFile(path, text string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return err
	}
	return a.own(path)
}

// stoppedAt is the first folder on the way to dir that the account may not
// pass through, or "".
func (a account) stoppedAt(dir string) string {
	if !a.drop {
		return ""
	}
	closed := ""
	for ; ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && !a.mayPass(info) {
			closed = dir
		}
		if dir == filepath.Dir(dir) {
			return closed
		}
	}
}

func (a account) mayPass(info fs.FileInfo) bool {
	of := info.Sys().(*syscall.Stat_t)
	switch {
	case of.Uid == a.uid:
		return info.Mode()&0o100 != 0
	case of.Gid == a.gid || slices.Contains(a.groups, of.Gid):
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}
