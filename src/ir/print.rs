//! A body as text, for snapshots and for `trace --debug`: one instruction a line.
//!
//! A slot prints as `$7`; what an instruction refers to in a side table
//! (operands, arguments, constants) is written after it.

use std::fmt::{self, Write};

use super::body::{Body, Const, ConstId, LocalKind, Module};
use super::inst::{CallArgs, Inst, MakeFunction, Slot, SlotList};
use crate::base::Idx;

impl Module {
    /// All bodies, one after another, in their own order.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for (id, body) in self.bodies.iter_enumerated() {
            let _ = writeln!(out, "body {} {}", id.as_usize(), self.heading(body));
            for pc in 0..body.code.len() {
                let _ = writeln!(out, "  {pc:3} {}", self.inst_text(body, pc));
            }
        }
        for (_, what) in &self.unsupported {
            let _ = writeln!(out, "unsupported: {what}");
        }
        out
    }

    /// Kind, names, parameters and locals of a body on one line.
    pub fn heading(&self, body: &Body) -> String {
        let mut out = format!("{:?} {} {}", body.kind, body.name, body.qualname).trim_end().to_owned();
        for (at, local) in body.locals.iter().enumerate() {
            let kind = match local.kind {
                LocalKind::Fast => "",
                LocalKind::Cell => " cell",
                LocalKind::Free => " free",
            };
            let role = match body.params.get(at) {
                Some(param) => {
                    format!(" {:?}{}", param.kind, if param.has_default { " default" } else { "" })
                }
                None => String::new(),
            };
            let note = body.params.get(at).and_then(|param| param.annotation.as_deref());
            let note = note.map(|note| format!(": {note}")).unwrap_or_default();
            let _ = write!(out, " [${at} {}{note}{role}{kind}]", local.name);
        }
        for (name, note) in &body.hints {
            let _ = write!(out, " [{name}: {note}]");
        }
        let flags = [(body.is_generator, " generator"), (body.is_async, " async"), (body.is_open, " open")];
        flags.iter().filter(|(set, _)| *set).for_each(|(_, word)| out.push_str(word));
        if let Some(text) = body.docstring {
            let _ = write!(out, " doc {}", self.const_text(text));
        }
        out
    }

    /// One instruction with what it refers to.
    pub fn inst_text(&self, body: &Body, pc: usize) -> String {
        let Some(inst) = body.code.get(pc) else { return String::new() };
        let mut out = format!("{inst:?}");
        match inst {
            Inst::Const { value, .. } | Inst::BuildFromConst { value, .. } => {
                let _ = write!(out, " = {}", self.const_text(*value));
            }
            Inst::MatchClass { names, .. } => {
                let _ = write!(out, " = {}", self.const_text(*names));
            }
            Inst::Call { args, .. } | Inst::BuildClass { args, .. } => {
                let args = body.call_args.get(args.as_usize());
                args.into_iter().for_each(|args| args_text(&mut out, args));
            }
            Inst::MakeFunction { function, .. } => {
                let function = body.functions.get(function.as_usize());
                function.into_iter().for_each(|function| function_text(&mut out, function));
            }
            inst => {
                if let Some(list) = inst.operands() {
                    let slots = body.operands.get(list.start as usize..(list.start + list.len) as usize);
                    let _ = write!(out, " {:?}", slots.unwrap_or(&[]));
                }
            }
        }
        out
    }

    /// A constant as Python would write it.
    pub fn const_text(&self, id: ConstId) -> String {
        let Some(value) = self.consts.get(id) else { return String::new() };
        let list = |items: &[ConstId]| {
            items.iter().map(|item| self.const_text(*item)).collect::<Vec<_>>().join(", ")
        };
        match value {
            Const::None => "None".into(),
            Const::Ellipsis => "...".into(),
            Const::Bool(true) => "True".into(),
            Const::Bool(false) => "False".into(),
            Const::Int(value) => value.to_string(),
            Const::BigInt(digits) => digits.to_string(),
            Const::Float(value) => format!("{value:?}"),
            Const::Complex { real, imag } => format!("({real:?}+{imag:?}j)"),
            Const::Str(text) => format!("{text:?}"),
            Const::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
            Const::Tuple(items) if items.len() == 1 => format!("({},)", list(items)),
            Const::Tuple(items) => format!("({})", list(items)),
            Const::FrozenSet(items) => format!("frozenset({{{}}})", list(items)),
        }
    }
}

impl Inst {
    /// The operand list of an instruction that has one.
    pub fn operands(&self) -> Option<SlotList> {
        match *self {
            Self::BuildTuple { items, .. }
            | Self::BuildList { items, .. }
            | Self::BuildSet { items, .. }
            | Self::BuildDict { items, .. } => Some(items),
            Self::BuildString { parts, .. } => Some(parts),
            Self::Unpack { into, .. } | Self::UnpackStar { into, .. } => Some(into),
            Self::Intrinsic { inputs, .. } | Self::Opaque { inputs, .. } => Some(inputs),
            Self::MatchKeys { keys, .. } | Self::MatchRest { keys, .. } => Some(keys),
            _ => None,
        }
    }
}

fn args_text(out: &mut String, args: &CallArgs) {
    let positional = args.positional.iter().map(|arg| {
        let star = if arg.star { "*" } else { "" };
        format!("{star}{:?}", arg.slot)
    });
    let keywords = args.keywords.iter().map(|keyword| match keyword.name {
        Some(name) => format!("{name}={:?}", keyword.slot),
        None => format!("**{:?}", keyword.slot),
    });
    let _ = write!(out, " ({})", positional.chain(keywords).collect::<Vec<_>>().join(", "));
}

fn function_text(out: &mut String, function: &MakeFunction) {
    let _ = write!(out, " body {}", function.body.as_usize());
    let lists = [("defaults", &function.defaults), ("closure", &function.closure)];
    for (word, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        let _ = write!(out, " {word} {list:?}");
    }
    for (word, list) in [("kw", &function.kw_defaults), ("annotations", &function.annotations)] {
        if !list.is_empty() {
            let _ = write!(out, " {word} {list:?}");
        }
    }
    for (word, slot) in [("annotate", function.annotate), ("type_params", function.type_params)] {
        if let Some(slot) = slot {
            let _ = write!(out, " {word} {slot:?}");
        }
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}", self.0)
    }
}

impl fmt::Debug for SlotList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.len)
    }
}
