//! Library summaries written by hand: what a callable keeps, calls and returns.
//!
//! The rows are data (`library.txt`); this file reads them once. A *row* is a list of *steps* over
//! *values*; both readers of the program, the evidence of types and the linked heap, run the same
//! steps, each over its own idea of a value. A callable without a row is unknown.

mod names;
mod python;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::base::Symbol;
use crate::heap::{Kind, Label, SymbolKey};

pub use names::{is_standard, module_has};
pub use python::python_source;

/// Where a value of a step comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Recv,
    Result,
    /// One positional argument.
    Arg(u8),
    /// All positional arguments from here on.
    From(u8),
    Keyword(Symbol),
    Keywords,
}

/// A source, or what it holds under one or two labels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Value {
    pub source: Source,
    pub labels: [Option<Label>; 2],
}

pub type Sum = SmallVec<[Value; 2]>;

/// One thing that a callable does.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    Keep {
        base: Value,
        label: Label,
        value: Sum,
        is_weak: bool,
    },
    Drop {
        base: Value,
        label: Label,
    },
    Call {
        callee: Sum,
        args: Vec<Sum>,
    },
    Global {
        value: Sum,
    },
    Return {
        value: Sum,
    },
    /// Makes the object that `Source::Result` names and returns it; `of`: with one element of that kind.
    New {
        kind: Kind,
        name: Option<Symbol>,
        of: Option<Kind>,
    },
}

static ROWS: LazyLock<FxHashMap<Symbol, Vec<Step>>> = LazyLock::new(|| read(include_str!("library.txt")));

/// The row of a dotted name: `functools.partial`, `list.append`; `?.append` for unknown receivers.
pub fn row(name: Symbol) -> Option<&'static [Step]> {
    ROWS.get(&name).map(Vec::as_slice)
}

/// The row of a method on a receiver of library class `class`.
pub fn method(class: &str, name: Symbol) -> Option<&'static [Step]> {
    let class = match class {
        "collections.deque" => "deque",
        "collections.OrderedDict"
        | "collections.defaultdict"
        | "collections.UserDict"
        | "OrderedDict"
        | "defaultdict"
        | "collections.Counter" => "dict",
        "collections.UserList" | "typing.List" => "list",
        "typing.Dict" => "dict",
        "frozenset" => "set",
        "queue.LifoQueue" | "queue.PriorityQueue" | "queue.SimpleQueue" | "asyncio.Queue" => "queue.Queue",
        other => other,
    };
    METHODS.get(class)?.get(&name).copied()
}

/// All rows of methods, by the method's name.
pub fn method_rows() -> impl Iterator<Item = (Symbol, &'static [Step])> {
    METHODS.values().flatten().map(|(&name, &steps)| (name, steps))
}

/// Rows by the class and the method of their name.
static METHODS: LazyLock<Methods> = LazyLock::new(|| {
    let mut methods = Methods::default();
    for (name, steps) in ROWS.iter() {
        if let Some((class, method)) = name.as_str().rsplit_once('.') {
            methods.entry(class).or_default().insert(Symbol::new(method), steps.as_slice());
        }
    }
    methods
});

type Methods = FxHashMap<&'static str, FxHashMap<Symbol, &'static [Step]>>;

/// Reads all rows. A line that cannot be read is left out; a test asserts that there is none.
fn read(text: &str) -> FxHashMap<Symbol, Vec<Step>> {
    let mut rows = FxHashMap::default();
    for line in text.lines() {
        let Some((names, steps)) = split_line(line) else { continue };
        let Some(steps) = steps else { continue };
        for name in names {
            rows.insert(Symbol::new(name), steps.clone());
        }
    }
    rows
}

type Line<'a> = (Vec<&'a str>, Option<Vec<Step>>);

fn split_line(line: &str) -> Option<Line<'_>> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let (names, steps) = line.split_once(" :").unwrap_or((line, ""));
    let names = names.split(',').map(str::trim).collect();
    let steps = steps.split(';').map(str::trim).filter(|step| !step.is_empty()).map(step).collect();
    Some((names, steps))
}

fn step(text: &str) -> Option<Step> {
    if let Some(value) = text.strip_prefix("-> new ") {
        let (kind, of) = value.split_once(" of ").map_or((value, None), |(kind, of)| (kind, Some(of)));
        let (kind, name) = kind_of(kind);
        return Some(Step::New { kind, name, of: of.map(|of| kind_of(of).0) });
    }
    if let Some(value) = text.strip_prefix("-> ") {
        return Some(Step::Return { value: sum(value)? });
    }
    if let Some(call) = text.strip_prefix("call ") {
        let (callee, args) = call.strip_suffix(')')?.split_once('(')?;
        let args = args.split(',').map(str::trim).filter(|arg| !arg.is_empty());
        return Some(Step::Call { callee: sum(callee)?, args: args.map(sum).collect::<Option<_>>()? });
    }
    if let Some(value) = text.strip_prefix("global += ") {
        return Some(Step::Global { value: sum(value)? });
    }
    if let Some(target) = text.strip_suffix("-=") {
        let (base, label) = target_of(target.trim())?;
        return Some(Step::Drop { base, label });
    }
    let is_weak = text.contains("~=");
    let (target, value) = text.split_once(if is_weak { "~=" } else { "+=" })?;
    let (base, label) = target_of(target.trim())?;
    Some(Step::Keep { base, label, value: sum(value)?, is_weak })
}

fn target_of(text: &str) -> Option<(Value, Label)> {
    let (base, name) = text.rsplit_once('.')?;
    Some((value(base)?, label(name)?))
}

fn sum(text: &str) -> Option<Sum> {
    text.split('+').map(|part| value(part.trim())).collect()
}

/// `0.elem`, `1..`, `0...elem`, `=target`, `recv.value`, `result.elem`.
fn value(text: &str) -> Option<Value> {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let (source, rest) = if digits > 0 {
        let number: u8 = text[..digits].parse().ok()?;
        match text[digits..].strip_prefix("..") {
            Some(rest) => (Source::From(number), rest),
            None => (Source::Arg(number), &text[digits..]),
        }
    } else if let Some(rest) = text.strip_prefix("**") {
        (Source::Keywords, rest)
    } else {
        let (head, rest) = match text.find('.') {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let source = match head {
            "recv" => Source::Recv,
            "result" => Source::Result,
            _ => Source::Keyword(Symbol::new(head.strip_prefix('=')?)),
        };
        (source, rest)
    };
    let mut labels = [None, None];
    for (at, name) in rest.split('.').filter(|name| !name.is_empty()).enumerate() {
        *labels.get_mut(at)? = Some(label(name)?);
    }
    Some(Value { source, labels })
}

fn label(name: &str) -> Option<Label> {
    Some(match name {
        "elem" => Label::Elem,
        "key" => Label::Key,
        "value" => Label::Value,
        "func" => Label::Func,
        "self" => Label::SelfArg,
        "arg" => Label::Arg(0),
        "keyword" => Label::Keyword(SymbolKey(Symbol::new("**"))),
        "inner" => Label::Inner(0),
        "referent" => Label::Referent,
        "callback" => Label::Callback,
        _ => return None,
    })
}

fn kind_of(name: &str) -> (Kind, Option<Symbol>) {
    let kind = match name {
        "list" => Kind::List,
        "tuple" => Kind::Tuple,
        "set" => Kind::Set,
        "dict" => Kind::Dict,
        "deque" => Kind::Deque,
        "iterator" => Kind::Iterator,
        "partial" => Kind::Partial,
        "method" => Kind::Method,
        "weakref" => Kind::WeakRef,
        "weak" => Kind::WeakContainer,
        "object" => Kind::External,
        other => return (Kind::External, Some(Symbol::new(other))),
    };
    (kind, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read() {
        for line in include_str!("library.txt").lines() {
            if let Some((_, steps)) = split_line(line) {
                assert!(steps.is_some(), "{line}");
            }
        }
    }

    #[test]
    fn rows_read_as_written() {
        let steps = row(Symbol::new("list.extend")).unwrap();
        let elem = Value { source: Source::Arg(0), labels: [Some(Label::Elem), None] };
        let recv = Value { source: Source::Recv, labels: [None, None] };
        let keep = Step::Keep {
            base: recv,
            label: Label::Elem,
            value: SmallVec::from_slice(&[elem]),
            is_weak: false,
        };
        assert_eq!(steps, [keep]);
        assert!(method("collections.deque", Symbol::new("append")).is_some());
    }
}
