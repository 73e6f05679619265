// SPDX-License-Identifier: GPL-2.0-or-later
// A thread for each namespace, that enters it, does the work, returns the result and ends there.
// None ever has to find its way home, and none is used again.
//
// Expect: nothing
#[path = "shared/corpus.rs"]
mod corpus;

use corpus::{make_netns, place, switch};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::thread;

fn look_into(netns: &File) -> io::Result<PathBuf> {
    switch(netns)?;
    place()
}

fn main() -> io::Result<()> {
    for _ in 0..10 {
        let netns = make_netns()?;
        let seen = thread::spawn(move || look_into(&netns)).join().unwrap()?;
        assert_ne!(seen, place()?, "the thread stayed at home");
    }
    Ok(())
}
