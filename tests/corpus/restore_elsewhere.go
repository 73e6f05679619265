// SPDX-License-Identifier: GPL-2.0-or-later
//
// enter() returns a function that leaves again, and the caller lets somebody else call it: a
// cleanup list, a context's end, a goroutine. It is run on a thread that is at home already, with
// no error; the visitor, though locked to its thread, stays away for ever.
//
// Options: --max-visit=100ms
// Expect: misrestored net cleaner
// Expect: tainted net visitor
package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

func enter(netns int) (leave func()) {
	home := open("/proc/thread-self/ns/net")
	must(setns(netns))
	return func() {
		must(setns(home))
	}
}

// visitor enters and gives the way back to whoever reads from cleanups.
func visitor(netns int, tid chan<- int, cleanups chan<- func()) {
	runtime.LockOSThread()
	tid <- syscall.Gettid()
	cleanups <- enter(netns)
	select {}
}

func main() {
	tid, cleanups := make(chan int), make(chan func())
	netns := makeNetns()
	warmUp()
	go visitor(netns, tid, cleanups)
	visitorTid := <-tid
	fmt.Println("role visitor", visitorTid)

	runtime.LockOSThread()
	fmt.Println("role cleaner", syscall.Gettid())
	leave := <-cleanups
	leave()
	time.Sleep(150 * time.Millisecond) // longer than a visit may take
	if whereIs(visitorTid) == whereIs(syscall.Gettid()) {
		panic("the visitor went home")
	}
}
