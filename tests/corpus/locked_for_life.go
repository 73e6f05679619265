// SPDX-License-Identifier: GPL-2.0-or-later
//
// A goroutine that never unlocks needs no way home: since Go 1.10 its thread ends with it, and
// nobody else is ever run there. The process's first thread is the exception, which the runtime
// cannot end; so main keeps that one.
//
// Expect: nothing
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

func init() {
	runtime.LockOSThread()
}

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

func where() string {
	place, err := os.Readlink("/proc/thread-self/ns/net")
	must(err)
	return place
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
