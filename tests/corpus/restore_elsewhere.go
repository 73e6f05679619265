// SPDX-License-Identifier: GPL-2.0-or-later
//
// enter() returns a function that leaves again, and the caller lets somebody else call it: a
// cleanup list, a context's end, a goroutine. It is run on a thread that is at home already, with
// no error; the visitor, though locked to its thread, stays away for ever.
//
// Options: --max-visit=100ms
// Expect: misrestored net cleaner
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

func enter(netns int) (leave func()) {
	home := open("/proc/thread-self/ns/net")
	must(setns(netns))
	return func() {
		must(setns(home))
	}
}

// visitor enters and gives the way back to whoever reads from cleanups.
func visitor(netns int, tid chan<- int, cleanups chan<- func()) {
	runtime.LockOSThread()
	tid <- syscall.Gettid()
	cleanups <- enter(netns)
	select {}
}

func main() {
	tid, cleanups := make(chan int), make(chan func())
	netns := makeNetns()
	warmUp()
	go visitor(netns, tid, cleanups)
	visitorTid := <-tid
	fmt.Println("role visitor", visitorTid)

	runtime.LockOSThread()
	fmt.Println("role cleaner", syscall.Gettid())
	leave := <-cleanups
	leave()
	time.Sleep(150 * time.Millisecond) // longer than a visit may take
	if whereIs(visitorTid) == whereIs(syscall.Gettid()) {
		panic("the visitor went home")
	}
}
