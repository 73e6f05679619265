// SPDX-License-Identifier: GPL-2.0-or-later
// Scoped threads share the work of a visit. The scope joins them before it returns, so that the
// visitor goes home alone. Another thread of the process is at home all the time.
//
// Expect: nothing
#[path = "shared/corpus.rs"]
mod corpus;

use corpus::{make_netns, place, switch};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::thread;

/// A thread each, all there at the same time or one after the other.
fn work(n_threads: usize) -> Vec<PathBuf> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(|| place().unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn visit(netns: &File, home: &File) -> io::Result<Vec<PathBuf>> {
    switch(netns)?;
    let places = work(4);
    switch(home)?;
    Ok(places)
}

fn main() -> io::Result<()> {
    let (netns, home) = (make_netns()?, File::open("/proc/self/ns/net")?);
    let places = thread::spawn(move || visit(&netns, &home)).join().unwrap()?;

    assert!(!places.contains(&place()?), "{:?}", places);
    Ok(())
}
