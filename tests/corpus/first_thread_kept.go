// SPDX-License-Identifier: GPL-2.0-or-later
//
// The trap in "the thread of a locked goroutine ends with it": the process's first thread does not.
// The runtime parks it for ever, in the namespace that its goroutine went to. So all that looks at
// the process by its pid, as /proc/PID/ns/net, sees it in the wrong place, though its work is not.
//
// Options: --max-visit=100ms
// Expect: tainted net leader
package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
)

func init() {
	runtime.LockOSThread() // main's goroutine gets the first thread, and ends locked
}

func otherWork() {
	runtime.LockOSThread()
	time.Sleep(150 * time.Millisecond) // longer than a visit may take
	if whereIs(os.Getpid()) == whereIs(syscall.Gettid()) {
		panic("the first thread is at home")
	}
	os.Exit(0)
}

func main() {
	netns := makeNetns()
	warmUp()
	fmt.Println("role leader", syscall.Gettid())
	go otherWork()
	must(setns(netns))
	runtime.Goexit()
}
