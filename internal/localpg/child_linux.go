package localpg

import "syscall"

// endWithUs makes the kernel stop the server cleanly when we are gone, however
// we died. It belongs to the thread that starts the server.
func endWithUs(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }
