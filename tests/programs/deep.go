// SPDX-License-Identifier: GPL-2.0-or-later

// A goroutine on a locked thread that is two functions deep when a switch of it fails.
package main

import (
	"io"
	"os"
	"runtime"
	"syscall"
)

// The syscall package does not know setns.
var sysSetns = map[string]uintptr{"amd64": 308, "arm64": 268}[runtime.GOARCH]

//go:noinline
func enterNamespace(fd uintptr) syscall.Errno {
	const cloneNewNet = 0x40000000
	_, _, errno := syscall.RawSyscall(sysSetns, fd, cloneNewNet, 0)
	return errno
}

//go:noinline
func serveRequest() {
	if enterNamespace(^uintptr(0)) != syscall.EBADF {
		panic("setns")
	}
}

func main() {
	runtime.LockOSThread()
	serveRequest()
	io.Copy(io.Discard, os.Stdin)
}
