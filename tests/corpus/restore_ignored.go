// SPDX-License-Identifier: GPL-2.0-or-later
//
// The way home fails, nobody looks at the error, and the deferred UnlockOSThread gives the thread
// back to the runtime as if it were like all others. A goroutine that must not be run on it has no
// way to know. (Not unlocking would have been right: the runtime ends a thread whose goroutine ends
// locked.)
//
// Expect: refused net visitor
// Expect: tainted net visitor
package main

import (
	"fmt"
	"runtime"
	"syscall"
	"time"
)

func visit(netns int) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	home := open("/proc/thread-self/ns/net")
	fmt.Println("role visitor", syscall.Gettid())

	must(setns(netns))
	syscall.Close(home) // the bug is any reason for which the next line may fail
	setns(home)
}

func main() {
	netns := makeNetns()
	warmUp()
	visit(netns)
	time.Sleep(150 * time.Millisecond) // longer than anybody would take to try again
}
