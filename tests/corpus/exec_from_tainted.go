// SPDX-License-Identifier: GPL-2.0-or-later
//
// A goroutine with a thread of its own does one job after the other. The first visits a namespace
// and cannot go home. The second runs a program and knows nothing of that: os/exec forks from this
// thread, and the program finds itself in the namespace of the first job.
//
// Expect: refused net worker
// Expect: tainted net worker
// Expect: misplaced net program
package main

import (
	"fmt"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

func worker(jobs <-chan func()) {
	runtime.LockOSThread()
	fmt.Println("role worker", syscall.Gettid())
	for job := range jobs {
		job()
	}
}

func visit(netns int) {
	home := open("/proc/thread-self/ns/net")
	must(setns(netns))
	syscall.Close(home) // the bug is any reason for which the next line may fail
	setns(home)
}

func runProgram() {
	program := exec.Command("true")
	must(program.Start())
	fmt.Println("role program", program.Process.Pid)
	must(program.Wait())
}

func main() {
	var done sync.WaitGroup
	jobs := make(chan func())
	netns := makeNetns()
	warmUp()
	go worker(jobs)
	done.Add(1)
	jobs <- func() { visit(netns) }
	jobs <- func() { runProgram(); done.Done() }
	done.Wait()
}
