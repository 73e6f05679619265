// SPDX-License-Identifier: GPL-2.0-or-later
// The cure for spawn_in_visit.rs: the worker is there before the first visit. Its visitor may talk
// to it from wherever it is; the worker stays at home.
//
// Expect: nothing
#[path = "shared/corpus.rs"]
mod corpus;

use corpus::{make_netns, place, switch};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{channel, Sender};
use std::thread;

/// Answers each request with the place that it works in.
fn spawn_worker() -> Sender<Sender<PathBuf>> {
    let (requests, inbox) = channel::<Sender<PathBuf>>();
    thread::spawn(move || {
        for reply in inbox {
            reply.send(place().unwrap()).unwrap();
        }
    });
    requests
}

fn main() -> io::Result<()> {
    let (netns, home) = (make_netns()?, File::open("/proc/self/ns/net")?);
    let (reply, replies) = channel();
    let worker = spawn_worker();

    switch(&netns)?;
    worker.send(reply).unwrap();
    let worker_place = replies.recv().unwrap();
    switch(&home)?;

    assert_eq!(worker_place, place()?, "the worker left home");
    Ok(())
}
