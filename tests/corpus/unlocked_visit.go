// SPDX-License-Identifier: GPL-2.0-or-later
//
// A visit without LockOSThread. When the runtime needs another thread now, the visiting one makes
// it. The goroutine has luck and is still on its thread when it goes home; the new thread stays
// behind, and the next goroutine that is run on it is in the wrong namespace.
//
// Here a raised GOMAXPROCS needs the thread, as a wakeup in a busy program would; raw system calls
// and the lack of other work keep the goroutine where it is.
//
// Expect: stranded net worker
package main

import (
	"fmt"
	"os"
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

// strays returns the threads that are elsewhere than home.
func strays(home string) (tids []string) {
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
	runtime.GOMAXPROCS(2)
	must(setns(home))
}

func main() {
	var tids []string
	netns, homeFd, home := makeNetns(), open("/proc/self/ns/net"), where()
	for len(tids) == 0 { // once more if there was an idle thread after all
		occupyThreads()
		visit(netns, homeFd)
		tids = strays(home)
	}
	fmt.Println("role worker", tids[0])
}
