//! Archives of files, whole and damaged: each is read or refused, and what is read can be linked.

use std::collections::BTreeSet;

use heaplint::archive::{Archive, Content, Entry, Sealed};
use heaplint::base::FileId;
use heaplint::check::{OneFile, Rounds, one_file};

use super::Files;

/// The files of an input as an archive whose facts are damaged in a way that the input gives.
pub fn archive(bytes: &[u8]) {
    let _ = Archive::of_bytes(bytes);
    let files = Files::of(bytes);
    let mut dice = Dice(bytes.iter().fold(7, |sum, &byte| sum.wrapping_mul(31).wrapping_add(byte.into())));
    let archive = Archive { target: files.settings.target, entries: entries(&files, &mut dice) };
    let mut written = archive.to_bytes();
    assert_eq!(Archive::of_bytes(&written).as_ref(), Ok(&archive));
    damage(&mut written, &mut dice);
    let _ = Archive::of_bytes(&written);
    let facts = archive.entries.iter().map(|entry| match &entry.content {
        Content::Read { facts, .. } => Ok(facts.open().ok()),
        _ => Ok(None),
    });
    let mut rounds = Rounds::of(facts.collect());
    let checked = files.run(|request| rounds.check(request, &BTreeSet::new()));
    assert!(checked.crashes.is_empty(), "{:?}", checked.crashes);
}

fn entries(files: &Files, dice: &mut Dice) -> Vec<Entry> {
    let all = files.run(|request| {
        let one = |at: usize| one_file(FileId(at as u32), request);
        (0..files.paths.len()).map(one).collect::<Vec<OneFile>>()
    });
    let mut entries: Vec<Entry> = files
        .paths
        .iter()
        .zip(&files.bytes)
        .zip(&all)
        .map(|((path, bytes), facts)| {
            let facts = facts.as_ref().map(Option::as_ref).map_err(String::as_str);
            let mut entry = Entry::new(path, Some(bytes), facts);
            if let Content::Read { facts, .. } = &mut entry.content {
                let mut written = facts.written().expect("facts");
                damage(&mut written, dice);
                *facts = Sealed::of_written(&written);
            }
            entry
        })
        .collect();
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    entries
}

/// Numbers that follow from the input.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// Some bytes become others, vanish, or are there twice; one time in four nothing happens.
fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + 1 + dice.below(8)).min(bytes.len());
        match dice.below(6) {
            0 => drop(bytes.drain(at.min(end)..end)),
            1 => {
                let piece = bytes[at.min(end)..end].to_vec();
                drop(bytes.splice(at..at, piece));
            }
            _ if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            _ => bytes.push(0),
        }
    }
}
