//! The two parts of an entry, each packed by itself: a run that finds nothing in a file never unpacks its
//! text.

use std::fmt;

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Problem;
use crate::base::{reading, writing};
use crate::check::Facts;

/// Texts shrink to a fourth; a higher level takes twice the time for a hundredth.
const EFFORT: u8 = 6;

/// What unpacks to more than this was not packed here: sources have a limit, too, and facts are a few
/// times their size.
const LARGEST: usize = 1 << 30;

/// The bytes of a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Text(Packed);

/// The facts of a file, with the names that they mention.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sealed(Packed);

impl Text {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Packed::of(bytes))
    }

    pub fn open(&self) -> Result<Vec<u8>, Problem> {
        self.0.open()
    }
}

impl Sealed {
    pub fn of(facts: &Facts) -> Self {
        Self::of_written(&write_facts(facts))
    }

    /// Facts as somebody wrote them down, in whatever state.
    pub fn of_written(bytes: &[u8]) -> Self {
        Self(Packed::of(bytes))
    }

    /// What `of_written` was given.
    pub fn written(&self) -> Result<Vec<u8>, Problem> {
        self.0.open()
    }

    pub fn open(&self) -> Result<Facts, Problem> {
        read_facts(&self.written()?)
    }
}

/// The names first, then what mentions them by number.
pub(super) fn write_facts(facts: &Facts) -> Vec<u8> {
    // What is written here is plain data in memory, which nothing can refuse.
    let (body, names) = writing(|| postcard::to_allocvec(facts).unwrap_or_default());
    let mut bytes = postcard::to_allocvec(&names).unwrap_or_default();
    bytes.extend(body);
    bytes
}

pub(super) fn read_facts(bytes: &[u8]) -> Result<Facts, Problem> {
    let (names, body) = postcard::take_from_bytes::<Vec<&str>>(bytes).map_err(|_| Problem::Damaged)?;
    match reading(&names, || postcard::take_from_bytes::<Facts>(body)) {
        Ok((facts, [])) if facts.is_sound() => Ok(facts),
        _ => Err(Problem::Damaged),
    }
}

/// Compressed bytes.
#[derive(Clone, PartialEq, Eq)]
struct Packed(Box<[u8]>);

impl Packed {
    fn of(bytes: &[u8]) -> Self {
        Self(compress_to_vec(bytes, EFFORT).into_boxed_slice())
    }

    fn open(&self) -> Result<Vec<u8>, Problem> {
        decompress_to_vec_with_limit(&self.0, LARGEST).map_err(|_| Problem::Damaged)
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} packed bytes", self.0.len())
    }
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Packed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Packed, E> {
                Ok(Packed(bytes.into()))
            }
        }

        from.deserialize_bytes(Bytes)
    }
}
