//! Symbols on their way out of the process and back: numbers into a table of texts that travels with them.
//!
//! The number of a symbol means nothing in another process. Whoever writes data with symbols wraps the
//! writing in `writing` and keeps the texts it gives; whoever reads wraps the reading in `reading` with
//! those texts. The numbers written follow the order of first mention, so equal data is written alike.
//! Outside of both a symbol is its text.

use std::borrow::Cow;
use std::cell::RefCell;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::symbol::Symbol;

thread_local! {
    static EXCHANGE: RefCell<Exchange> = const { RefCell::new(Exchange::Texts) };
}

/// How the symbols of this thread are written and read.
enum Exchange {
    Texts,
    Writing { numbers: FxHashMap<Symbol, u32>, texts: Vec<&'static str> },
    Reading(Vec<Symbol>),
}

/// Puts things back as they were, whatever happens meanwhile.
struct Restore(Option<Exchange>);

impl Restore {
    fn after(new: Exchange) -> Self {
        Self(Some(EXCHANGE.replace(new)))
    }
}

impl Drop for Restore {
    fn drop(&mut self) {
        EXCHANGE.set(self.0.take().unwrap_or(Exchange::Texts));
    }
}

/// Does some writing, and gives the texts of the symbols that were written.
pub fn writing<T>(work: impl FnOnce() -> T) -> (T, Vec<&'static str>) {
    let _restore = Restore::after(Exchange::Writing { numbers: FxHashMap::default(), texts: Vec::new() });
    let done = work();
    match EXCHANGE.replace(Exchange::Texts) {
        Exchange::Writing { texts, .. } => (done, texts),
        _ => (done, Vec::new()),
    }
}

/// Does some reading of what was written with these texts.
pub fn reading<T>(texts: &[&str], work: impl FnOnce() -> T) -> T {
    let _restore = Restore::after(Exchange::Reading(texts.iter().map(|text| Symbol::new(text)).collect()));
    work()
}

impl Serialize for Symbol {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let number = EXCHANGE.with_borrow_mut(|exchange| match exchange {
            Exchange::Writing { numbers, texts } => Some(*numbers.entry(*self).or_insert_with(|| {
                texts.push(self.as_str());
                (texts.len() - 1) as u32
            })),
            _ => None,
        });
        match number {
            Some(number) => to.serialize_u32(number),
            None => to.serialize_str(self.as_str()),
        }
    }
}

impl<'de> Deserialize<'de> for Symbol {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        if !EXCHANGE.with_borrow(|exchange| matches!(exchange, Exchange::Reading(_))) {
            return Ok(Symbol::new(&Cow::<str>::deserialize(from)?));
        }
        let number = u32::deserialize(from)?;
        let known = EXCHANGE.with_borrow(|exchange| match exchange {
            Exchange::Reading(symbols) => symbols.get(number as usize).copied(),
            _ => None,
        });
        known.ok_or_else(|| de::Error::custom("a name that is not in the table of names"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_travel_as_numbers_with_their_texts() {
        let names: Vec<Symbol> = ["b", "a", "b"].map(Symbol::new).to_vec();
        let (written, texts) = writing(|| serde_json::to_string(&names).expect("text"));
        assert_eq!((written.as_str(), texts.as_slice()), ("[0,1,0]", &["b", "a"][..]));
        let read: Vec<Symbol> = reading(&texts, || serde_json::from_str(&written)).expect("names");
        assert_eq!(read, names);
        assert!(reading(&["b"], || serde_json::from_str::<Vec<Symbol>>(&written)).is_err());
        assert_eq!(serde_json::to_string(&names).expect("text"), "[\"b\",\"a\",\"b\"]");
    }
}
