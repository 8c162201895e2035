//! A list that is mostly empty: one word while it is.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list in one word; the empty one owns nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Rare<T>(Option<Box<Items<T>>>);

#[derive(Clone, PartialEq, Eq)]
struct Items<T> {
    all: Vec<T>,
}

impl<T> Rare<T> {
    pub fn push(&mut self, item: T) {
        self.0.get_or_insert_with(|| Box::new(Items { all: Vec::new() })).all.push(item);
    }

    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.0.as_mut().map_or(&mut [][..], |items| items.all.as_mut_slice()).iter_mut()
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<Vec<T>> for Rare<T> {
    fn from(mut items: Vec<T>) -> Self {
        items.shrink_to_fit();
        Self((!items.is_empty()).then(|| Box::new(Items { all: items })))
    }
}

impl<T> FromIterator<T> for Rare<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::from(items.into_iter().collect::<Vec<T>>())
    }
}

impl<T> Deref for Rare<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |items| items.all.as_slice())
    }
}

impl<'a, T> IntoIterator for &'a Rare<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for Rare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: Serialize> Serialize for Rare<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Rare<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from).map(Self::from)
    }
}
