// SPDX-License-Identifier: GPL-2.0-or-later
// A guard that goes home when it is dropped, as RAII teaches. But it can be sent to another thread,
// as an async runtime does with what a task holds across an await: there, drop() sends somebody
// home who never left, and the visitor stays where it is. A guard that is not Send could not do
// this.
//
// Expect: misrestored net dropper
#[path = "shared/corpus.rs"]
mod corpus;

use corpus::{announce, make_netns, place, switch};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{channel, Receiver, Sender};
use std::thread;

struct Visit {
    home: File,
}

impl Visit {
    fn enter(netns: &File) -> io::Result<Visit> {
        let home = File::open("/proc/thread-self/ns/net")?;
        switch(netns)?;
        Ok(Visit { home })
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        switch(&self.home).unwrap();
    }
}

/// Enters, gives the guard away, and tells on request where it is.
fn visitor(netns: File, guards: Sender<Visit>, requests: Receiver<Sender<PathBuf>>) {
    guards.send(Visit::enter(&netns).unwrap()).unwrap();
    for reply in requests {
        reply.send(place().unwrap()).unwrap();
    }
}

fn main() -> io::Result<()> {
    let netns = make_netns()?;
    let (guard, guards) = channel();
    let (request, requests) = channel();
    let (reply, replies) = channel();
    thread::spawn(move || visitor(netns, guard, requests));

    announce("dropper");
    drop(guards.recv().unwrap());

    request.send(reply).unwrap();
    assert_ne!(replies.recv().unwrap(), place()?, "the visitor went home");
    Ok(())
}
