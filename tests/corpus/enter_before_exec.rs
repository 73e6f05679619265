// SPDX-License-Identifier: GPL-2.0-or-later
// A program is started in a namespace without anybody of this process going there: the child enters
// between fork and exec, in pre_exec(). Threads of this process may start programs in as many
// namespaces as they like, all at the same time.
//
// Expect: nothing
#[path = "shared/corpus.rs"]
mod corpus;

use corpus::{make_netns, place, switch};
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

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
