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
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"syscall"
)

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
