// SPDX-License-Identifier: GPL-2.0-or-later
//
// A goroutine that never unlocks needs no way home: since Go 1.10 its thread ends with it, and
// nobody else is ever run there. The process's first thread is the exception, which the runtime
// cannot end; so main keeps that one.
//
// Expect: nothing
package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

func init() {
	runtime.LockOSThread()
}

func visit(netns int, tids chan<- int, places chan<- string) {
	runtime.LockOSThread()
	must(setns(netns))
	tids <- syscall.Gettid()
	places <- where()
}

func isAlive(tid int) bool {
	_, err := os.Stat(fmt.Sprintf("/proc/self/task/%d", tid))
	return err == nil
}

func main() {
	tids, places := make(chan int), make(chan string)
	netns := makeNetns()
	warmUp()
	for i := 0; i < 4; i++ {
		go visit(netns, tids, places)
		tid := <-tids
		if <-places == where() {
			panic("the visitor was at home")
		}
		for isAlive(tid) {
			runtime.Gosched()
		}
	}
}
