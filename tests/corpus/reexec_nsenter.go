// SPDX-License-Identifier: GPL-2.0-or-later
//
// The cure that works with every Go: the work in the namespace is done by a process of its own,
// this program again, which nsenter starts there. All its threads are born in the same namespace,
// and no goroutine has to be locked.
//
// Expect: nothing
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// work runs in the other process, and prints the places of its goroutines.
func work() {
	const nGoroutines = 4
	places := make(chan string)
	for i := 0; i < nGoroutines; i++ {
		go func() { places <- where() }()
	}
	for i := 0; i < nGoroutines; i++ {
		fmt.Println(<-places)
	}
}

func runThere(netns int) (places []string) {
	self, err := os.Executable()
	must(err)
	option := fmt.Sprintf("--net=/proc/%d/fd/%d", os.Getpid(), netns)
	output, err := exec.Command("nsenter", option, self, "work").Output()
	must(err)
	return strings.Fields(string(output))
}

func main() {
	if len(os.Args) > 1 {
		work()
		return
	}
	places := runThere(makeNetns())
	for _, place := range places {
		if place != places[0] || place == where() {
			panic(fmt.Sprint("the process is at ", places))
		}
	}
}
