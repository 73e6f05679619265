// SPDX-License-Identifier: GPL-2.0-or-later
//
// What most Go programs of the corpus need: a namespace to go to, the way there, and a runtime that
// needs no new threads. Only what would hide nothing stands here: what a program is about, as its
// visits and locks, it has itself. All of it panics when it fails, or returns the error, so that a
// situation that could not be made is never taken for one.
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

// setns is a raw system call: the runtime takes no notice of it.
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

func whereIs(tid int) string {
	place, err := os.Readlink(fmt.Sprintf("/proc/self/task/%d/ns/net", tid))
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
