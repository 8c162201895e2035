//! What settles a finding: a *remedy* in the words of the rule, a *fix* in edits of text.
//!
//! A rule knows classes and names and no text; `fixes` turns what it asks for into edits. A remedy
//! that the text at hand does not allow has no fix, and the help of the finding is all there is.

use serde::{Deserialize, Serialize};

use crate::base::{Spot, Symbol};

/// How far a fix may be trusted. Ordered from least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Applicability {
    /// A sketch for the reader; never applied.
    Display,
    /// It may change what code outside the project's sight does.
    Unsafe,
    /// It changes nothing but memory.
    Safe,
}

impl Applicability {
    pub const ALL: [Applicability; 3] = [Applicability::Display, Applicability::Unsafe, Applicability::Safe];

    pub const fn as_str(self) -> &'static str {
        match self {
            Applicability::Display => "display",
            Applicability::Unsafe => "unsafe",
            Applicability::Safe => "safe",
        }
    }
}

/// New text for a span of a file; an empty span inserts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Edit {
    pub spot: Spot,
    pub text: String,
}

/// A change of text that settles a finding: all of its edits, or none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fix {
    pub applicability: Applicability,
    /// What it does, as a command: `Add __slots__ to Token`.
    pub message: String,
    /// Sorted by spot; no two of them touch the same text.
    pub edits: Vec<Edit>,
}

/// One thing to do at one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The class, function, parameter, statement or comment that changes.
    pub spot: Spot,
    pub kind: ChangeKind,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChangeKind {
    /// The class gets `__slots__` with these names.
    AddSlots(Vec<Symbol>),
    /// The decorator that writes the class's methods gets arguments: `slots=True`.
    AskForSlots { is_attrs: bool, arguments: Vec<&'static str> },
    /// The name is taken out of the literal `__slots__` at the spot, where it stands last.
    DropSlot(Symbol),
    /// The parameter's default becomes `None`, and the function makes the container.
    NoneDefault,
    /// A cache over the function without a bound gets one.
    BoundCache(u32),
    /// The class holds what this attribute refers to weakly, behind a property of the same name.
    WeakAttribute(Symbol),
    /// The function lets go of a local on its way out.
    Release(Symbol),
    /// The empty container at the spot becomes one of weak references.
    WeakContainer,
    /// The comment loses a code that silences nothing, or all it says to heaplint.
    Unsuppress(Option<String>),
}

/// What to do about a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remedy {
    pub applicability: Applicability,
    /// As a command: `Add __slots__ to Token`.
    pub message: String,
    /// All of them, or none.
    pub changes: Vec<Change>,
}
