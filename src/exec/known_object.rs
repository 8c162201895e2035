//! What happens when every value is known: references released, attributes, calls, classes,
//! imports, exceptions.
//!
//! Each function answers `None` where the exact result is not modelled; its caller then goes on
//! symbolically and says so. Reference counts are kept here and nowhere else.

use crate::base::Symbol;
use crate::heap::ObjId;
use crate::ir::{Body, Inst, Intrinsic, LocalKind, Pc};
use crate::summary::LossKind;

use super::call::Args;
use super::machine::{EMPTY, Frame, Machine, Step, Stop};

impl Machine {
    /// Releases an owned reference.
    pub(super) fn drop_ref(&mut self, value: ObjId) {
        if self.exact && value != EMPTY {
            self.heap.decref(value);
            self.settle();
        }
    }

    /// Lets dying objects run what they have to run.
    pub(super) fn settle(&mut self) {
        if self.heap.has_due() {
            self.heap.abandon_due();
            self.lose_exactness(LossKind::Unsupported, "a finalizer or weak reference callback");
        }
    }

    /// Finds the handler for an exception above the floor and goes there.
    pub(super) fn unwind(&mut self, frame: &mut Frame, exc: ObjId, floor: usize) -> bool {
        while frame.blocks.len() > floor {
            let Some(block) = frame.blocks.pop() else { break };
            if block.handler == Pc::MAX {
                continue;
            }
            for at in (block.depth.0 as usize..frame.slots.len()).rev() {
                let value = std::mem::replace(&mut frame.slots[at], EMPTY);
                self.drop_ref(value);
            }
            frame.pending = exc;
            frame.pc = block.handler;
            return true;
        }
        false
    }

    pub(super) fn unbound_local(&mut self, name: Symbol) -> Stop {
        self.lose_exactness(LossKind::Unsupported, name.as_str());
        Stop::Halt
    }

    pub(super) fn unbound_cell(&mut self, local: crate::ir::Local) -> Stop {
        debug_assert!(local.kind != LocalKind::Fast, "only cells are read through cells");
        self.unbound_local(local.name)
    }

    pub(super) fn unbound_name(&mut self, name: Symbol) -> Stop {
        self.unbound_local(name)
    }

    pub(super) fn exact_attr(&mut self, _obj: ObjId, _name: Symbol) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_store_attr(&mut self, _obj: ObjId, _name: Symbol, _value: ObjId) -> Step<bool> {
        Ok(false)
    }

    pub(super) fn exact_delete_attr(&mut self, _obj: ObjId, _name: Symbol) -> Step<bool> {
        Ok(false)
    }

    pub(super) fn exact_method(&mut self, _obj: ObjId, _name: Symbol) -> Step<Option<(ObjId, ObjId)>> {
        Ok(None)
    }

    pub(super) fn exact_super(
        &mut self,
        _class: ObjId,
        _instance: ObjId,
        _name: Symbol,
    ) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_builtin(&mut self, _name: Symbol) -> Option<ObjId> {
        None
    }

    pub(super) fn exact_call(&mut self, _callee: ObjId, _args: &Args) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_build_class(
        &mut self,
        _function: ObjId,
        _name: Symbol,
        _args: &Args,
    ) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_import(
        &mut self,
        _frame: &Frame,
        _module: Symbol,
        _level: u16,
        _fromlist: bool,
    ) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_import_from(&mut self, _module: ObjId, _name: Symbol) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_intrinsic(
        &mut self,
        _frame: &mut Frame,
        _kind: Intrinsic,
        _inputs: &[ObjId],
    ) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_match_exception(&mut self, _exc: ObjId, _class: ObjId) -> Step<Option<bool>> {
        Ok(None)
    }

    pub(super) fn exact_raise(
        &mut self,
        _frame: &mut Frame,
        _exc: Option<ObjId>,
        _cause: Option<ObjId>,
    ) -> Step<Option<Stop>> {
        Ok(None)
    }

    pub(super) fn exact_with_enter(
        &mut self,
        _manager: ObjId,
        _is_async: bool,
    ) -> Step<Option<(ObjId, ObjId)>> {
        Ok(None)
    }

    pub(super) fn exact_with_exit(
        &mut self,
        _leave: ObjId,
        _exc: ObjId,
        _is_async: bool,
    ) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_match(&mut self, _frame: &mut Frame, _body: &Body, _inst: Inst) -> Step<bool> {
        Ok(false)
    }
}
