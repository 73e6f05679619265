// SPDX-License-Identifier: GPL-2.0-or-later
//
// A correct visit, on Go 1.10 or later: locked, and home before the unlock. It waits for a
// goroutine, for which the runtime has no thread left. The visiting one must not make it, so the
// template thread does, at home. That saves the program, and shows that it lives by it: before Go
// 1.10, or without the lock, the new thread would have been born astray.
//
// Expect: exposed net helper
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"sync/atomic"
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

func whereIs(tid int) string {
	place, err := os.Readlink(fmt.Sprintf("/proc/self/task/%d/ns/net", tid))
	must(err)
	return place
}

// occupyThreads leaves the runtime no idle thread: with one P, each goroutine that blocks in a
// system call takes away a thread, an idle one as long as there is any.
func occupyThreads() {
	var pipe [2]int
	var n int32
	must(syscall.Pipe(pipe[:]))
	debug.SetGCPercent(-1)
	runtime.GOMAXPROCS(1)
	for i := 0; i < 16; i++ {
		go func() {
			atomic.AddInt32(&n, 1)
			syscall.Read(pipe[0], make([]byte, 1))
		}()
	}
	for atomic.LoadInt32(&n) < 16 {
		runtime.Gosched()
	}
}

// visit returns the thread of the goroutine that it waited for.
func visit(netns, home int) (helperTid int) {
	tids := make(chan int)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	must(setns(netns))
	go func() { tids <- syscall.Gettid() }()
	helperTid = <-tids
	must(setns(home))
	return helperTid
}

func main() {
	netns, home := makeNetns(), open("/proc/self/ns/net")
	occupyThreads()
	helperTid := visit(netns, home)
	fmt.Println("role helper", helperTid)
	if whereIs(helperTid) != whereIs(syscall.Gettid()) {
		panic("the helper is astray")
	}
}
