//! A short list of things that are copied like numbers: a copy of the list is one copy of memory.

use std::fmt;
use std::ops::Deref;

use smallvec::SmallVec;

/// Up to `N` things live inside their owner.
pub struct Few<T: Copy, const N: usize>(SmallVec<[T; N]>);

impl<T: Copy, const N: usize> Few<T, N> {
    pub fn new() -> Self {
        Self(SmallVec::new())
    }

    pub fn one(item: T) -> Self {
        let mut out = Self::new();
        out.push(item);
        out
    }

    pub fn from_slice(items: &[T]) -> Self {
        Self(SmallVec::from_slice(items))
    }

    pub fn push(&mut self, item: T) {
        self.0.push(item);
    }

    pub fn as_slice(&self) -> &[T] {
        self.0.as_slice()
    }
}

impl<T: Copy, const N: usize> Clone for Few<T, N> {
    fn clone(&self) -> Self {
        match self.as_slice() {
            [] => Self::new(),
            [item] => Self::one(*item),
            items => Self::from_slice(items),
        }
    }
}

impl<T: Copy, const N: usize> Default for Few<T, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy, const N: usize> Deref for Few<T, N> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: Copy, const N: usize> FromIterator<T> for Few<T, N> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut out = Self::new();
        items.into_iter().for_each(|item| out.push(item));
        out
    }
}

impl<T: Copy, const N: usize> Extend<T> for Few<T, N> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T: Copy, const N: usize> IntoIterator for Few<T, N> {
    type Item = T;
    type IntoIter = smallvec::IntoIter<[T; N]>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T: Copy, const N: usize> IntoIterator for &'a Few<T, N> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Copy + fmt::Debug, const N: usize> fmt::Debug for Few<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
