//! Classes whose instances would be smaller with slots.

use super::{rule, slots};
use crate::base::Symbol;
use crate::diagnostic::{Bytes, Confidence, Diagnostic, Label};
use crate::outcome::{ClassLayout, Form, Made, Outcome, Repeat};
use crate::python::instances;

rule! {
    /// ## What it does
    /// Finds classes with a fixed set of attributes whose instances are made in numbers, and says
    /// what each would take with `__slots__`.
    ///
    /// ## Why is this bad
    /// An instance of a class without slots has room for any attribute. On CPython 3.8 to 3.10 that is
    /// a dictionary of 104 bytes and more; since 3.11 it is an array of values and two more words, 32 to
    /// 48 bytes. A million instances pay a million times.
    ///
    /// ## Example
    /// ```python
    /// class Token:  # error: [missing-slots] "`Token`"
    ///     def __init__(self, kind, text):
    ///         self.kind = kind
    ///         self.text = text
    ///
    ///
    /// def tokenize(line):
    ///     return [Token("word", word) for word in line.split()]
    /// ```
    ///
    /// ## How to fix
    /// List the attributes:
    ///
    /// ```python
    /// class Token:
    ///     __slots__ = ("kind", "text")
    ///
    ///     def __init__(self, kind, text):
    ///         self.kind = kind
    ///         self.text = text
    ///
    ///
    /// def tokenize(line):
    ///     return [Token("word", word) for word in line.split()]
    /// ```
    ///
    /// A dataclass takes `@dataclass(slots=True)` from Python 3.10 on.
    ///
    /// The setting `thresholds.missing-slots` leaves out classes that would save too little.
    ///
    /// ## Limits
    /// A class is left alone where slots could break something that is seen in the project: attributes
    /// of unknown names, `__dict__`, a class attribute of the same name, `cached_property`, a base
    /// that is not known, two bases with attributes. Code outside the project that sets further
    /// attributes, or pickles instances with protocol 0 or 1, is not seen. How many instances there
    /// are is not known either: only that they are made in a loop, by themselves, or as values. Where
    /// nothing says so, the finding is only a possible one.
    pub static RULE = {
        name: "missing-slots",
        code: "HL401",
        group: Layout,
        level: Info,
        since: "0.1.0",
    }
}

/// Less than `least` bytes saved for each instance are no finding.
pub(super) fn check(outcome: &Outcome, least: u64) -> Vec<Diagnostic> {
    (0..outcome.classes.len()).filter_map(|at| judge(outcome, at, least)).collect()
}

fn judge(outcome: &Outcome, at: usize, least: u64) -> Option<Diagnostic> {
    let class = &outcome.classes[at];
    let reason = worth(class).unwrap_or(Reason::Unknown);
    if slots::lineage(outcome, at)
        .skip(1)
        .any(|base| slots::is_slotted(base) && !slots::slots_of(base).is_empty())
    {
        // Such a class brings a dictionary back: another rule's finding.
        return None;
    }
    let plan = slots::plan(outcome, at)?;
    let minor = outcome.minor;
    let total = plan.total as u64;
    if total > instances::SHARED_KEYS && minor > 10 {
        // That has reasons and figures of its own.
        return None;
    }
    let now = instances::with_dict(total, minor);
    let fixed = instances::with_slots(total, slots::is_referable(outcome, at), minor);
    if now.saturating_sub(fixed) < least.max(1) {
        return None;
    }
    let message = format!(
        "instances of `{}` take {now} bytes each on Python 3.{minor}, and {fixed} with `__slots__`: {} MB less per \
         million; {}",
        class.name,
        now - fixed,
        reason.told()
    );
    let confidence = match reason {
        Reason::Unknown => Confidence::Possible,
        Reason::Made(_) | Reason::Value | Reason::Record(_) => Confidence::Probable,
    };
    let mut found = RULE.finding(confidence, class.spot, message);
    if let Reason::Made(made) | Reason::Record(made) = reason {
        found.labels.push(Label { spot: made.spot, text: format!("a `{}` is made here", class.name) });
    }
    found.help = Some(help(outcome, at, &plan));
    found.remedy = Some(slots::remedy(outcome, at, &plan));
    found.symbol = Some(class.qualname.to_string());
    found.key = class.qualname.to_string();
    found.bytes = Some(Bytes { now, fixed, per: "instance" });
    Some(found)
}

/// Why there may be many instances.
#[derive(Clone, Copy)]
enum Reason<'o> {
    Made(&'o Made),
    Value,
    /// Read from a text or bytes by the function, and written back.
    Record(&'o Made),
    /// Nothing says that there are many.
    Unknown,
}

impl Reason<'_> {
    fn told(self) -> String {
        match self {
            Reason::Made(made) => {
                let function = made.function;
                match (made.repeat, function.as_str()) {
                    (_, "") => "they are made in a loop".to_owned(),
                    (Repeat::Loop, _) => format!("they are made in a loop of `{function}`"),
                    _ if made.is_looped => format!("`{function}` makes them and is called in a loop"),
                    _ => format!("they are made at each call of `{function}`"),
                }
            }
            Reason::Value => "they are values, which come in numbers".to_owned(),
            Reason::Record(made) => {
                format!("`{}` makes one for each text or message that it reads", made.function)
            }
            Reason::Unknown => "how many there are is not known".to_owned(),
        }
    }
}

/// Ends of names that say of a class that it does things rather than being one of many.
const SERVICES: &[&str] = &[
    "Backend",
    "Builder",
    "Cache",
    "Client",
    "Config",
    "Context",
    "Dispatcher",
    "Driver",
    "Engine",
    "Factory",
    "Finder",
    "Formatter",
    "Handler",
    "Iter",
    "Iterator",
    "Lexer",
    "Loader",
    "Manager",
    "Middleware",
    "Parser",
    "Plugin",
    "Processor",
    "Provider",
    "Proxy",
    "Reader",
    "Router",
    "Run",
    "Serializer",
    "Server",
    "Service",
    "Session",
    "Settings",
    "Store",
    "Theme",
    "Validator",
    "Visitor",
    "Worker",
    "Wrapper",
    "Writer",
];

/// Classes with more attributes are seldom made in great numbers.
const FEW: usize = 10;

fn worth(class: &ClassLayout) -> Option<Reason<'_>> {
    if !class.is_value && SERVICES.iter().any(|end| class.name.as_str().ends_with(end)) {
        return None;
    }
    let is_small = class.attributes.len() <= FEW;
    let is_reason = |made: &&Made| match made.repeat {
        Repeat::Loop => true,
        Repeat::Call => {
            // A class method that makes one is another constructor, called as often as anybody likes.
            let is_constructor = made.is_own && !made.is_derived;
            // What a constructor makes for its own object is one for each of those.
            let is_part = made.function.as_str().ends_with("__init__") && !made.is_own;
            let is_of_values = class.is_value && !is_constructor && !is_part;
            made.is_looped && is_small || is_of_values || made.is_derived && !is_single(made)
        }
        Repeat::Import => false,
    };
    let made = class.made.iter().filter(|made| made.is_kept).filter(is_reason);
    match made.max_by_key(|made| (made.repeat, made.is_looped, made.is_derived)) {
        Some(made) => Some(Reason::Made(made)),
        None if class.is_hashed
            && class.subclasses.is_empty()
            && class.made.is_empty()
            && !class.attributes.is_empty() =>
        {
            Some(Reason::Value)
        }
        None => class.made.iter().find(|made| is_small && is_read(class, made)).map(Reason::Record),
    }
}

/// Another constructor reads the instance from a line, bytes or a row, and a method writes it back:
/// messages and records come as often as there are things to read.
fn is_read(class: &ClassLayout, made: &Made) -> bool {
    let name = made.function.as_str().rsplit('.').next().unwrap_or_default();
    let Some(source) = name.strip_prefix("from_") else { return false };
    let is_of_text = ["line", "bytes", "row", "string", "buffer", "packet", "frame", "wire"]
        .iter()
        .any(|word| source.contains(word));
    let writes = |name: &Symbol| {
        ["to_", "encode", "serialize", "pack"].iter().any(|word| name.as_str().starts_with(word))
    };
    made.is_own && !made.is_derived && made.is_kept && is_of_text && class.members.iter().any(writes)
}

/// A copy of one object, or the one object that a process reads its surroundings into.
fn is_single(made: &Made) -> bool {
    let name = made.function.as_str().rsplit('.').next().unwrap_or_default();
    let lower = name.to_ascii_lowercase();
    matches!(lower.as_str(), "copy" | "clone" | "__copy__" | "__deepcopy__" | "getter" | "setter" | "deleter")
        || ["env", "url", "config", "file", "path", "settings", "dict"]
            .iter()
            .any(|part| lower.contains(part))
}

fn help(outcome: &Outcome, at: usize, plan: &slots::Plan) -> String {
    let class = &outcome.classes[at];
    let minor = outcome.minor;
    let is_weak = slots::has_weakref(outcome, at);
    let mut words = match class.form {
        Form::Dataclass if minor >= 10 && class.may_ask => {
            let weak = if is_weak && minor >= 11 { ", weakref_slot=True" } else { "" };
            format!("write `@dataclass(slots=True{weak})`")
        }
        Form::Attrs => "write `slots=True` in its decorator".to_owned(),
        Form::Plain | Form::Dataclass => {
            let mut names: Vec<Symbol> = plan.own.clone();
            names.extend(is_weak.then(|| Symbol::new("__weakref__")));
            format!("add `__slots__ = {}` to `{}`", slots::written(&names), class.name)
        }
    };
    for &base in &plan.bases {
        let base = &outcome.classes[base];
        let names = slots::written(&base.attributes);
        words.push_str(&format!(", and `__slots__ = {names}` to its base `{}`", base.name));
    }
    words
}
