//! Interned text: one table per process, four bytes a name.
//!
//! The number of a symbol depends on thread timing, so symbols are never ordered or hashed into
//! anything a reader sees: sort by `as_str`. Texts are kept until the process ends. Looking a text
//! up by its number is two loads, for names are read far more often than they are new.

use std::fmt;
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Tables by hash, so that threads seldom wait for each other.
const SHARDS: usize = 64;
/// Texts of the first page; each page has twice as many as the one before.
const FIRST_PAGE: usize = 1 << FIRST_BITS;
const FIRST_BITS: u32 = 12;
const PAGES: usize = (u32::BITS - FIRST_BITS) as usize;
/// Bytes that are taken at a time for texts.
const ROOM: usize = 64 << 10;

type Page = Box<[OnceLock<&'static str>]>;

/// Texts by number.
static PAGES_OF_TEXT: [OnceLock<Page>; PAGES] = [const { OnceLock::new() }; PAGES];
static COUNT: AtomicU32 = AtomicU32::new(0);
static TABLE: LazyLock<[Mutex<Shard>; SHARDS]> =
    LazyLock::new(|| std::array::from_fn(|_| Mutex::new(Shard::default())));

#[derive(Default)]
struct Shard {
    known: FxHashMap<&'static str, Symbol>,
    room: &'static mut [u8],
}

/// A name of the analysed program, or any short text that is compared more often than read.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(NonZeroU32);

impl Symbol {
    pub fn new(text: &str) -> Self {
        let hash = FxBuildHasher.hash_one(text);
        let shard = &TABLE[(hash >> 32) as usize % SHARDS];
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&known) = shard.known.get(text) {
            return known;
        }
        let text = shard.keep(text);
        let symbol = enter(text);
        shard.known.insert(text, symbol);
        symbol
    }

    pub fn as_str(self) -> &'static str {
        let (page, at) = place(self.0.get() - 1);
        let text = PAGES_OF_TEXT[page].get().and_then(|page| page.get(at)?.get());
        text.copied().unwrap_or_default()
    }
}

impl Shard {
    /// A copy of the text that stays.
    fn keep(&mut self, text: &str) -> &'static str {
        if text.len() > self.room.len() {
            self.room = vec![0; ROOM.max(text.len())].leak();
        }
        let (taken, rest) = std::mem::take(&mut self.room).split_at_mut(text.len());
        self.room = rest;
        taken.copy_from_slice(text.as_bytes());
        std::str::from_utf8(taken).unwrap_or_default()
    }
}

/// Gives the text the next number.
fn enter(text: &'static str) -> Symbol {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let (page, at) = place(number);
    let fresh = || (0..FIRST_PAGE << page).map(|_| OnceLock::new()).collect();
    let _ = PAGES_OF_TEXT[page].get_or_init(fresh)[at].set(text);
    Symbol(NonZeroU32::MIN.saturating_add(number))
}

/// Page of a number, and its place there.
fn place(number: u32) -> (usize, usize) {
    let shifted = number as usize + FIRST_PAGE;
    let page = shifted.ilog2() - FIRST_BITS;
    (page as usize, shifted - (FIRST_PAGE << page))
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Symbol {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_from_every_page() {
        let texts: Vec<String> = (0..20_000).map(|n| format!("symbol{n}")).collect();
        let symbols: Vec<Symbol> = texts.iter().map(|text| Symbol::new(text)).collect();
        for (text, symbol) in texts.iter().zip(&symbols) {
            assert_eq!(symbol.as_str(), text);
            assert_eq!(Symbol::new(text), *symbol);
        }
    }

    #[test]
    fn places_follow_each_other() {
        assert_eq!(place(0), (0, 0));
        assert_eq!(place(FIRST_PAGE as u32 - 1), (0, FIRST_PAGE - 1));
        assert_eq!(place(FIRST_PAGE as u32), (1, 0));
        assert_eq!(place(3 * FIRST_PAGE as u32), (2, 0));
    }
}
