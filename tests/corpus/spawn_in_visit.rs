// SPDX-License-Identifier: GPL-2.0-or-later
// A worker that lives longer than the visit in which it was spawned. thread::spawn() copies no
// namespaces on purpose: the kernel gives a new thread those of the thread that makes it.
//
// Expect: stranded net worker
use std::fs::{read_link, File};
use std::io;
use std::os::unix::io::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{channel, Sender};
use std::thread;
use std::time::Duration;

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

/// Answers each request with the place that it works in.
fn spawn_worker() -> Sender<Sender<PathBuf>> {
    let (requests, inbox) = channel::<Sender<PathBuf>>();
    thread::spawn(move || {
        announce("worker");
        for reply in inbox {
            reply.send(place().unwrap()).unwrap();
        }
    });
    requests
}

fn main() -> io::Result<()> {
    let (netns, home) = (make_netns()?, File::open("/proc/self/ns/net")?);
    let (reply, replies) = channel();

    switch(&netns)?;
    let worker = spawn_worker();
    switch(&home)?;

    worker.send(reply).unwrap();
    assert_ne!(replies.recv().unwrap(), place()?, "the worker is at home");
    thread::sleep(Duration::from_millis(50)); // the worker outlives the visit
    Ok(())
}
