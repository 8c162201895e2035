//! Rows of the models, run on the heap.

use super::{Args, At, Birth, Machine, Value, extend};
use crate::base::Symbol;
use crate::heap::{Certainty, Kind, Label, ObjId, RefStrength};
use crate::models::{self, Source, Step, Sum, Value as Operand};
use crate::project::types::{Ty, TySet};

impl Machine<'_, '_> {
    /// A callable outside the project. Without a row its result is an object of that class.
    pub(super) fn call_library(&mut self, name: Symbol, args: &Args, at: At) -> Value {
        match name.as_str() {
            "super" => return Value::new(),
            "type" => return self.call_type(args),
            "getattr" => return self.call_getattr(args, at),
            "object.__new__" => return self.made_bare(args, at),
            "copy.copy" | "copy.deepcopy" => return self.call_copy(name.as_str() == "copy.copy", args, at),
            _ => {}
        }
        if let Some(steps) = models::row(name) {
            return self.steps(steps, None, None, args, at);
        }
        if let Some((class, method)) = name.as_str().rsplit_once('.') {
            // `list.append(x, y)`, `dict.__init__(self)`: the method called through its class.
            if let (Some(steps), [recv, rest @ ..]) =
                (models::method(class, Symbol::new(method)), args.positional.as_slice())
            {
                let args = Args { positional: rest.to_vec(), ..args.clone() };
                let mut out = Value::new();
                for &recv in recv {
                    let value = self.steps(steps, Some(recv), None, &args, at);
                    extend(&mut out, value);
                }
                return out;
            }
        }
        Value::one(self.alloc_with(Kind::External, Birth::Made, Ty::External(name), at.place))
    }

    /// `type(x)`: the classes that `x` may be of, or one that nothing is known of.
    fn call_type(&mut self, args: &Args) -> Value {
        let [only] = args.positional.as_slice() else { return Value::new() };
        let classes: Vec<_> = only.iter().flat_map(|&object| self.classes_of(object)).collect();
        let mut out = Value::new();
        for class in classes {
            let class = self.fixed_ty(Ty::Class(class));
            extend(&mut out, [class]);
        }
        if out.is_empty() {
            out.push(self.fixed_ty(Ty::Library(Symbol::new("object"))));
        }
        out
    }

    /// A copy holds what the original holds; a deep one holds copies, of which nothing is known.
    fn call_copy(&mut self, is_shallow: bool, args: &Args, at: At) -> Value {
        let mut out = Value::new();
        for &original in args.positional.first().into_iter().flatten() {
            let copy = self.unknown(self.fact(original).types.clone(), Birth::Given, at.place);
            if is_shallow {
                for reference in self.refs(original).to_vec() {
                    let at = At { place: at.place, certainty: reference.certainty };
                    self.push_ref(copy, reference.label, reference.target, reference.strength, at);
                }
            }
            out.push(copy);
        }
        out
    }

    /// `getattr(x, unknown)`: any bound method of it, which is `x` itself for the memory.
    fn call_getattr(&mut self, args: &Args, at: At) -> Value {
        let mut out = Value::new();
        for &recv in args.positional.first().into_iter().flatten() {
            if self.classes_of(recv).next().is_some() {
                let method = self.alloc(Kind::Method, Birth::Made, TySet::new(), at.place);
                let at = At { certainty: Certainty::May, ..at };
                self.push_ref(method, Label::SelfArg, recv, RefStrength::Strong, at);
                out.push(method);
            }
        }
        out
    }

    /// What is tested to be of a class of the project is no bound method that `getattr` may have found.
    pub(super) fn take_for(&mut self, values: &Value, classes: &Value) {
        let is_class = |ty: &Ty| matches!(ty, Ty::Class(_));
        if !classes.iter().any(|&class| self.fact(class).types.iter().any(is_class)) {
            return;
        }
        for &value in values {
            if self.kind(value) == Kind::Method && self.held(value, Label::Func).is_empty() {
                self.heap.clear_refs(value, |reference| reference.label == Label::SelfArg);
            }
        }
    }

    /// Runs a row. `made`: the object that is being constructed, for a constructor of a base.
    pub(super) fn steps(
        &mut self,
        steps: &[Step],
        recv: Option<ObjId>,
        made: Option<ObjId>,
        args: &Args,
        at: At,
    ) -> Value {
        let mut row = Row { recv, result: made, args };
        let mut out = Value::new();
        for step in steps {
            match step {
                Step::New { kind, name, of } => {
                    if row.result.is_none() {
                        row.result = Some(self.new_object(*kind, *name, *of, at));
                    }
                    extend(&mut out, row.result);
                }
                Step::Return { value } => {
                    let value = self.sum(value, &row, at);
                    extend(&mut out, value);
                }
                Step::Keep { base, label, value, is_weak } => {
                    let strength = if *is_weak { RefStrength::Weak } else { RefStrength::Strong };
                    let value = self.sum(value, &row, at);
                    let label = match (label, base.source, args.key) {
                        (Label::Value, Source::Recv, Some(key)) => Label::item(key),
                        _ => *label,
                    };
                    for base in self.operand(base, &row, at) {
                        self.add(base, label, &value, strength, at);
                    }
                }
                Step::Drop { base, label } => {
                    let bases = self.operand(base, &row, at);
                    match &bases[..] {
                        // A library object is known to let go: the end of a thread, of a queue.
                        [only] if self.kind(*only) == Kind::External => self.let_go(*only, *label),
                        _ => self.remove(&bases, Some(*label), at),
                    }
                }
                Step::Call { callee, args } => {
                    let callees = self.sum(callee, &row, at);
                    let positional = args.iter().map(|arg| self.sum(arg, &row, at)).collect();
                    let args = Args { positional, ..Args::default() };
                    self.call_each(&callees, &args, At { certainty: at.certainty.max(Certainty::May), ..at });
                }
                Step::Global { value } => {
                    for object in self.sum(value, &row, at) {
                        self.keep_for_ever(object);
                    }
                }
            }
        }
        out
    }

    fn new_object(&mut self, kind: Kind, name: Option<Symbol>, of: Option<Kind>, at: At) -> ObjId {
        let types = name.map(Ty::External).into_iter().collect();
        let object = self.alloc(kind, Birth::Made, types, at.place);
        if let Some(of) = of {
            let item = self.alloc(of, Birth::Made, TySet::new(), at.place);
            self.push_ref(object, Label::Elem, item, RefStrength::Strong, at);
        }
        object
    }

    /// A registry of the process keeps the object, or the one that a bound method belongs to.
    fn keep_for_ever(&mut self, object: ObjId) {
        self.fact_mut(object).is_kept = true;
        for target in self.held(object, Label::SelfArg) {
            self.fact_mut(target).is_kept = true;
        }
    }

    fn sum(&mut self, sum: &Sum, row: &Row<'_>, at: At) -> Value {
        let mut out = Value::new();
        for operand in sum {
            let value = self.operand(operand, row, at);
            extend(&mut out, value);
        }
        out
    }

    fn operand(&mut self, operand: &Operand, row: &Row<'_>, at: At) -> Value {
        let args = row.args;
        let mut value: Value = match operand.source {
            Source::Recv => row.recv.into_iter().collect(),
            Source::Result => row.result.into_iter().collect(),
            Source::Arg(n) => args.positional.get(usize::from(n)).cloned().unwrap_or_default(),
            Source::From(n) => args.positional.iter().skip(usize::from(n)).flatten().copied().collect(),
            Source::Keyword(name) => {
                let found = args.keywords.iter().find(|(keyword, _)| *keyword == name);
                found.map(|(_, value)| *value).unwrap_or_default()
            }
            Source::Keywords => args.keywords.iter().flat_map(|(_, value)| value.iter().copied()).collect(),
        };
        for label in operand.labels.iter().flatten() {
            let mut inner = Value::new();
            for object in value {
                let found = match label {
                    Label::Elem if operand.source != Source::Result && operand.source != Source::Recv => {
                        self.iterate(object, at)
                    }
                    Label::Value if operand.source == Source::Recv && args.key.is_some() => {
                        let key = args.key.map_or(Label::Value, Label::item);
                        self.item_under(object, key, at)
                    }
                    label => self.read(object, *label, at),
                };
                extend(&mut inner, found);
            }
            value = inner;
        }
        value
    }
}

struct Row<'r> {
    recv: Option<ObjId>,
    result: Option<ObjId>,
    args: &'r Args,
}
