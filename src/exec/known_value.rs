//! What happens when every value is known: operators, formatting, containers and iteration.
//!
//! Each function answers `None` where the exact result is not modelled; its caller then goes on
//! symbolically and says so.

use crate::base::Symbol;
use crate::heap::{Kind, ObjId, Payload};
use crate::ir::{BinaryOp, CompareOp, Conversion, UnaryOp};

use super::machine::{Machine, Step};
use super::statics;

impl Machine {
    pub(super) fn exact_truth(&mut self, value: ObjId) -> Step<Option<bool>> {
        Ok(match (self.kind(value), self.payload(value)) {
            (Kind::Scalar, Payload::Float(x)) => Some(*x != 0.0),
            _ => None,
        })
    }

    pub(super) fn exact_unary(&mut self, _op: UnaryOp, _value: ObjId) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_binary(
        &mut self,
        _op: BinaryOp,
        _left: ObjId,
        _right: ObjId,
        _in_place: bool,
    ) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_compare(
        &mut self,
        _op: CompareOp,
        _left: ObjId,
        _right: ObjId,
    ) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn format_value(
        &mut self,
        value: ObjId,
        _conversion: Conversion,
        spec: Option<ObjId>,
    ) -> Step<ObjId> {
        let spec = spec.unwrap_or(statics::NONE);
        Ok(self.operate(&[value, spec], "__format__"))
    }

    pub(super) fn join_text(&mut self, _parts: &[ObjId]) -> ObjId {
        statics::SOME_SCALAR
    }

    pub(super) fn new_text(&mut self, text: &str) -> ObjId {
        self.new_object(Kind::Scalar, statics::STR, Payload::Str(text.into()))
    }

    pub(super) fn container_of(&mut self, items: ObjId, set: bool) -> Step<ObjId> {
        let (kind, class) = if set { (Kind::Set, statics::SET) } else { (Kind::List, statics::LIST) };
        let container = self.new_object(kind, class, Payload::Unknown);
        Ok(self.extend(container, items))
    }

    pub(super) fn exact_set_add(&mut self, _set: ObjId, _value: ObjId) -> Step<bool> {
        Ok(false)
    }

    pub(super) fn exact_extend(&mut self, _into: ObjId, _from: ObjId) -> Step<bool> {
        Ok(false)
    }

    pub(super) fn exact_store_entry(&mut self, _dict: ObjId, _key: ObjId, _value: ObjId) -> bool {
        false
    }

    pub(super) fn exact_item(&mut self, _obj: ObjId, _index: ObjId) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_store_item(&mut self, _obj: ObjId, _index: ObjId, _value: ObjId) -> Step<bool> {
        Ok(false)
    }

    pub(super) fn exact_delete_item(&mut self, _obj: ObjId, _index: ObjId) -> Step<bool> {
        Ok(false)
    }

    pub(super) fn exact_unpack(
        &mut self,
        _value: ObjId,
        _count: usize,
        _star: Option<usize>,
    ) -> Step<Option<Vec<ObjId>>> {
        Ok(None)
    }

    pub(super) fn exact_iter(&mut self, _value: ObjId) -> Step<Option<ObjId>> {
        Ok(None)
    }

    pub(super) fn exact_next(&mut self, _iterator: ObjId) -> Step<Option<Option<ObjId>>> {
        Ok(None)
    }

    pub(super) fn exact_items(&mut self, _value: ObjId) -> Step<Option<Vec<ObjId>>> {
        Ok(None)
    }

    pub(super) fn exact_keywords(&mut self, _value: ObjId) -> Step<Option<Vec<(Symbol, ObjId)>>> {
        Ok(None)
    }
}
