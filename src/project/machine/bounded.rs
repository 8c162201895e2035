//! The few objects that a node may stand for: a list with a bound, as cheap to copy as a number.

use crate::heap::ObjId;

/// Objects of one value beyond which more are left out.
const MAX_VALUES: usize = 8;

#[derive(Clone, Copy, Debug)]
pub struct Value {
    count: u8,
    items: [ObjId; MAX_VALUES],
}

impl Value {
    pub const fn new() -> Self {
        Self { count: 0, items: [ObjId(0); MAX_VALUES] }
    }

    pub const fn one(object: ObjId) -> Self {
        let mut out = Self::new();
        out.items[0] = object;
        out.count = 1;
        out
    }

    /// What is over the bound is left out.
    pub fn push(&mut self, object: ObjId) {
        if let Some(slot) = self.items.get_mut(usize::from(self.count)) {
            *slot = object;
            self.count += 1;
        }
    }
}

impl Default for Value {
    fn default() -> Self {
        Self::new()
    }
}

impl std::ops::Deref for Value {
    type Target = [ObjId];

    fn deref(&self) -> &[ObjId] {
        self.items.get(..usize::from(self.count)).unwrap_or_default()
    }
}

impl FromIterator<ObjId> for Value {
    fn from_iter<I: IntoIterator<Item = ObjId>>(objects: I) -> Self {
        let mut out = Self::new();
        objects.into_iter().for_each(|object| out.push(object));
        out
    }
}

impl IntoIterator for Value {
    type Item = ObjId;
    type IntoIter = std::iter::Take<std::array::IntoIter<ObjId, MAX_VALUES>>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter().take(usize::from(self.count))
    }
}

impl<'v> IntoIterator for &'v Value {
    type Item = &'v ObjId;
    type IntoIter = std::slice::Iter<'v, ObjId>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
