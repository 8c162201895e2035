//! Hash tables of dictionaries and sets, as far as a program can tell: sizes, and the order of sets.
//!
//! A *slot* of a set's table holds a hash and the serial of the element's reference. Dictionaries
//! keep insertion order by themselves, so theirs only count entries; both find candidates by hash.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Table of a dict or set.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Hash -> serials of key (or element) references (`Refs::position`).
    index: FxHashMap<i64, SmallVec<[u32; 1]>>,
    /// Index slots of a dict (0 while it shares the empty table), places of a set.
    pub size: u32,
    /// Entries of a dict used since the table was made, deleted ones included.
    pub used: u32,
    /// A dict with a key that is no exact `str`.
    pub general: bool,
    /// Hashes depend on the process, so the order of a set is not known.
    pub unordered: bool,
    /// A set's places in order.
    places: Vec<Place>,
    /// Places that hold or held something.
    filled: u32,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Place {
    Free,
    Dummy,
    Held { hash: i64, serial: u32 },
}

/// Linear probes of a set before it jumps.
const PROBES: u64 = 9;

impl Table {
    /// Serials whose reference has this hash, oldest first.
    pub fn candidates(&self, hash: i64) -> SmallVec<[u32; 1]> {
        self.index.get(&hash).cloned().unwrap_or_default()
    }

    fn enter(&mut self, hash: i64, serial: u32) {
        self.index.entry(hash).or_default().push(serial);
    }

    fn leave(&mut self, hash: i64, serial: u32) {
        if let Some(serials) = self.index.get_mut(&hash) {
            serials.retain(|known| *known != serial);
            if serials.is_empty() {
                self.index.remove(&hash);
            }
        }
    }

    // --- dictionaries

    /// How many entries a table of that many slots takes.
    pub fn usable(size: u32) -> u32 {
        size * 2 / 3
    }

    /// Makes room for an entry more; `len` entries are there.
    pub fn dict_insert(&mut self, hash: i64, serial: u32, len: u32, text_key: bool) {
        if self.size == 0 {
            self.size = 8;
            self.used = 0;
            self.general = !text_key;
        } else if !text_key && !self.general {
            // A table of text keys is rebuilt as a general one, as if it were full.
            self.general = true;
            self.grow(len);
        } else if self.used >= Self::usable(self.size) {
            self.grow(len);
        }
        self.used += 1;
        self.enter(hash, serial);
    }

    fn grow(&mut self, len: u32) {
        let wanted = ((len.saturating_mul(3) | 8) - 1) | 7;
        self.size = 1 << (32 - wanted.leading_zeros());
        self.used = len;
    }

    pub fn dict_remove(&mut self, hash: i64, serial: u32) {
        self.leave(hash, serial);
    }

    /// Sizes the table for `len` entries at once.
    pub fn dict_reserve(&mut self, len: u32) {
        while Self::usable(self.size) < len {
            self.size = (self.size * 2).max(8);
        }
    }

    // --- sets

    /// Takes an element into a set of `len` elements before it.
    pub fn set_insert(&mut self, hash: i64, serial: u32, len: u32) {
        if self.size == 0 {
            self.size = 8;
            self.places = vec![Place::Free; 8];
        }
        self.enter(hash, serial);
        self.settle(hash, serial);
        let mask = u64::from(self.size) - 1;
        if u64::from(self.filled) * 5 >= mask * 3 {
            let used = u64::from(len) + 1;
            self.set_resize(if used > 50_000 { used * 2 } else { used * 4 });
        }
    }

    /// Puts an element into the first place its hash leads to.
    fn settle(&mut self, hash: i64, serial: u32) {
        let mask = u64::from(self.size) - 1;
        let mut perturb = hash as u64;
        let mut at = perturb & mask;
        loop {
            let last = if at + PROBES <= mask { at + PROBES } else { at };
            for place in at..=last {
                let held = &mut self.places[place as usize];
                if *held == Place::Free {
                    *held = Place::Held { hash, serial };
                    self.filled += 1;
                    return;
                }
            }
            perturb >>= 5;
            at = (at.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb)) & mask;
        }
    }

    fn set_resize(&mut self, least: u64) {
        let mut size: u64 = 8;
        while size <= least {
            size *= 2;
        }
        let old = std::mem::replace(&mut self.places, vec![Place::Free; size as usize]);
        self.size = size as u32;
        self.filled = 0;
        for place in old {
            if let Place::Held { hash, serial } = place {
                self.settle(hash, serial);
            }
        }
    }

    /// Makes room for the `more` elements of another set or dict, as a merge does.
    pub fn set_reserve(&mut self, len: u32, more: u32) {
        if self.size == 0 {
            self.size = 8;
            self.places = vec![Place::Free; 8];
        }
        let mask = u64::from(self.size) - 1;
        if (u64::from(self.filled) + u64::from(more)) * 5 >= mask * 3 {
            self.set_resize((u64::from(len) + u64::from(more)) * 2);
        }
    }

    pub fn set_remove(&mut self, hash: i64, serial: u32) {
        self.leave(hash, serial);
        let held = Place::Held { hash, serial };
        if let Some(place) = self.places.iter_mut().find(|place| **place == held) {
            *place = Place::Dummy;
        }
    }

    /// Serials of a set's elements in the order of iteration.
    pub fn set_order(&self) -> impl Iterator<Item = u32> + '_ {
        self.places.iter().filter_map(|place| match place {
            Place::Held { serial, .. } => Some(*serial),
            _ => None,
        })
    }

    /// Hash of the element that has this serial.
    pub fn hash_of(&self, serial: u32) -> Option<i64> {
        self.index.iter().find(|(_, serials)| serials.contains(&serial)).map(|(hash, _)| *hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_grow_where_cpython_grows_them() {
        let mut table = Table::default();
        let mut steps = Vec::new();
        let mut last = 0;
        for n in 0..400u32 {
            table.set_insert(i64::from(n), n, n);
            if table.size != last {
                steps.push((n + 1, table.size));
                last = table.size;
            }
        }
        assert_eq!(steps, [(1, 8), (5, 32), (19, 128), (77, 512), (307, 2048)]);
    }

    #[test]
    fn dictionaries_grow_where_cpython_grows_them() {
        let mut table = Table::default();
        let mut steps = Vec::new();
        let mut last = 0;
        for n in 0..100u32 {
            table.dict_insert(i64::from(n), 2 * n, n, false);
            if table.size != last {
                steps.push((n + 1, table.size));
                last = table.size;
            }
        }
        assert_eq!(steps, [(1, 8), (6, 16), (11, 32), (22, 64), (43, 128), (86, 256)]);
    }
}
