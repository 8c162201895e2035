//! A table by number of which most is never filled: what is costs its size, what is not four bytes.

const NOWHERE: u32 = u32::MAX;

/// Made once and used for one task after another.
#[derive(Debug)]
pub struct Filled<T> {
    /// Where in `items` each is; `NOWHERE` while it is not known.
    places: Vec<u32>,
    items: Vec<T>,
}

impl<T> Filled<T> {
    /// Forgets everything, for that many numbers.
    pub fn begin(&mut self, count: usize) {
        self.items.clear();
        self.places.clear();
        self.places.resize(count, NOWHERE);
    }

    pub fn get(&self, at: usize) -> Option<&T> {
        self.items.get(*self.places.get(at)? as usize)
    }

    pub fn set(&mut self, at: usize, item: T) {
        let Some(place) = self.places.get_mut(at) else { return };
        match self.items.get_mut(*place as usize) {
            Some(known) => *known = item,
            None => {
                *place = self.items.len() as u32;
                self.items.push(item);
            }
        }
    }
}

impl<T> Default for Filled<T> {
    fn default() -> Self {
        Self { places: Vec::new(), items: Vec::new() }
    }
}
