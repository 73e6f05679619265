// SPDX-License-Identifier: GPL-2.0-or-later
//
// Visits as they should be: locked for as long as they take, and home again before the unlock. What
// a visitor starts with the go statement is run by another thread, at home: good Go does not rely
// on it to be anywhere else. The runtime has threads in stock, so that it makes none meanwhile.
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

// visit returns where it was, and where the goroutine was that it started there.
func visit(netns int) (place, goroutinePlace string) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	home := open("/proc/thread-self/ns/net")
	defer syscall.Close(home)

	must(setns(netns))
	places := make(chan string)
	go func() { places <- where() }()
	place, goroutinePlace = where(), <-places
	must(setns(home))
	return place, goroutinePlace
}

func main() {
	netns := makeNetns()
	warmUp()
	home := where()
	for i := 0; i < 20; i++ {
		if place, goroutinePlace := visit(netns); place == home || goroutinePlace != home {
			panic("visitor at " + place + ", goroutine at " + goroutinePlace)
		}
	}
}
