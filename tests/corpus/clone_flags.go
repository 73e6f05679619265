// SPDX-License-Identifier: GPL-2.0-or-later
//
// What a container runtime in Go does: the namespaces of a new process are made by clone(2) itself,
// through SysProcAttr. No thread of this process ever goes anywhere, so any number of goroutines
// may do it at the same time, on whatever thread they are.
//
// Expect: nothing
package main

import (
	"os/exec"
	"strings"
	"syscall"
)

// runContainer returns where its process found itself.
func runContainer() string {
	program := exec.Command("readlink", "/proc/self/ns/net")
	program.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID,
	}
	place, err := program.Output()
	must(err)
	return strings.TrimSpace(string(place))
}

func main() {
	const nContainers = 8
	places := make(chan string, nContainers)
	for i := 0; i < nContainers; i++ {
		go func() { places <- runContainer() }()
	}
	for i := 0; i < nContainers; i++ {
		if <-places == where() {
			panic("a container is at home")
		}
	}
}
