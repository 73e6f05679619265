// SPDX-License-Identifier: GPL-2.0-or-later
// A program is started in a namespace without anybody of this process going there: the child enters
// between fork and exec, in pre_exec(). Threads of this process may start programs in as many
// namespaces as they like, all at the same time.
//
// Expect: nothing
use std::fs::{read_link, File};
use std::io;
use std::os::unix::io::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

extern "C" {
    fn setns(fd: i32, nstype: i32) -> i32;
    fn unshare(flags: i32) -> i32;
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

fn place() -> io::Result<PathBuf> {
    read_link("/proc/thread-self/ns/net")
}

/// Where a program finds itself that is started in netns.
fn run_there(netns: File) -> io::Result<PathBuf> {
    let mut readlink = Command::new("readlink");
    unsafe { readlink.arg("/proc/self/ns/net").pre_exec(move || switch(&netns)) };
    let output = readlink.output()?.stdout;
    Ok(PathBuf::from(String::from_utf8_lossy(&output).trim_end()))
}

fn main() -> io::Result<()> {
    let runners: Vec<_> = (0..4).map(|_| thread::spawn(|| run_there(make_netns()?))).collect();
    for runner in runners {
        let seen = runner.join().unwrap()?;
        assert!(seen.to_string_lossy().starts_with("net:"), "{:?}", seen);
        assert_ne!(seen, place()?, "the program ran at home");
    }
    Ok(())
}
