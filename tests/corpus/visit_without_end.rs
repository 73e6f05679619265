// SPDX-License-Identifier: GPL-2.0-or-later
// A visitor spawns a helper and is still away when the program ends: nobody was left behind, as it
// happened. But had the visitor gone home first, the helper would have been.
//
// Expect: exposed net helper
#[path = "shared/corpus.rs"]
mod corpus;

use corpus::{announce, make_netns, place, switch};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{channel, Sender};
use std::thread;

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
