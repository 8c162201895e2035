//! Lines of the texts that run, for tracebacks, frames and code objects that tell theirs.
//!
//! Only the program and what it hands to `exec` have lines; those of library models are nobody's.

use std::sync::Arc;

use crate::base::{SiteId, Symbol};
use crate::exec::machine::{CodeRef, Machine};
use crate::exec::statics;
use crate::exec::value::message;
use crate::heap::{Label, ObjId, Payload};
use crate::ir::{Body, BodyKind, Inst};

/// A text that runs, and where its lines start.
#[derive(Clone, Debug)]
pub(in crate::exec) struct Text {
    text: Arc<str>,
    starts: Arc<[u32]>,
}

impl Text {
    pub(in crate::exec) fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        Self { starts: std::iter::once(0).chain(breaks).collect(), text: text.into() }
    }

    fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    fn written(&self, line: usize) -> &str {
        let from = line.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(0);
        let to = self.starts.get(line).map_or(self.text.len(), |&start| start as usize);
        self.text.get(from as usize..to).unwrap_or("")
    }

    /// The first line of the decorators that stand above a line, or the line.
    fn first_line(&self, line: usize) -> usize {
        let decorates = |line: &usize| self.written(*line).trim_start().starts_with('@');
        (1..line).rev().take_while(decorates).last().unwrap_or(line)
    }
}

/// Names of globals and attributes, in the order of their first use.
pub(super) fn code_names(body: &Body) -> Vec<Symbol> {
    let mut names: Vec<Symbol> = Vec::new();
    for inst in &body.code {
        let name = match *inst {
            Inst::LoadGlobal { name, .. }
            | Inst::StoreGlobal { name, .. }
            | Inst::DeleteGlobal { name }
            | Inst::LoadName { name, .. }
            | Inst::StoreName { name, .. }
            | Inst::DeleteName { name }
            | Inst::LoadAttr { name, .. }
            | Inst::StoreAttr { name, .. }
            | Inst::DeleteAttr { name, .. }
            | Inst::LoadMethod { name, .. }
            | Inst::ImportFrom { name, .. } => name,
            Inst::Import { module, .. } => module,
            _ => continue,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

impl Machine {
    /// `co_consts` of a function without inner ones: its docstring or None, then what it uses.
    pub(super) fn code_constants(&mut self, code: CodeRef, body: &Body) -> Option<ObjId> {
        let is_plain = matches!(body.kind, BodyKind::Function | BodyKind::Lambda);
        if !is_plain || !body.functions.is_empty() || self.version() > message::V313 {
            return None;
        }
        let first = match body.docstring {
            Some(doc) => self.constant(code.unit, doc),
            None => statics::NONE,
        };
        let mut items = vec![first];
        // The end that nothing reaches returns None for nobody.
        let leaves = |inst: &Inst| matches!(inst, Inst::Return { .. } | Inst::Raise { .. });
        let code_of = &body.code;
        let used = match code_of.as_slice() {
            [head @ .., before, Inst::Const { .. }, Inst::Return { .. }] if leaves(before) => {
                &code_of[..=head.len()]
            }
            all => all,
        };
        for inst in used {
            let (Inst::Const { value, .. } | Inst::BuildFromConst { value, .. }) = inst else { continue };
            let value = self.constant(code.unit, *value);
            if !items.contains(&value) {
                items.push(value);
            }
        }
        // What the end of the body returns by itself.
        if !items.contains(&statics::NONE) && !matches!(body.code.last(), Some(Inst::Return { .. })) {
            items.push(statics::NONE);
        }
        Some(self.new_tuple(items))
    }

    /// The line of a site of a unit that has lines.
    pub(in crate::exec) fn line_of(&self, unit: u32, site: SiteId) -> Option<i64> {
        let text = self.natives.texts.get(&unit)?;
        let span = self.units.get(unit as usize)?.ir.sites.get(site)?;
        Some(text.line(span.start) as i64)
    }

    /// A line as a value, owned; a number that is not known where there is none.
    pub(in crate::exec) fn line_value(&mut self, line: Option<i64>) -> ObjId {
        line.map_or(statics::SOME_SCALAR, |line| self.new_int(line))
    }

    /// Where a body starts, decorators included.
    pub(in crate::exec) fn first_line_of(&self, code: CodeRef) -> Option<i64> {
        let text = self.natives.texts.get(&code.unit)?;
        let unit = self.units.get(code.unit as usize)?;
        let body = unit.ir.bodies.get(code.body)?;
        if code.body.0 == 0 {
            return Some(1);
        }
        let line = text.line(unit.ir.sites.get(body.site)?.start);
        Some(text.first_line(line) as i64)
    }

    /// The line that an entry of a traceback tells of: where it was made.
    pub(in crate::exec) fn traceback_line(&self, traceback: ObjId) -> Option<i64> {
        let frame = self.heap.target(traceback, Label::Frame)?;
        let Payload::Code(code) = *self.payload(frame) else { return None };
        self.line_of(CodeRef::unpack(code).unit, self.heap.get(traceback)?.site)
    }

    /// The text of the line that an entry of a traceback tells of, and whether what raised is all of it;
    /// None where no text is known. Owned.
    pub(in crate::exec) fn traceback_text(&mut self, traceback: ObjId) -> ObjId {
        let frame = self.heap.target(traceback, Label::Frame);
        let unit = frame.and_then(|frame| match *self.payload(frame) {
            Payload::Code(code) => Some(CodeRef::unpack(code).unit),
            _ => None,
        });
        let site = self.heap.get(traceback).map(|entry| entry.site);
        let span = unit
            .zip(site)
            .and_then(|(unit, site)| self.units.get(unit as usize)?.ir.sites.get(site).copied());
        let text = unit.filter(|unit| *unit == 0).and_then(|unit| self.natives.texts.get(&unit).cloned());
        let (Some(span), Some(text)) = (span, text) else { return statics::NONE };
        let shown = text.written(text.line(span.start)).trim().to_owned();
        let is_whole = (span.end - span.start) as usize >= shown.len();
        let (shown, is_whole) = (self.new_str(&shown), self.new_bool(is_whole));
        self.new_tuple(vec![shown, is_whole])
    }

    /// The line and the name of the innermost body of the program. Owned.
    pub(in crate::exec) fn caller_place(&mut self) -> ObjId {
        let depth = self.natives.stack.iter().rposition(|level| level.code.unit == 0);
        let line = depth.and_then(|depth| self.running_line(depth));
        let name = depth.and_then(|depth| {
            let code = self.natives.stack[depth].code;
            self.units.get(code.unit as usize)?.ir.bodies.get(code.body).map(|body| body.name)
        });
        let line = self.line_value(line);
        let name = name.map_or(statics::SOME_SCALAR, |name| self.interned(name));
        self.new_tuple(vec![line, name])
    }

    /// The line that a running body of the program is on.
    pub(in crate::exec) fn running_line(&self, depth: usize) -> Option<i64> {
        let level = self.natives.stack.get(depth)?;
        let site = self.natives.stack.get(depth + 1).map_or(self.site, |next| next.called_at);
        self.line_of(level.code.unit, site)
    }
}
