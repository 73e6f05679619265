// SPDX-License-Identifier: GPL-2.0-or-later
// A worker that lives longer than the visit in which it was spawned. thread::spawn() copies no
// namespaces on purpose: the kernel gives a new thread those of the thread that makes it.
//
// Expect: stranded net worker
#[path = "shared/corpus.rs"]
mod corpus;

use corpus::{announce, make_netns, place, switch};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{channel, Sender};
use std::thread;
use std::time::Duration;

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
