// SPDX-License-Identifier: GPL-2.0-or-later
// A visitor spawns a helper and is still away when the program ends: nobody was left behind, as it
// happened. But had the visitor gone home first, the helper would have been.
//
// Expect: exposed net helper
use std::fs::{read_link, File};
use std::io;
use std::os::unix::io::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{channel, Sender};
use std::thread;

extern "C" {
    fn setns(fd: i32, nstype: i32) -> i32;
    fn unshare(flags: i32) -> i32;
    fn gettid() -> i32;
}

const CLONE_NEWNET: i32 = 0x40000000;

fn check(result: i32) -> io::Result<()> {
    if result < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Its first process ends at once; the descriptor keeps it alive.
fn make_netns() -> io::Result<File> {
    let mut cat = Command::new("cat");
    unsafe { cat.pre_exec(|| check(unshare(CLONE_NEWNET))) };
    let mut child = cat.stdin(Stdio::piped()).spawn()?;
    let netns = File::open(format!("/proc/{}/ns/net", child.id()));
    child.wait()?;
    netns
}

fn switch(netns: &File) -> io::Result<()> {
    check(unsafe { setns(netns.as_raw_fd(), CLONE_NEWNET) })
}

fn announce(role: &str) {
    println!("role {} {}", role, unsafe { gettid() });
}

fn place() -> io::Result<PathBuf> {
    read_link("/proc/thread-self/ns/net")
}

fn helper(places: Sender<PathBuf>) {
    announce("helper");
    places.send(place().unwrap()).unwrap();
    thread::park();
}

fn visitor(netns: File, places: Sender<PathBuf>) {
    switch(&netns).unwrap();
    thread::spawn(|| helper(places));
    thread::park();
}

fn main() -> io::Result<()> {
    let netns = make_netns()?;
    let (place_sender, places) = channel();
    thread::spawn(move || visitor(netns, place_sender));
    assert_ne!(places.recv().unwrap(), place()?, "the helper is at home");
    Ok(())
}
