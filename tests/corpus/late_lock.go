// SPDX-License-Identifier: GPL-2.0-or-later
//
// LockOSThread comes after setns. Since Go 1.10 the runtime makes no threads from a locked one, but
// lets a "template thread" make them, which it starts at the first LockOSThread of a program: here,
// in the middle of the visit. That one stays behind, and from then on each thread that the runtime
// needs in place of a locked one is born where the template thread is.
//
// Expect: stranded net template
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func open(path string) int {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	must(err)
	return fd
}

// makeNetns returns the descriptor that keeps it alive: its first process ends at once.
func makeNetns() int {
	cat := exec.Command("cat")
	cat.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	stdin, err := cat.StdinPipe()
	must(err)
	must(cat.Start())
	netns := open(fmt.Sprintf("/proc/%d/ns/net", cat.Process.Pid))
	must(stdin.Close())
	must(cat.Wait())
	return netns
}

var sysSetns = map[string]uintptr{"amd64": 308, "arm64": 268}[runtime.GOARCH]

func setns(netns int) error {
	_, _, errno := syscall.RawSyscall(sysSetns, uintptr(netns), syscall.CLONE_NEWNET, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// strays returns the threads that are elsewhere than the one that asks.
func strays() (tids []string) {
	home, err := os.Readlink("/proc/thread-self/ns/net")
	must(err)
	tasks, err := os.ReadDir("/proc/self/task")
	must(err)
	for _, task := range tasks {
		place, err := os.Readlink("/proc/self/task/" + task.Name() + "/ns/net")
		must(err)
		if place != home {
			tids = append(tids, task.Name())
		}
	}
	return tids
}

func visit(netns, home int) {
	must(setns(netns))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	must(setns(home))
}

func main() {
	netns, home := makeNetns(), open("/proc/self/ns/net")
	runtime.Gosched() // a fresh time slice, so that nothing moves us in between
	visit(netns, home)
	tids := strays()
	if len(tids) != 1 {
		panic(fmt.Sprint("strays: ", tids))
	}
	fmt.Println("role template", tids[0])
}
