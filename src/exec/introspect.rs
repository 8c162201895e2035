//! Calls by which a symbolic run's body gets hold of its own frame or of the exception it handles:
//! `sys.exc_info()`, `sys._getframe()`, `inspect.currentframe()` and their relatives.
//!
//! They are known here and not in the models' table since what they give belongs to the run: a table
//! row sees arguments only. Frames of callers are not followed; nothing here runs in an exact run.

use std::sync::LazyLock;

use crate::base::Symbol;
use crate::heap::{Kind, Label, ObjId, Origin, Payload};

use super::call::Args;
use super::machine::{EMPTY, Frame, Machine};
use super::statics;

/// What such a call gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gives {
    /// `(type, exception, traceback)` of the handled exception.
    Handled,
    /// The exception alone.
    Exception,
    /// The running frame.
    Frame,
    /// A list with a record for each frame, the running one among them.
    Stack,
}

/// Module, name and what the call gives.
const CALLS: [(&str, &str, Gives); 5] = [
    ("inspect", "currentframe", Gives::Frame),
    ("inspect", "stack", Gives::Stack),
    ("sys", "_getframe", Gives::Frame),
    ("sys", "exc_info", Gives::Handled),
    ("sys", "exception", Gives::Exception),
];

static SYMBOLS: LazyLock<Vec<(Symbol, Symbol)>> = LazyLock::new(|| {
    CALLS.iter().map(|(module, name, _)| (Symbol::new(module), Symbol::new(name))).collect()
});

impl Machine {
    /// The value of such a call; `None` for every other call.
    pub(super) fn introspect(&mut self, frame: &Frame, callee: ObjId, args: &Args) -> Option<ObjId> {
        if frame.object == EMPTY || self.kind(callee) != Kind::Symbolic {
            return None;
        }
        match self.introspective(callee)? {
            Gives::Frame if self.is_own(args) => Some(self.own_frame(frame)),
            Gives::Frame => None,
            Gives::Stack => {
                let stack = self.new_object(Kind::List, statics::LIST, Payload::Unknown);
                let record = self.new_object(Kind::Tuple, statics::TUPLE, Payload::Unknown);
                let own = self.own_frame(frame);
                self.append_item(record, own);
                self.append_item(stack, record);
                Some(stack)
            }
            Gives::Exception => self.handled_exception(frame),
            Gives::Handled => {
                let exc = self.handled_exception(frame)?;
                let traceback = self.new_object(Kind::Traceback, statics::TRACEBACK, Payload::None);
                let own = self.own_frame(frame);
                self.hold_and_record(traceback, Label::Frame, own);
                let info = self.new_object(Kind::Tuple, statics::TUPLE, Payload::None);
                for item in [statics::SOME_SCALAR, exc, traceback] {
                    self.append_item(info, item);
                }
                Some(info)
            }
        }
    }

    fn introspective(&self, callee: ObjId) -> Option<Gives> {
        let (module, name) = match self.origin(callee)? {
            Origin::Method(name) => {
                let recv = self.heap.target(callee, Label::Inner(0))?;
                match self.origin(recv)? {
                    Origin::Global(module) | Origin::Import { module, name: None, .. } => {
                        (Some(module), name)
                    }
                    _ => return None,
                }
            }
            Origin::Global(name) => (None, name),
            Origin::Import { module, name: Some(name), .. } => (Some(module), name),
            _ => return None,
        };
        let at = SYMBOLS.iter().position(|(of, known)| {
            known == &name && module.map_or(self.imports(*of, name), |module| module == *of)
        })?;
        Some(CALLS[at].2)
    }

    /// Whether the file has `from module import name`, and no name of the file alone meant.
    fn imports(&self, module: Symbol, name: Symbol) -> bool {
        let mut last = None;
        self.units[0].ir.bodies.iter().flat_map(|body| &body.code).any(|inst| match inst {
            crate::ir::Inst::Import { module, level: 0, .. } => {
                last = Some(*module);
                false
            }
            crate::ir::Inst::ImportFrom { name: imported, .. } => *imported == name && last == Some(module),
            _ => false,
        })
    }

    /// `_getframe()` and `_getframe(0)`: the frame of the caller itself.
    fn is_own(&self, args: &Args) -> bool {
        match args.positional.as_slice() {
            [] => true,
            [depth] => matches!(self.payload(*depth), Payload::Int(0)),
            _ => false,
        }
    }

    fn own_frame(&mut self, frame: &Frame) -> ObjId {
        self.frame_used = true;
        frame.object
    }

    fn handled_exception(&mut self, frame: &Frame) -> Option<ObjId> {
        let exc = *frame.handled.last()?;
        self.mark_traceback(frame, exc);
        Some(exc)
    }
}
