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
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
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

// warmUp gives the runtime a stock of idle threads: from then on it needs no new ones. (The garbage
// collector would.)
func warmUp() {
	var arrived, gone sync.WaitGroup
	leave := make(chan struct{})
	debug.SetGCPercent(-1)
	for i := 0; i < 8; i++ {
		arrived.Add(1)
		gone.Add(1)
		go func() {
			defer gone.Done()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			arrived.Done()
			<-leave
		}()
	}
	arrived.Wait()
	close(leave)
	gone.Wait()
	for !isQuiet() {
		runtime.Gosched()
	}
}

// isQuiet says whether all threads sleep, save the one that asks.
func isQuiet() bool {
	stats, err := filepath.Glob("/proc/self/task/*/stat")
	must(err)
	nAwake := 0
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		must(err)
		if !bytes.Contains(stat, []byte(") S ")) {
			nAwake++
		}
	}
	return nAwake == 1
}

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
