// SPDX-License-Identifier: GPL-2.0-or-later
//
// Visits as they should be: locked for as long as they take, and home again before the unlock. What
// a visitor starts with the go statement is run by another thread, at home: good Go does not rely
// on it to be anywhere else. The runtime has threads in stock, so that it makes none meanwhile.
//
// Expect: nothing
package main

import (
	"runtime"
	"syscall"
)

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
