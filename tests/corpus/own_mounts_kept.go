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
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
)

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
