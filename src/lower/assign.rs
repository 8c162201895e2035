//! Assignment, augmented assignment, annotated assignment and deletion.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{Inst, Slot};
use crate::syntax::with_room;

use super::Lowerer;
use super::expr::binary_op;

impl<'a> Lowerer<'a> {
    pub(super) fn assign_stmt(&mut self, assign: &'a ast::StmtAssign) {
        if let [target] = assign.targets.as_slice()
            && self.assign_in_parallel(target, &assign.value, assign.range)
        {
            return;
        }
        let value = self.expr(&assign.value);
        if let Some((last, others)) = assign.targets.split_last() {
            for target in others {
                let copy = self.push();
                self.emit(assign.range, Inst::Copy { dst: copy, src: value });
                self.assign(target, copy, assign.range);
                self.pop();
            }
            self.assign(last, value, assign.range);
        }
        self.pop();
    }

    /// `a, b = x, y` and `a, b, c = x, y, z` build no tuple.
    fn assign_in_parallel(&mut self, target: &'a Expr, value: &'a Expr, range: TextRange) -> bool {
        let (Some(targets), Expr::Tuple(values)) = (items_of(target), value) else { return false };
        let values = &values.elts;
        let starred = targets.iter().chain(values).any(Expr::is_starred_expr);
        let small = matches!(values.len(), 2 | 3) && targets.len() == values.len();
        if starred || !small || self.constants(values).is_some() {
            return false;
        }
        let first = self.b.depth;
        values.iter().for_each(|value| {
            self.expr(value);
        });
        for (at, target) in targets.iter().enumerate() {
            self.assign(target, Slot(first.saturating_add(at as u16)), range);
        }
        values.iter().for_each(|_| self.pop());
        true
    }

    /// Stores `src`, which is consumed but stays allotted. `range` is the place of the store.
    pub(super) fn assign(&mut self, target: &'a Expr, src: Slot, range: TextRange) {
        match target {
            Expr::Name(name) => {
                let entry = self.entry_at(&name.node_index);
                let known = self.name(entry, name.id.as_str());
                self.store(range, known, src);
            }
            Expr::Attribute(attribute) => {
                let obj = self.expr(&attribute.value);
                let name = self.mangled(attribute.attr.as_str());
                self.note_self_attribute(&attribute.value, name);
                self.emit(range, Inst::StoreAttr { obj, name, value: src });
                self.pop();
            }
            Expr::Subscript(subscript) => {
                let obj = self.expr(&subscript.value);
                let index = self.index(&subscript.slice);
                self.emit(range, Inst::StoreItem { obj, index, value: src });
                self.pop();
                self.pop();
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                with_room(|| self.unpack(elts, src, range));
            }
            Expr::Starred(starred) => with_room(|| self.assign(&starred.value, src, range)),
            _ => {
                self.unsupported(target.range(), "an assignment to something that cannot be assigned to");
                self.emit(range, Inst::Drop { slot: src });
            }
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], src: Slot, range: TextRange) {
        let first = self.b.depth;
        targets.iter().for_each(|_| {
            self.push();
        });
        let into = self.top_list(targets.len());
        match targets.iter().position(Expr::is_starred_expr) {
            Some(before) => {
                let before = u16::try_from(before).unwrap_or(u16::MAX);
                self.emit(range, Inst::UnpackStar { src, into, before });
            }
            None => self.emit(range, Inst::Unpack { src, into }),
        }
        for (at, target) in targets.iter().enumerate() {
            self.assign(target, Slot(first.saturating_add(at as u16)), range);
        }
        self.b.depth = first;
    }

    /// Attributes that methods set on `self` are listed in their class from 3.13 on.
    fn note_self_attribute(&mut self, object: &Expr, name: crate::base::Symbol) {
        let Expr::Name(object) = object else { return };
        if object.id.as_str() != "self" {
            return;
        }
        let class = self.outer.iter_mut().rev().find(|around| around.body.kind == crate::ir::BodyKind::Class);
        if let Some(class) = class
            && !class.self_attributes.contains(&name)
        {
            class.self_attributes.push(name);
        }
    }

    pub(super) fn augmented(&mut self, stmt: &'a ast::StmtAugAssign) {
        let (range, op) = (stmt.range, binary_op(stmt.op));
        match stmt.target.as_ref() {
            Expr::Name(name) => {
                let entry = self.entry_at(&name.node_index);
                let known = self.name(entry, name.id.as_str());
                let left = self.load(name.range, known);
                let right = self.expr(&stmt.value);
                self.emit(range, Inst::InPlace { dst: left, op, left, right });
                self.pop();
                self.store(range, known, left);
                self.pop();
            }
            Expr::Attribute(attribute) => {
                let obj = self.expr(&attribute.value);
                let left = self.push();
                self.emit(range, Inst::Copy { dst: left, src: obj });
                let name = self.mangled(attribute.attr.as_str());
                self.note_self_attribute(&attribute.value, name);
                self.emit(attribute.range, Inst::LoadAttr { dst: left, obj: left, name });
                let right = self.expr(&stmt.value);
                self.emit(range, Inst::InPlace { dst: left, op, left, right });
                self.emit(range, Inst::StoreAttr { obj, name, value: left });
                (0..3).for_each(|_| self.pop());
            }
            Expr::Subscript(subscript) => {
                let obj = self.expr(&subscript.value);
                let index = self.index(&subscript.slice);
                let (left, at) = (self.push(), self.push());
                self.emit(range, Inst::Copy { dst: left, src: obj });
                self.emit(range, Inst::Copy { dst: at, src: index });
                self.emit(subscript.range, Inst::LoadItem { dst: left, obj: left, index: at });
                self.pop();
                let right = self.expr(&stmt.value);
                self.emit(range, Inst::InPlace { dst: left, op, left, right });
                self.emit(range, Inst::StoreItem { obj, index, value: left });
                (0..4).for_each(|_| self.pop());
            }
            _ => {
                self.unsupported(range, "an augmented assignment to something that cannot be assigned to");
                self.effect(&stmt.value);
            }
        }
    }

    pub(super) fn annotated(&mut self, stmt: &'a ast::StmtAnnAssign) {
        self.hint(&stmt.target, &stmt.annotation);
        if let Some(value) = &stmt.value {
            let value = self.expr(value);
            self.assign(&stmt.target, value, stmt.range);
            self.pop();
        } else {
            // The parts of the target are evaluated even without a value.
            match stmt.target.as_ref() {
                Expr::Attribute(attribute) => self.effect(&attribute.value),
                Expr::Subscript(subscript) => {
                    self.effect(&subscript.value);
                    self.effect(&subscript.slice);
                }
                _ => {}
            }
        }
        let is_function = self.table.scopes[self.b.scope].kind.is_function_like();
        if is_function || self.version >= crate::ir::Version::new(3, 14) {
            return;
        }
        match stmt.target.as_ref() {
            Expr::Name(name) if stmt.simple => self.store_annotation(stmt, name.id.as_str()),
            _ if !self.deferred => self.effect(&stmt.annotation),
            _ => {}
        }
    }

    /// `__annotations__["name"] = annotation`
    fn store_annotation(&mut self, stmt: &'a ast::StmtAnnAssign, name: &'a str) {
        let value = if self.deferred {
            let text = self.parsed.text();
            let written = text.get(std::ops::Range::from(stmt.annotation.range())).unwrap_or("");
            let written = self.consts.add_str(written);
            self.push_const(stmt.annotation.range(), written)
        } else {
            self.expr(&stmt.annotation)
        };
        let annotations = self.names.get("__annotations__");
        let obj = self.push();
        self.emit(stmt.range, Inst::LoadName { dst: obj, name: annotations });
        let key = self.mangled(name);
        let key = self.consts.add_str(key.as_str());
        let index = self.push_const(stmt.range, key);
        self.emit(stmt.range, Inst::StoreItem { obj, index, value });
        (0..3).for_each(|_| self.pop());
    }

    /// The dictionary that annotated assignments of a module or class fill.
    pub(super) fn setup_annotations(&mut self, range: TextRange) {
        if self.version >= crate::ir::Version::new(3, 14) {
            return;
        }
        let items = self.top_list(0);
        let dst = self.push();
        self.emit(range, Inst::BuildDict { dst, items });
        self.store_named(range, "__annotations__", dst);
    }

    pub(super) fn delete_target(&mut self, target: &'a Expr) {
        let range = target.range();
        match target {
            Expr::Name(name) => {
                let entry = self.entry_at(&name.node_index);
                let known = self.name(entry, name.id.as_str());
                self.delete(range, known);
            }
            Expr::Attribute(attribute) => {
                let obj = self.expr(&attribute.value);
                let name = self.mangled(attribute.attr.as_str());
                self.emit(range, Inst::DeleteAttr { obj, name });
                self.pop();
            }
            Expr::Subscript(subscript) => {
                let obj = self.expr(&subscript.value);
                let index = self.index(&subscript.slice);
                self.emit(range, Inst::DeleteItem { obj, index });
                self.pop();
                self.pop();
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                for target in elts {
                    with_room(|| self.delete_target(target));
                }
            }
            _ => self.unsupported(range, "a deletion of something that cannot be deleted"),
        }
    }
}

fn items_of(target: &Expr) -> Option<&[Expr]> {
    match target {
        Expr::Tuple(tuple) => Some(&tuple.elts),
        Expr::List(list) => Some(&list.elts),
        _ => None,
    }
}
