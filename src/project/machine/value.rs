//! What a node of a summary stands for in the heap at hand.
//!
//! Nodes are valued when first needed. A path is valued before anything is stored over it, so that
//! it means what was there at entry.

use super::{Activation, At, Birth, Machine, Payload, Value, extend};
use crate::base::{Idx, Place};
use crate::heap::{Certainty, Kind, Label};
use crate::project::types::{Ty, TySet};
use crate::summary::{NodeId, NodeKind};

/// Nesting of paths and alternatives that is followed.
const MAX_NESTING: u32 = 12;

impl<'a> Machine<'_, 'a> {
    pub(super) fn node(&mut self, act: &mut Activation<'a, '_>, node: NodeId) -> Value {
        self.node_nested(act, node, MAX_NESTING)
    }

    fn node_nested(&mut self, act: &mut Activation<'a, '_>, node: NodeId, nesting: u32) -> Value {
        if node.as_usize() >= act.summary.nodes.len() {
            return Value::new();
        }
        if let Some(&known) = act.known.get(node.as_usize()) {
            return known;
        }
        if nesting == 0 {
            return Value::new();
        }
        let value = self.fresh(act, node, nesting);
        if !matches!(act.summary.nodes[node].kind, NodeKind::Result(_)) {
            act.known.set(node.as_usize(), value);
        }
        value
    }

    fn fresh(&mut self, act: &mut Activation<'a, '_>, node: NodeId, nesting: u32) -> Value {
        let summary = act.summary;
        let found = &summary.nodes[node];
        let place = Place::new(act.file, found.site);
        match &found.kind {
            NodeKind::Param(at) => act.params.get(usize::from(*at)).cloned().unwrap_or_default(),
            NodeKind::Capture { index, .. } => self.captured(act, node, *index, place),
            NodeKind::CaptureCell { index, .. } => {
                act.function.map(|function| self.held(function, Label::Closure(*index))).unwrap_or_default()
            }
            NodeKind::Global(_) | NodeKind::Import { .. } => {
                let mut out = Value::new();
                for target in self.program.resolve(act.body, node) {
                    extend(&mut out, self.target(target));
                }
                if let NodeKind::Global(name) = &found.kind
                    && out.is_empty()
                {
                    self.rebound_global(act, Label::attr(*name), place, &mut out);
                }
                out
            }
            NodeKind::Path { base, label } => {
                let mut out = Value::new();
                let at = At { place, certainty: act.certainty };
                for object in self.node_nested(act, *base, nesting - 1) {
                    extend(&mut out, self.read(object, *label, at));
                }
                out
            }
            NodeKind::Alloc { kind: Kind::Scalar, .. } => Value::new(),
            NodeKind::Alloc { kind, .. } => {
                Value::one(self.alloc_with(*kind, Birth::Made, Ty::Site(act.body, node), place))
            }
            NodeKind::Function(body) => {
                let body = self.program.fn_id(act.file, *body);
                let function = self.alloc_with(Kind::Function, Birth::Made, Ty::Function(body), place);
                if let Some(object) = self.heap.get_mut(function) {
                    object.payload = Payload::Code(body.0);
                }
                if !self.program.body(body).free.is_empty() {
                    self.waiting.push(function);
                }
                Value::one(function)
            }
            NodeKind::Class(body) => {
                let body = self.program.fn_id(act.file, *body);
                match self.program.class_of_body.get(&body) {
                    Some(&class) => Value::one(self.fixed_ty(Ty::Class(class))),
                    None => Value::new(),
                }
            }
            NodeKind::Result(effect) => act.result(*effect),
            NodeKind::Builtin(name) | NodeKind::Model(name) => Value::one(self.fixed_ty(Ty::Library(*name))),
            NodeKind::OneOf(nodes) => {
                let mut out = Value::new();
                for &node in nodes {
                    let value = self.node_nested(act, node, nesting - 1);
                    extend(&mut out, value);
                }
                out
            }
            NodeKind::Module => Value::one(self.fixed_ty(Ty::Module(act.file))),
            NodeKind::Frame => Value::one(self.frame(act, place)),
            NodeKind::Const(_) | NodeKind::Unknown => Value::new(),
        }
    }

    fn rebound_global(&mut self, act: &Activation<'a, '_>, label: Label, place: Place, out: &mut Value) {
        let module = self.fixed_ty(Ty::Module(act.file));
        let stored: Value = self.held(module, label);
        if !stored.is_empty() {
            extend(out, stored);
            return;
        }
        let types = self.types.row(Ty::Module(act.file), label).map(|row| row.set.clone());
        if let Some(types) = types {
            let object = self.unknown(types, Birth::Fixed, place);
            let at = At { place, certainty: Certainty::Abduced };
            self.push_ref(module, label, object, crate::heap::RefStrength::Strong, at);
            out.push(object);
        }
    }

    fn captured(&mut self, act: &Activation<'a, '_>, node: NodeId, index: u16, place: Place) -> Value {
        let mut out = Value::new();
        if let Some(function) = act.function {
            for cell in self.held(function, Label::Closure(index)) {
                extend(&mut out, self.held(cell, Label::Content));
            }
        }
        if out.is_empty() {
            for target in self.program.resolve(act.body, node) {
                extend(&mut out, self.target(target));
            }
        }
        if out.is_empty() {
            let types = self.types.row(Ty::Function(act.body), Label::Closure(index));
            let types = types.map_or(TySet::new(), |row| row.set.clone());
            out.push(self.unknown(types, Birth::Given, place));
        }
        out
    }

    /// The frame of the body, once a traceback keeps it. It holds what the body's locals hold.
    fn frame(&mut self, act: &mut Activation<'a, '_>, place: Place) -> crate::heap::ObjId {
        if let Some(frame) = act.frame {
            return frame;
        }
        let frame = self.alloc_with(Kind::Frame, Birth::Made, Ty::Generator(act.body), place);
        if let Some(object) = self.heap.get_mut(frame) {
            object.payload = Payload::Code(act.body.0);
        }
        act.frame = Some(frame);
        frame
    }
}
