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
	"runtime"
)

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
