//! Stores: what replaces, what adds, what cuts.

use super::{Args, At, Birth, Cut, Machine, Value};
use crate::base::Symbol;
use crate::heap::{Certainty, Kind, Label, ObjId, RefStrength};
use crate::project::words::WORDS;
use crate::summary::MemberKind;

/// References of one object beyond which no more are added.
const MAX_REFS: usize = 96;

impl Machine<'_, '_> {
    /// `base.label = value`.
    pub(super) fn store(&mut self, bases: &Value, label: Label, value: &Value, at: At) {
        for &base in bases {
            // Of several exceptions that may be raised, one that was handed in is the least likely.
            let is_given = label == Label::Traceback && self.fact(base).birth == Birth::Given;
            if is_given && bases.len() > 1 && !value.is_empty() {
                continue;
            }
            if self.store_by_class(base, label, value, at) {
                continue;
            }
            let is_alone = bases.len() == 1;
            // Whoever takes a traceback away does so on the way, and from the exception, that has one.
            let is_untraced = label == Label::Traceback && value.is_empty();
            let is_sure = is_alone && at.certainty == Certainty::Must || is_untraced;
            if is_sure && self.is_young(base) {
                self.cut_refs(base, label);
            } else if value.is_empty() {
                self.note_cut(base, label, at);
            }
            self.add(base, label, value, RefStrength::Strong, at);
        }
    }

    /// Setters and `__setitem__` of the object's class.
    fn store_by_class(&mut self, base: ObjId, label: Label, value: &Value, at: At) -> bool {
        match label {
            Label::Attr(name) => {
                let Some(class) = self.classes_of(base).next() else { return false };
                let program = self.program;
                let Some((owner, member)) = program.member(class, name.0) else { return false };
                let MemberKind::Property { set, .. } = &member.kind else { return false };
                if let Some(set) = set {
                    let setter = program.fn_id(program.classes[owner].file, *set);
                    let params = [Value::one(base), *value];
                    self.apply(setter, None, &params, at.certainty);
                }
                true
            }
            Label::Value | Label::Item(_) | Label::Elem => {
                let args = Args { positional: vec![Value::new(), *value], ..Args::default() };
                self.call_special(base, WORDS.setitem, &args, at).is_some()
            }
            _ => false,
        }
    }

    /// One more reference under the label.
    pub(super) fn add(&mut self, base: ObjId, label: Label, value: &Value, strength: RefStrength, at: At) {
        if !self.can_hold(base, label) {
            return;
        }
        let certainty = if value.len() > 1 { at.certainty.max(Certainty::May) } else { at.certainty };
        for &target in value {
            self.unwrap_keep(base, target, at);
            let refs = self.refs(base);
            // What was read there and is put back is nothing new.
            let known = refs.iter().any(|r| r.label == label && r.target == target && r.strength == strength);
            if !known && refs.len() < MAX_REFS {
                self.push_ref(base, label, target, strength, At { certainty, ..at });
                if !self.is_first_phase && self.fact(base).birth == Birth::Fixed {
                    self.passing.insert((base, target));
                }
            }
        }
    }

    /// Items are held by containers, and by instances of classes that are containers.
    fn can_hold(&self, base: ObjId, label: Label) -> bool {
        if !matches!(label, Label::Elem | Label::Key | Label::Value | Label::Item(_)) {
            return true;
        }
        match self.kind(base) {
            Kind::Instance => self.classes_of(base).any(|class| self.program.is_container(class)),
            Kind::Function | Kind::Method | Kind::Class | Kind::Module | Kind::Native | Kind::Frame => false,
            Kind::Generator | Kind::Coroutine | Kind::AsyncGenerator | Kind::Cell => false,
            _ => true,
        }
    }

    /// What is always stored in something that lives for ever as soon as it is made, lives for ever.
    /// A later method may do it or not, and another may take it out again.
    fn unwrap_keep(&mut self, base: ObjId, target: ObjId, at: At) {
        let fact = self.fact(base);
        let is_at_birth = self.is_first_phase && at.certainty == Certainty::Must;
        if is_at_birth && (fact.is_kept || fact.birth == Birth::Fixed) && self.is_holder(base) {
            self.fact_mut(target).is_kept = true;
        }
    }

    /// Fixed objects of which stores are seen: module and class namespaces, containers of module level.
    fn is_holder(&self, object: ObjId) -> bool {
        !matches!(self.kind(object), Kind::Native | Kind::Function)
    }

    pub(super) fn let_go(&mut self, base: ObjId, label: Label) {
        self.cut_refs(base, label);
    }

    fn cut_refs(&mut self, base: ObjId, label: Label) {
        self.heap.clear_refs(base, |reference| reference.label == label);
    }

    fn note_cut(&mut self, object: ObjId, label: Label, at: At) {
        let cut = Cut {
            object,
            label,
            by: self.phase_body,
            is_certain: at.certainty == Certainty::Must,
            is_at_birth: self.is_first_phase,
            place: at.place,
        };
        if self.known_cuts.insert(cut) {
            self.cuts.push(cut);
        }
    }

    /// `del base.label`, `base.pop()`, `base.clear()`: `None` is every item.
    pub(super) fn remove(&mut self, bases: &Value, label: Option<Label>, at: At) {
        let items = [Label::Elem, Label::Value, Label::Key];
        let single = label.map(|label| [label]);
        let labels: &[Label] = single.as_ref().map_or(&items, |label| label);
        for &base in bases {
            let is_sure = bases.len() == 1 && at.certainty == Certainty::Must && self.is_young(base);
            for &label in labels {
                if is_sure && label_is_single(label) {
                    self.cut_refs(base, label);
                } else {
                    self.note_cut(base, label, at);
                }
            }
        }
    }

    /// Calls a special method of the object's class, if a class of the project defines it.
    pub(super) fn call_special(&mut self, object: ObjId, name: Symbol, args: &Args, at: At) -> Option<Value> {
        let class = self.classes_of(object).next()?;
        let (owner, member) = self.program.member(class, name)?;
        let function = self.program.member_function(owner, &member.kind)?;
        Some(self.call_body(function, None, Some(Value::one(object)), args, at))
    }
}

/// Labels under which there is one reference: removing it leaves nothing.
fn label_is_single(label: Label) -> bool {
    matches!(label, Label::Attr(_) | Label::Item(_) | Label::Content | Label::Local(_))
}
