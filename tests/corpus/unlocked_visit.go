// SPDX-License-Identifier: GPL-2.0-or-later
//
// A visit without LockOSThread. When the runtime needs another thread now, the visiting one makes
// it. The goroutine has luck and is still on its thread when it goes home; the new thread stays
// behind, and the next goroutine that is run on it is in the wrong namespace.
//
// Here a raised GOMAXPROCS needs the thread, as a wakeup in a busy program would; raw system calls
// and the lack of other work keep the goroutine where it is.
//
// Expect: stranded net worker
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"sync/atomic"
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

// occupyThreads leaves the runtime no idle thread: with one P, each goroutine that blocks in a
// system call takes away a thread, an idle one as long as there is any.
func occupyThreads() {
	var pipe [2]int
	var n int32
	must(syscall.Pipe(pipe[:]))
	debug.SetGCPercent(-1)
	runtime.GOMAXPROCS(1)
	for i := 0; i < 16; i++ {
		go func() {
			atomic.AddInt32(&n, 1)
			syscall.Read(pipe[0], make([]byte, 1))
		}()
	}
	for atomic.LoadInt32(&n) < 16 {
		runtime.Gosched()
	}
}

// strays returns the threads that are elsewhere than home.
func strays(home string) (tids []string) {
	tasks, err := os.ReadDir("/proc/self/task")
	must(err)
	for _, task := range tasks {
		place, err := os.Readlink("/proc/self/task/" + task.Name() + "/ns/net")
		must(err)
		if place != home {
			tids = append(tids, task.Name())
		}
	}
	return tids
}

func visit(netns, home int) {
	must(setns(netns))
	runtime.GOMAXPROCS(2)
	must(setns(home))
}

func main() {
	var tids []string
	netns, homeFd, home := makeNetns(), open("/proc/self/ns/net"), where()
	for len(tids) == 0 { // once more if there was an idle thread after all
		occupyThreads()
		visit(netns, homeFd)
		tids = strays(home)
	}
	fmt.Println("role worker", tids[0])
}
