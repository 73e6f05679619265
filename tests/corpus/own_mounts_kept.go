// SPDX-License-Identifier: GPL-2.0-or-later
//
// A goroutine unshares its mount namespace to work among mounts that nobody else sees. Going home
// is forgotten, and the unlock gives the runtime a thread with mounts of its own: whether what is
// mounted later is there depends on the thread that asks.
//
// Options: --ns=mnt --max-visit=100ms
// Expect: tainted mnt visitor
package main

import (
	"bytes"
	"fmt"
	"os"
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

func readMounts() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	fmt.Println("role visitor", syscall.Gettid())
	must(syscall.Unshare(syscall.CLONE_NEWNS))
	must(syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""))
	_, err := os.ReadFile("/proc/thread-self/mounts")
	must(err)
}

func main() {
	warmUp()
	readMounts()
	time.Sleep(150 * time.Millisecond) // longer than a visit may take
}
