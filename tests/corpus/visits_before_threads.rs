// SPDX-License-Identifier: GPL-2.0-or-later
// As long as a process has one thread, nobody can be left behind: it looks into one namespace after
// the other, is home again, and makes its threads then.
//
// Expect: nothing
#[path = "shared/corpus.rs"]
mod corpus;

use corpus::{make_netns, place, switch};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::thread;

fn look_into(netns: &File, home: &File) -> io::Result<PathBuf> {
    switch(netns)?;
    let seen = place();
    switch(home)?;
    seen
}

fn main() -> io::Result<()> {
    let home = File::open("/proc/self/ns/net")?;
    let home_place = place()?;
    for _ in 0..5 {
        assert_ne!(look_into(&make_netns()?, &home)?, home_place);
    }
    let threads: Vec<_> = (0..4).map(|_| thread::spawn(place)).collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap()?, home_place, "a thread is astray");
    }
    Ok(())
}
