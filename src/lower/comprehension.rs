//! Comprehensions and generator expressions.
//!
//! Generator expressions have a body of their own in every version; list, set and dict
//! comprehensions have one up to 3.11 and run inside the enclosing body from 3.12 on, with their
//! variables set aside before and cleared after.

use ruff_python_ast::{AtomicNodeIndex, Comprehension, Expr};
use ruff_text_size::{Ranged, TextRange};

use crate::base::Idx;
use crate::ir::{Arg, BodyKind, CallArgs, Inst, LoopKind, Param, ParamKind, Slot, SlotList};
use crate::syntax::with_room;

use super::Lowerer;
use super::scopes::ScopeId;

/// What a comprehension does with each item.
#[derive(Clone, Copy)]
enum Element<'a> {
    List(&'a Expr),
    Set(&'a Expr),
    Dict(Option<&'a Expr>, &'a Expr),
    Yield(&'a Expr),
}

struct Parts<'a> {
    node: &'a AtomicNodeIndex,
    generators: &'a [Comprehension],
    element: Element<'a>,
    name: &'static str,
    range: TextRange,
}

fn parts(expr: &Expr) -> Option<Parts<'_>> {
    Some(match expr {
        Expr::ListComp(comp) => Parts {
            node: &comp.node_index,
            generators: &comp.generators,
            element: Element::List(&comp.elt),
            name: "<listcomp>",
            range: comp.range,
        },
        Expr::SetComp(comp) => Parts {
            node: &comp.node_index,
            generators: &comp.generators,
            element: Element::Set(&comp.elt),
            name: "<setcomp>",
            range: comp.range,
        },
        Expr::DictComp(comp) => Parts {
            node: &comp.node_index,
            generators: &comp.generators,
            element: Element::Dict(comp.key.as_deref(), &comp.value),
            name: "<dictcomp>",
            range: comp.range,
        },
        Expr::Generator(comp) => Parts {
            node: &comp.node_index,
            generators: &comp.generators,
            element: Element::Yield(&comp.elt),
            name: "<genexpr>",
            range: comp.range,
        },
        _ => return None,
    })
}

impl<'a> Lowerer<'a> {
    pub(super) fn comprehension(&mut self, expr: &'a Expr) {
        let Some(parts) = parts(expr) else { return };
        let (Some(scope), Some(first)) = (self.scope_at(parts.node), parts.generators.first()) else {
            self.opaque(parts.range, "a comprehension nested too deep");
            return;
        };
        if self.table.scopes[scope].host == scope {
            self.own_body(scope, &parts, first);
        } else {
            self.inlined(scope, &parts, first);
        }
    }

    fn own_body(&mut self, scope: ScopeId, parts: &Parts<'a>, first: &'a Comprehension) {
        let function = Slot(self.b.depth);
        let name = self.names.get(parts.name);
        let qualname = self.qualname(parts.name, None);
        let body = match self.written[scope.as_usize()] {
            Some(body) => body,
            None => {
                let body = self.open(scope, BodyKind::Comprehension, name, qualname, parts.range);
                self.comprehension_body(parts);
                self.leave(parts.range);
                body
            }
        };
        self.make_function(parts.range, scope, body, crate::ir::MakeFunction::of(body));
        let iter = self.iterable(&first.iter, false);
        self.iter(first, iter);
        let args = CallArgs { positional: vec![Arg { slot: iter, star: false }], keywords: Vec::new() };
        let args = self.args(args);
        self.pop();
        self.emit(parts.range, Inst::Call { dst: function, callee: function, args, method: false });
        let awaited = self.table.scopes[scope].is_async && !matches!(parts.element, Element::Yield(_));
        if awaited {
            self.emit(parts.range, Inst::Await { dst: function, value: function });
        }
    }

    fn comprehension_body(&mut self, parts: &Parts<'a>) {
        let name = self.names.get(".0");
        let site = self.site(parts.range);
        let kind = ParamKind::Positional;
        self.b.body.params.push(Param { name, kind, has_default: false, annotation: None, site });
        self.line(parts.range);
        let result = if matches!(parts.element, Element::Yield(_)) {
            None
        } else {
            let dst = self.push();
            self.build_empty(dst, parts);
            Some(dst)
        };
        let iter = self.push();
        self.emit(parts.range, Inst::LoadLocal { dst: iter, local: Slot(0) });
        self.generators(parts.generators, iter, parts.element, result);
        match result {
            Some(value) => {
                self.emit(parts.range, Inst::Return { value });
                self.pop();
            }
            None => self.return_none(parts.range),
        }
    }

    fn inlined(&mut self, scope: ScopeId, parts: &Parts<'a>, first: &'a Comprehension) {
        let result = self.push();
        let iter = self.iterable(&first.iter, false);
        let variables = self.variables(scope);
        let saved: Vec<(Slot, Slot)> = variables
            .into_iter()
            .map(|local| {
                let dst = self.push();
                self.emit(parts.range, Inst::SaveLocal { dst, local });
                (local, dst)
            })
            .collect();
        self.build_empty(result, parts);
        self.iter(first, iter);
        // The loop drops its iterator below the saved variables, which stay where they are.
        self.generators_at(parts.generators, iter, parts.element, Some(result));
        for (local, src) in saved.iter().rev() {
            self.emit(parts.range, Inst::RestoreLocal { local: *local, src: *src });
            self.pop();
        }
        self.pop();
    }

    /// Slots of the variables a comprehension binds in the frame it shares.
    fn variables(&self, scope: ScopeId) -> Vec<Slot> {
        let own = self.table.scopes[scope].variables.iter();
        own.map(|id| Slot(self.table.entries[*id].slot)).collect()
    }

    fn build_empty(&mut self, dst: Slot, parts: &Parts<'a>) {
        let items = SlotList { start: 0, len: 0 };
        self.emit(
            parts.range,
            match parts.element {
                Element::Set(_) => Inst::BuildSet { dst, items },
                Element::Dict(..) => Inst::BuildDict { dst, items },
                Element::List(_) | Element::Yield(_) => Inst::BuildList { dst, items },
            },
        );
    }

    fn iter(&mut self, part: &'a Comprehension, value: Slot) {
        let range = part.iter.range();
        self.emit(
            range,
            match part.is_async {
                true => Inst::AsyncIter { dst: value, value },
                false => Inst::Iter { dst: value, value },
            },
        );
    }

    /// The loops; the iterator of the first is the top temporary and gone afterwards.
    fn generators(
        &mut self,
        generators: &'a [Comprehension],
        iter: Slot,
        element: Element<'a>,
        result: Option<Slot>,
    ) {
        self.generators_at(generators, iter, element, result);
        self.pop();
    }

    fn generators_at(
        &mut self,
        generators: &'a [Comprehension],
        iter: Slot,
        element: Element<'a>,
        result: Option<Slot>,
    ) {
        let Some((part, rest)) = generators.split_first() else { return };
        let (head, exit, end, skip) = (self.label(), self.label(), self.label(), self.label());
        let kind = if part.is_async { LoopKind::AsyncFor } else { LoopKind::For };
        self.emit(part.range, Inst::Loop { kind, head, exit, end });
        self.place(head);
        let item = self.push();
        self.emit(part.range, next(part.is_async, item, iter, exit));
        self.assign(&part.target, item, part.target.range());
        self.pop();
        let mut reached = true;
        for test in &part.ifs {
            reached &= self.test_or_skip(test, skip) != Some(false);
        }
        match rest.first() {
            _ if !reached => {}
            Some(inner) => {
                let iter = self.iterable(&inner.iter, false);
                self.iter(inner, iter);
                with_room(|| self.generators(rest, iter, element, result));
            }
            None => self.element(element, result),
        }
        self.place(skip);
        self.emit(part.range, Inst::LoopBack { head });
        self.place(exit);
        self.place(end);
    }

    fn element(&mut self, element: Element<'a>, result: Option<Slot>) {
        let result = result.unwrap_or(Slot(0));
        match element {
            Element::List(item) | Element::Set(item) => {
                let slot = self.expr(item);
                self.emit(
                    item.range(),
                    match element {
                        Element::List(_) => Inst::ListAppend { list: result, item: slot },
                        _ => Inst::SetAdd { set: result, item: slot },
                    },
                );
                self.pop();
            }
            Element::Dict(key, value) => {
                let range = value.range();
                match key {
                    Some(key) => {
                        let key = self.expr(key);
                        let value = self.expr(value);
                        self.emit(range, Inst::DictAdd { dict: result, key, value });
                        self.pop();
                    }
                    None => {
                        let items = self.expr(value);
                        self.emit(range, Inst::DictUpdate { dict: result, items });
                    }
                }
                self.pop();
            }
            Element::Yield(item) => {
                let value = self.expr(item);
                self.yield_top(value, item.range());
                self.drop_top(item.range());
            }
        }
    }
}

pub(super) fn next(is_async: bool, dst: Slot, iter: Slot, exit: crate::ir::Pc) -> Inst {
    if is_async { Inst::AsyncForNext { dst, iter, exit } } else { Inst::ForNext { dst, iter, exit } }
}
