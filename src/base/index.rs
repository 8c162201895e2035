//! Typed indices and the vector they index. An index is valid within one table only.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

/// What an `index!` type can do.
pub trait Idx: Copy + Eq + Ord {
    fn from_usize(value: usize) -> Self;
    fn as_usize(self) -> usize;
}

/// Declares a four-byte index type. Tables are bounded far below `u32::MAX` by `exec::limits`.
macro_rules! index {
    ($(#[$doc:meta])* pub struct $name:ident;) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub struct $name(pub u32);

        impl $crate::base::Idx for $name {
            fn from_usize(value: usize) -> Self {
                Self(value as u32)
            }
            fn as_usize(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use index;

/// A vector that can only be indexed by its own index type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent, bound(serialize = "T: Serialize", deserialize = "T: Deserialize<'de>"))]
pub struct IndexVec<I, T> {
    items: Vec<T>,
    #[serde(skip)]
    index: PhantomData<I>,
}

impl<I, T> Default for IndexVec<I, T> {
    fn default() -> Self {
        Self { items: Vec::new(), index: PhantomData }
    }
}

impl<I: Idx, T> IndexVec<I, T> {
    pub fn push(&mut self, item: T) -> I {
        let at = I::from_usize(self.items.len());
        self.items.push(item);
        at
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn get(&self, at: I) -> Option<&T> {
        self.items.get(at.as_usize())
    }

    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    pub fn indices(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::from_usize)
    }

    pub fn iter_enumerated(&self) -> impl Iterator<Item = (I, &T)> {
        self.items.iter().enumerate().map(|(at, item)| (I::from_usize(at), item))
    }

    /// Gives back room that was taken ahead of need; for tables that stay.
    pub fn shrink_to_fit(&mut self) {
        self.items.shrink_to_fit();
    }

    pub fn as_slice(&self) -> &[T] {
        &self.items
    }

    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.items
    }
}

impl<I: Idx, T> Index<I> for IndexVec<I, T> {
    type Output = T;
    fn index(&self, at: I) -> &T {
        &self.items[at.as_usize()]
    }
}

impl<I: Idx, T> IndexMut<I> for IndexVec<I, T> {
    fn index_mut(&mut self, at: I) -> &mut T {
        &mut self.items[at.as_usize()]
    }
}

impl<I: Idx, T> FromIterator<T> for IndexVec<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(items: It) -> Self {
        Self { items: items.into_iter().collect(), index: PhantomData }
    }
}
