//! What a rule found, as data: which rule, how bad, how sure, where, why, and what to do.
//!
//! Words: a *spot* is a resolved place (a file and a span of its text); a *label* is a spot with a
//! sentence; a *cycle* is a ring of objects with the references between them, edge i leading from
//! node i to node i+1 and the last edge back to node 0. Texts follow one order: culprit, consequence,
//! remedy, and name things as the program does.
//!
//! Nothing here knows paths, lines, colours or formats: `report` turns spots into lines, and files
//! are numbers until then.

mod remedy;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use remedy::{Applicability, Change, ChangeKind, Edit, Fix, Remedy};

pub use crate::base::Spot;

/// How bad a finding is. Ordered from harmless.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Level {
    /// Not shown.
    Off,
    Hint,
    Info,
    Warning,
    Error,
}

impl Level {
    pub const ALL: [Level; 5] = [Level::Off, Level::Hint, Level::Info, Level::Warning, Level::Error];

    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Hint => "hint",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// How sure a finding is. Ordered from least sure, so that `>=` means "at least as sure".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Confidence {
    /// It rests on something that was not seen.
    Possible,
    /// It rests on the usual reading of something that was seen in part.
    Probable,
    /// Every event that it needs was seen.
    Certain,
}

impl Confidence {
    pub const ALL: [Confidence; 3] = [Confidence::Possible, Confidence::Probable, Confidence::Certain];

    pub const fn as_str(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Probable => "probable",
            Confidence::Certain => "certain",
        }
    }
}

/// Families of rules, as the user selects them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Group {
    /// About the file or the comments for heaplint itself.
    General,
    Cycles,
    Finalizers,
    Globals,
    Layout,
    Collector,
    Threads,
}

impl Group {
    pub const ALL: [Group; 7] = [
        Group::General,
        Group::Cycles,
        Group::Finalizers,
        Group::Globals,
        Group::Layout,
        Group::Collector,
        Group::Threads,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Group::General => "general",
            Group::Cycles => "cycles",
            Group::Finalizers => "finalizers",
            Group::Globals => "globals",
            Group::Layout => "layout",
            Group::Collector => "collector",
            Group::Threads => "threads",
        }
    }
}

/// Writes `Display`, `FromStr` and the forms in files of a closed set of words by its `ALL` and `as_str`.
macro_rules! words {
    ($type:ty) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Cow::<str>::deserialize(from)?.parse().map_err(de::Error::custom)
            }
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.into_iter().find(|word| word.as_str() == text).ok_or_else(|| {
                    let known: Vec<&str> = Self::ALL.iter().map(|word| word.as_str()).collect();
                    format!("`{text}` is none of {}", known.join(", "))
                })
            }
        }
    };
}

words!(Level);
words!(Confidence);
words!(Group);
words!(Applicability);

/// Which rule a finding belongs to. `rules::Rule` holds the rest of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RuleId {
    /// `HL101`
    pub code: &'static str,
    /// `reference-cycle`
    pub name: &'static str,
    pub group: Group,
}

/// By its code; `rules` turns it back.
impl Serialize for RuleId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code)
    }
}

/// A spot with what there is to say about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Label {
    pub spot: Spot,
    pub text: String,
}

/// What a node of a cycle is; the words of the JSON format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Serialize, Deserialize)]
pub enum NodeKind {
    Instance,
    Function,
    Frame,
    Generator,
    Coroutine,
    AsyncGenerator,
    Exception,
    Class,
    Module,
    Builtin,
}

impl NodeKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            NodeKind::Instance => "instance",
            NodeKind::Function => "function",
            NodeKind::Frame => "frame",
            NodeKind::Generator => "generator",
            NodeKind::Coroutine => "coroutine",
            NodeKind::AsyncGenerator => "asyncgen",
            NodeKind::Exception => "exception",
            NodeKind::Class => "class",
            NodeKind::Module => "module",
            NodeKind::Builtin => "builtin",
        }
    }
}

/// An object on a cycle: `module:qualname`, at its `class`, `def` or `lambda`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CycleNode {
    pub label: String,
    pub kind: NodeKind,
    pub spot: Option<Spot>,
}

/// A reference on a cycle: `attr children[]`, at the store that makes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CycleEdge {
    pub label: String,
    pub spot: Option<Spot>,
}

/// A ring. `nodes` and `edges` have the same length.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Cycle {
    pub nodes: Vec<CycleNode>,
    pub edges: Vec<CycleEdge>,
}

/// What a change of layout is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Bytes {
    pub now: u64,
    pub fixed: u64,
    /// What the numbers are for: `instance`, `element`, `process`.
    pub per: &'static str,
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            now: u64,
            fixed: u64,
            per: String,
        }
        let written = Written::deserialize(from)?;
        let known = ["instance", "element", "process"].into_iter().find(|known| *known == written.per);
        let per = known.ok_or_else(|| de::Error::custom("no unit of bytes"))?;
        Ok(Self { now: written.now, fixed: written.fixed, per })
    }
}

/// A finding.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    pub rule: RuleId,
    pub level: Level,
    pub confidence: Confidence,
    /// The primary place: the store that closes the cycle, the class, the global's binding.
    pub spot: Spot,
    /// What to say at the primary place; empty where the message says it all.
    pub at: String,
    /// Culprit and consequence. It stands alone: some formats show nothing else.
    pub message: String,
    /// The other places, in the order of the story: one for every edge of a cycle.
    pub labels: Vec<Label>,
    /// An action that the reader can take now.
    pub help: Option<String>,
    /// Qualified name of the function or class around the primary place: `Tree.add`.
    pub symbol: Option<String>,
    /// What stays equal when unrelated code changes, beside rule, file and symbol. Empty for
    /// findings with a cycle: its labels are taken.
    pub key: String,
    pub cycle: Option<Cycle>,
    /// Other cycles with the same root cause: each is a claim of its own.
    pub related_cycles: Vec<Cycle>,
    pub bytes: Option<Bytes>,
    /// What would settle it, in the words of the rule.
    #[serde(skip)]
    pub remedy: Option<Remedy>,
    /// The remedy as edits, where the text allows it.
    pub fix: Option<Fix>,
    /// What the analysis gave up on and this finding rests on, in the reader's words.
    pub losses: Vec<String>,
}

impl Diagnostic {
    /// A finding with only the parts that every finding has.
    pub fn new(
        rule: RuleId,
        level: Level,
        confidence: Confidence,
        spot: Spot,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            level,
            confidence,
            spot,
            at: String::new(),
            message: message.into(),
            labels: Vec::new(),
            help: None,
            symbol: None,
            key: String::new(),
            cycle: None,
            related_cycles: Vec::new(),
            bytes: None,
            remedy: None,
            fix: None,
            losses: Vec::new(),
        }
    }

    /// Every place that the finding names, for moving it along when its text is edited.
    pub fn spots_mut(&mut self) -> impl Iterator<Item = &mut Spot> {
        let cycles = self.cycle.iter_mut().chain(&mut self.related_cycles);
        let of_cycles = cycles.flat_map(|cycle| {
            let nodes = cycle.nodes.iter_mut().filter_map(|node| node.spot.as_mut());
            nodes.chain(cycle.edges.iter_mut().filter_map(|edge| edge.spot.as_mut()))
        });
        let edits = self.fix.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.spot);
        let changes = self.remedy.iter_mut().flat_map(|remedy| &mut remedy.changes);
        let changes = changes.map(|change| &mut change.spot);
        let labels = self.labels.iter_mut().map(|label| &mut label.spot);
        std::iter::once(&mut self.spot).chain(labels).chain(of_cycles).chain(edits).chain(changes)
    }

    /// Identifies the finding across edits that do not touch it: a hash of rule, path, symbol and
    /// cycle. Two findings may share one; whoever compares sets of them counts.
    pub fn fingerprint(&self, path: &str) -> String {
        let mut hash = Fnv::default();
        for part in [self.rule.code, path, self.symbol.as_deref().unwrap_or("")] {
            hash.part(part);
        }
        match &self.cycle {
            Some(cycle) if self.key.is_empty() => {
                for node in &cycle.nodes {
                    hash.part(&node.label);
                }
                for edge in &cycle.edges {
                    hash.part(&edge.label);
                }
            }
            _ => hash.part(&self.key),
        }
        format!("{:016x}", hash.0)
    }
}

/// FNV-1a with 64 bits: the same on every machine and in every version.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// A byte that no UTF-8 text holds ends each part.
    fn part(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
