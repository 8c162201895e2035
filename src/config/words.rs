//! Words of a closed set, sizes and rule names as files of configuration spell them: how they are
//! read, and what the schema says of them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::diagnostic::{Confidence, Level};
use crate::ir::Version;
use crate::report::Format;

/// Gives a type a place in the schema.
macro_rules! schema {
    ($type:ty, $name:literal, $schema:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

/// Gives a type that is read by `FromStr` a place in files and in the schema.
macro_rules! word {
    ($type:ty, $name:literal, $schema:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Cow::<str>::deserialize(from)?.parse().map_err(de::Error::custom)
            }
        }

        schema!($type, $name, $schema);
    };
}

schema!(Level, "Level", json_schema!({"type": "string", "enum": Level::ALL.map(Level::as_str)}));
schema!(
    Confidence,
    "Confidence",
    json_schema!({"type": "string", "enum": Confidence::ALL.map(Confidence::as_str)})
);
word!(Format, "Format", json_schema!({"type": "string", "enum": Format::ALL.map(Format::as_str)}));
word!(Version, "Version", json_schema!({"type": "string", "format": "python-version"}));
word!(RuleWord, "RuleWord", json_schema!({"type": "string", "format": "rule"}));
word!(Glob, "Glob", json_schema!({"type": "string", "format": "glob"}));

/// A code, a name, a prefix of codes, a group or `ALL`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RuleWord(pub String);

/// A pattern of file names or paths.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glob(pub String);

impl std::str::FromStr for RuleWord {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl std::str::FromStr for Glob {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// A number of bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size(pub u64);

/// Units of sizes and what they multiply by.
const UNITS: [(&str, u64); 7] = [
    ("B", 1),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

impl std::str::FromStr for Size {
    type Err = String;

    /// `4096`, `500 kB` or `1.5 MiB`.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let unit = unit.trim();
        let factor = match unit {
            "" => Some(1),
            unit => UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit)).map(|(_, factor)| *factor),
        };
        let number: Option<f64> = number.replace('_', "").parse().ok();
        match (number, factor) {
            (Some(number), Some(factor)) => Ok(Self((number * factor as f64) as u64)),
            _ => {
                let units = UNITS.map(|(name, _)| name).join(", ");
                Err(format!("`{text}` is no size; write a number, or a number and one of {units}"))
            }
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole =
            UNITS.iter().rev().find(|(_, factor)| self.0 >= *factor && self.0.is_multiple_of(*factor));
        match whole {
            Some((unit, factor)) => write!(f, "{} {unit}", self.0 / factor),
            None => write!(f, "{} B", self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u64),
            Text(String),
        }
        match Written::deserialize(from)? {
            Written::Number(bytes) => Ok(Self(bytes)),
            Written::Text(text) => text.parse().map_err(de::Error::custom),
        }
    }
}

impl JsonSchema for Size {
    fn schema_name() -> Cow<'static, str> {
        "Size".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "format": "size"}]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_shown() {
        let read = |text: &str| text.parse::<Size>().map(|size| (size.0, size.to_string()));
        assert_eq!(read("1 MiB"), Ok((1 << 20, "1 MiB".to_owned())));
        assert_eq!(read("1.5mib"), Ok((3 << 19, "1536 KiB".to_owned())));
        assert_eq!(read("500_000"), Ok((500_000, "500 kB".to_owned())));
        assert_eq!(read("7"), Ok((7, "7 B".to_owned())));
        for wrong in ["", "MB", "-1", "1 XB", "1..2", "ten"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
