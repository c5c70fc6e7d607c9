//go:build !linux

package localpg

import "syscall"

// endWithUs has no counterpart outside Linux: there a killed program leaves
// its server running until somebody stops it.
func endWithUs(*syscall.SysProcAttr) {}
