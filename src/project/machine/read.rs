//! Reading labels: what is there, what a class provides, what an unseen store must have left.

use super::{Args, At, Birth, Machine, Value, extend};
use crate::base::{Place, Symbol};
use crate::heap::{Certainty, Kind, Label, ObjId, RefStrength};
use crate::project::program::ClassId;
use crate::project::types::{Ty, TySet};
use crate::project::words::WORDS;
use crate::summary::{MemberKind, NodeKind};

/// Items of one container that stand for unseen stores.
const MAX_SAMPLES: usize = 6;

impl Machine<'_, '_> {
    /// What is stored under the label; stand-ins for unseen stores only where there is nothing else.
    pub(super) fn held(&self, object: ObjId, label: Label) -> Value {
        let real = self.stored(object, label);
        if real.is_empty() { self.stand_ins(object, label, None) } else { real }
    }

    fn stored(&self, object: ObjId, label: Label) -> Value {
        let mut out = Value::new();
        for reference in self.refs(object) {
            let is_real =
                reference.certainty != Certainty::Abduced && reference.strength != RefStrength::Weak;
            if is_real && fits(label, reference.label) {
                extend(&mut out, [reference.target]);
            }
        }
        out
    }

    /// Stand-ins under the label, of one place or of all.
    fn stand_ins(&self, object: ObjId, label: Label, place: Option<Place>) -> Value {
        let mut out = Value::new();
        for reference in self.refs(object) {
            let is_here = place.is_none_or(|place| place == Place::new(reference.file, reference.site));
            if is_here && reference.certainty == Certainty::Abduced && fits(label, reference.label) {
                extend(&mut out, [reference.target]);
            }
        }
        out
    }

    pub(super) fn read(&mut self, object: ObjId, label: Label, at: At) -> Value {
        match label {
            Label::Attr(name) => self.read_attr(object, name.0, at),
            Label::Elem | Label::Value | Label::Key => self.read_some(object, label, at),
            _ => {
                let held = self.held(object, label);
                if held.is_empty() { self.stand_in(object, label, at) } else { held }
            }
        }
    }

    /// Some item: two places that read one of many do not mean the same one.
    fn read_some(&mut self, object: ObjId, label: Label, at: At) -> Value {
        let stored = self.stored(object, label);
        if !stored.is_empty() {
            return stored;
        }
        let here = self.stand_ins(object, label, Some(at.place));
        if !here.is_empty() {
            return here;
        }
        let all = self.stand_ins(object, label, None);
        if all.len() >= MAX_SAMPLES { all } else { self.stand_in(object, label, at) }
    }

    fn read_attr(&mut self, object: ObjId, name: Symbol, at: At) -> Value {
        let label = Label::attr(name);
        let held = self.held(object, label);
        if !held.is_empty() {
            return held;
        }
        let types = self.fact(object).types.clone();
        let mut out = Value::new();
        for ty in types {
            match ty {
                Ty::Instance(class) => self.instance_attr(object, class, name, at, &mut out),
                Ty::Class(_) | Ty::Module(_) | Ty::Library(_) => {
                    for found in self.types.field(self.program, ty, label) {
                        let value = self.fixed_attr(ty, found, at);
                        extend(&mut out, value);
                    }
                }
                _ => {}
            }
        }
        if out.is_empty() && self.fact(object).birth != Birth::Fixed {
            return self.stand_in(object, label, at);
        }
        out
    }

    /// An attribute of a class or module as an object: functions, classes, values of class level.
    fn fixed_attr(&mut self, owner: Ty, found: Ty, at: At) -> Value {
        match found {
            Ty::Method(class, function) => {
                let recv = self.fixed_ty(Ty::Class(class));
                Value::one(self.bind_method(recv, function, at))
            }
            Ty::Instance(_) | Ty::External(_) | Ty::Annotated(_) if !matches!(owner, Ty::Library(_)) => {
                Value::one(self.fixed_ty(found))
            }
            _ => Value::one(self.fixed_ty(found)),
        }
    }

    fn bind_method(&mut self, recv: ObjId, function: crate::project::program::FnId, at: At) -> ObjId {
        let function = self.fixed_ty(Ty::Function(function));
        let method = self.alloc(Kind::Method, Birth::Made, TySet::new(), at.place);
        let at = At { certainty: Certainty::Must, ..at };
        self.push_ref(method, Label::SelfArg, recv, RefStrength::Strong, at);
        self.push_ref(method, Label::Func, function, RefStrength::Strong, at);
        method
    }

    fn instance_attr(&mut self, object: ObjId, class: ClassId, name: Symbol, at: At, out: &mut Value) {
        let program = self.program;
        let Some((owner, member)) = program.member(class, name) else {
            if name == WORDS.class {
                extend(out, [self.fixed_ty(Ty::Class(class))]);
            }
            return;
        };
        let function = program.member_function(owner, &member.kind);
        match (&member.kind, function) {
            (MemberKind::Property { .. }, Some(getter)) => {
                extend(out, self.get_property(object, getter, at));
            }
            (MemberKind::CachedProperty(_), Some(getter)) => {
                let value = self.get_property(object, getter, at);
                for &target in &value {
                    self.push_ref(object, Label::attr(name), target, RefStrength::Strong, at);
                }
                extend(out, value);
            }
            (MemberKind::StaticMethod(_), Some(function)) => {
                extend(out, [self.fixed_ty(Ty::Function(function))]);
            }
            (MemberKind::ClassMethod(_), Some(function)) => {
                let recv = self.fixed_ty(Ty::Class(class));
                extend(out, [self.bind_method(recv, function, at)]);
            }
            (_, Some(function)) => extend(out, [self.bind_method(object, function, at)]),
            (MemberKind::Class(body), None) => {
                let body = program.fn_id(program.classes[owner].file, *body);
                if let Some(&inner) = program.class_of_body.get(&body) {
                    extend(out, [self.fixed_ty(Ty::Class(inner))]);
                }
            }
            (MemberKind::Value(node), None) => self.class_value(owner, *node, out),
            _ => {}
        }
    }

    /// A value of class level: one object for all instances.
    fn class_value(&mut self, owner: ClassId, node: crate::summary::NodeId, out: &mut Value) {
        let body = self.program.classes[owner].body;
        match self.program.summary(body).nodes.get(node).map(|node| &node.kind) {
            Some(NodeKind::Const(_)) | None => {}
            Some(NodeKind::Alloc { .. }) => extend(out, [self.fixed_ty(Ty::Site(body, node))]),
            Some(_) => {
                for target in self.program.resolve(body, node) {
                    extend(out, self.target(target));
                }
            }
        }
    }

    pub(super) fn get_property(
        &mut self,
        object: ObjId,
        getter: crate::project::program::FnId,
        at: At,
    ) -> Value {
        if let Some(&known) = self.getters.get(&(object, getter)) {
            return known;
        }
        self.getters.insert((object, getter), Value::new());
        let value = self.apply(getter, None, &[Value::one(object)], at.certainty);
        self.getters.insert((object, getter), value);
        value
    }

    /// An object for what an unseen store must have left, remembered under the label.
    fn stand_in(&mut self, object: ObjId, label: Label, at: At) -> Value {
        if self.is_young(object) && !matches!(self.kind(object), Kind::Instance) {
            return Value::new();
        }
        let mut types = TySet::new();
        for ty in self.fact(object).types.clone() {
            for found in self.types.field(self.program, ty, label) {
                if !types.contains(&found) && types.len() < 8 && !matches!(found, Ty::Method(..)) {
                    types.push(found);
                }
            }
        }
        // Functions, classes and modules are what they are: no stand-in is needed.
        if let [ty @ (Ty::Function(_) | Ty::Class(_) | Ty::Module(_) | Ty::Library(_))] = types.as_slice() {
            return Value::one(self.fixed_ty(*ty));
        }
        let stand_in = self.unknown(types, Birth::Read, at.place);
        let at = At { certainty: Certainty::Abduced, ..at };
        self.push_ref(object, label, stand_in, RefStrength::Strong, at);
        Value::one(stand_in)
    }

    /// What iterating over an object gives.
    pub(super) fn iterate(&mut self, object: ObjId, at: At) -> Value {
        let yields = self.yields(object);
        if !yields.is_empty() {
            return yields;
        }
        if let Some(value) = self.call_special(object, WORDS.iter, &Args::default(), at) {
            let mut out = Value::new();
            for inner in value {
                if inner != object {
                    let items = self.yields(inner);
                    let items = if items.is_empty() { self.held(inner, Label::Elem) } else { items };
                    extend(&mut out, items);
                }
            }
            return out;
        }
        let label = if self.kind(object) == Kind::Dict { Label::Key } else { Label::Elem };
        self.read(object, label, at)
    }

    /// `object[key]`.
    pub(super) fn item(&mut self, object: ObjId, key: Option<Symbol>, at: At) -> Value {
        if let Some(value) = self.call_special(object, WORDS.getitem, &Args::default(), at) {
            return value;
        }
        if matches!(self.fact(object).types.as_slice(), [Ty::Library(_) | Ty::Class(_)]) {
            return Value::one(object);
        }
        let label = match self.kind(object) {
            Kind::List | Kind::Tuple | Kind::Deque | Kind::Set | Kind::FrozenSet => Label::Elem,
            Kind::Dict => key.map_or(Label::Value, Label::item),
            _ => {
                let elems = self.stored(object, Label::Elem);
                if !elems.is_empty() {
                    return elems;
                }
                key.map_or(Label::Value, Label::item)
            }
        };
        if let Label::Item(_) = label {
            return self.item_under(object, label, at);
        }
        self.read(object, label, at)
    }

    /// The item under a known key: what was stored under it, or under a key that is not known.
    pub(super) fn item_under(&mut self, object: ObjId, label: Label, at: At) -> Value {
        let held = self.held(object, label);
        if !held.is_empty() {
            return held;
        }
        let mut unknown = Value::new();
        for reference in self.refs(object) {
            if reference.label == Label::Value && reference.strength != RefStrength::Weak {
                extend(&mut unknown, [reference.target]);
            }
        }
        if unknown.is_empty() { self.stand_in(object, label, at) } else { unknown }
    }
}

/// Whether a stored label answers a read: an unknown key may be any.
fn fits(asked: Label, stored: Label) -> bool {
    asked == stored
        || matches!((asked, stored), (Label::Value, Label::Item(_)) | (Label::Arg(_), Label::Arg(_)))
}
