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
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
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
