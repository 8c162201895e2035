//! Calls: the callee is found now, with what the heap knows of it.

use super::effect::weaken;
use super::{Args, At, Birth, Machine, Payload, Value, extend};
use crate::base::Symbol;
use crate::heap::{Kind, Label, ObjId, RefStrength};
use crate::models;
use crate::project::bind::{self, Slot};
use crate::project::classes::{Ancestor, Constructor};
use crate::project::program::{ClassId, FnId};
use crate::project::types::{Ty, TySet, kind_name};
use crate::project::words::{WORDS, join};
use crate::summary::MemberKind;

/// Alternatives of one callee that are followed.
const MAX_CALLEES: usize = 4;

impl Machine<'_, '_> {
    pub(super) fn call_each(&mut self, callees: &Value, args: &Args, at: At) -> Value {
        let at = weaken(at, callees.len());
        let mut out = Value::new();
        for &callee in callees.iter().take(MAX_CALLEES) {
            let value = self.call(callee, args, at);
            extend(&mut out, value);
        }
        out
    }

    pub(super) fn call(&mut self, callee: ObjId, args: &Args, at: At) -> Value {
        match self.kind(callee) {
            Kind::Function => {
                let Some(Payload::Code(body)) = self.heap.get(callee).map(|object| &object.payload) else {
                    return self.call_typed(callee, args, at);
                };
                let function = (self.fact(callee).birth == Birth::Made).then_some(callee);
                self.call_body(FnId(*body), function, None, args, at)
            }
            Kind::Method => self.call_bound(callee, args, at),
            Kind::Partial => self.call_partial(callee, args, at),
            _ => self.call_typed(callee, args, at),
        }
    }

    fn call_bound(&mut self, method: ObjId, args: &Args, at: At) -> Value {
        let functions = self.held(method, Label::Func);
        if functions.is_empty() {
            self.called.insert(method);
            return self.call_typed(method, args, at);
        }
        let args = args.after(self.held(method, Label::SelfArg));
        self.call_each(&functions, &args, at)
    }

    /// `function.__get__(object)`: a bound method, where the receiver is a function or not known.
    pub(super) fn bound_by_hand(&mut self, functions: &Value, args: &Args, at: At) -> Option<Value> {
        let owners = args.positional.first()?;
        let may_be_function = |&object: &ObjId| match self.kind(object) {
            Kind::Function => true,
            Kind::Symbolic => self.fact(object).types.is_empty(),
            _ => false,
        };
        if owners.is_empty() || !functions.iter().all(may_be_function) {
            return None;
        }
        let method = self.alloc(Kind::Method, Birth::Made, TySet::new(), at.place);
        self.add(method, Label::SelfArg, owners, RefStrength::Strong, at);
        self.add(method, Label::Func, functions, RefStrength::Strong, at);
        self.called.insert(method);
        Some(Value::one(method))
    }

    fn call_partial(&mut self, partial: ObjId, args: &Args, at: At) -> Value {
        let functions = self.held(partial, Label::Func);
        let mut positional: Vec<Value> = Vec::new();
        for reference in self.refs(partial) {
            if let Label::Arg(_) = reference.label {
                positional.push(Value::one(reference.target));
            }
        }
        positional.extend(&args.positional);
        let args = Args { positional, ..args.clone() };
        self.call_each(&functions, &args, at)
    }

    /// A callee of which the types are known: each of them, a few.
    fn call_typed(&mut self, callee: ObjId, args: &Args, at: At) -> Value {
        let types = self.fact(callee).types.clone();
        let at = weaken(at, types.len());
        let mut out = Value::new();
        for ty in types.into_iter().take(MAX_CALLEES) {
            let value = match ty {
                Ty::Function(body) => self.call_body(body, None, None, args, at),
                Ty::Method(class, body) => {
                    let place = self.body_place(body);
                    let recv = self.unknown(TySet::from_slice(&[Ty::Instance(class)]), Birth::Given, place);
                    self.call_body(body, None, Some(Value::one(recv)), args, at)
                }
                Ty::Class(class) => self.construct(class, args, at),
                Ty::Library(name) => self.call_library(name, args, at),
                Ty::Instance(_) => self.call_special(callee, WORDS.call, args, at).unwrap_or_default(),
                _ => Value::new(),
            };
            extend(&mut out, value);
        }
        out
    }

    /// Binds arguments, `first` before all others, and runs the body.
    pub(super) fn call_body(
        &mut self,
        body: FnId,
        function: Option<ObjId>,
        first: Option<Value>,
        args: &Args,
        at: At,
    ) -> Value {
        if self.is_vain(body) {
            return self.typed_result(body);
        }
        let params = self.bind(body, first, args, at);
        self.apply(body, function, &params, at.certainty)
    }

    fn bind(&mut self, body: FnId, first: Option<Value>, args: &Args, at: At) -> Vec<Value> {
        let declared = &self.program.body(body).params;
        let mut params = vec![Value::new(); declared.len()];
        let mut bound = vec![false; declared.len()];
        let mut n = 0;
        for value in first.into_iter().chain(args.positional.iter().copied()) {
            self.bind_one(&mut params, &mut bound, bind::positional(declared, n), value, None, at);
            n += 1;
        }
        for item in self.spread(args.star) {
            self.bind_one(&mut params, &mut bound, bind::positional(declared, n), Value::one(item), None, at);
            n += 1;
        }
        let spread = self.spread_keywords(args.double_star);
        for (name, value) in args.keywords.iter().copied().chain(spread) {
            self.bind_one(&mut params, &mut bound, bind::keyword(declared, name), value, Some(name), at);
        }
        params
    }

    fn bind_one(
        &mut self,
        params: &mut [Value],
        bound: &mut [bool],
        slot: Option<Slot>,
        value: Value,
        name: Option<Symbol>,
        at: At,
    ) {
        match slot {
            Some(Slot::Param(n)) => {
                params[usize::from(n)] = value;
                bound[usize::from(n)] = true;
            }
            Some(Slot::Rest(n)) => {
                let rest = self.rest(params, n, Kind::Tuple, at);
                self.add(rest, Label::Elem, &value, RefStrength::Strong, at);
            }
            Some(Slot::Extra(n)) => {
                let rest = self.rest(params, n, Kind::Dict, at);
                let label = name.map_or(Label::Value, Label::item);
                self.add(rest, label, &value, RefStrength::Strong, at);
            }
            None => {}
        }
    }

    fn rest(&mut self, params: &mut [Value], n: u16, kind: Kind, at: At) -> ObjId {
        let slot = &mut params[usize::from(n)];
        if let Some(&known) = slot.first() {
            return known;
        }
        let made = self.alloc(kind, Birth::Made, TySet::new(), at.place);
        params[usize::from(n)] = Value::one(made);
        made
    }

    /// Items of a `*` operand in order, where the container was made here.
    fn spread(&self, star: Option<Value>) -> Value {
        let mut out = Value::new();
        for container in star.into_iter().flatten() {
            extend(&mut out, self.held(container, Label::Elem));
        }
        out
    }

    fn spread_keywords(&self, double_star: Option<Value>) -> Vec<(Symbol, Value)> {
        let mut out = Vec::new();
        for container in double_star.into_iter().flatten() {
            for reference in self.refs(container) {
                if let Label::Item(name) = reference.label {
                    out.push((name.0, Value::one(reference.target)));
                }
            }
        }
        out
    }

    pub fn construct(&mut self, class: ClassId, args: &Args, at: At) -> Value {
        let object = self.alloc_with(Kind::Instance, Birth::Made, Ty::Instance(class), at.place);
        self.initialise(object, class, args, at);
        Value::one(object)
    }

    /// Runs the constructor on an object that is there.
    pub fn initialise(&mut self, object: ObjId, class: ClassId, args: &Args, at: At) {
        let program = self.program;
        let init = WORDS.init;
        let written = program.member(class, init);
        if let Some((owner, member)) = written
            && let Some(function) = program.member_function(owner, &member.kind)
        {
            self.call_body(function, None, Some(Value::one(object)), args, at);
        } else if program.classes[class].constructor == Constructor::Fields {
            self.fill_fields(object, class, args, at);
        } else {
            self.library_init(object, class, 0, args, at);
        }
    }

    fn fill_fields(&mut self, object: ObjId, class: ClassId, args: &Args, at: At) {
        let program = self.program;
        for (n, field) in program.fields(class).into_iter().enumerate() {
            let keyword = args.keywords.iter().find(|(name, _)| *name == field.name).map(|(_, value)| value);
            if let Some(value) = args.positional.get(n).or(keyword) {
                self.store(&Value::one(object), Label::attr(field.name), value, at);
            }
        }
        if let Some((owner, member)) = program.member(class, WORDS.post_init)
            && let Some(function) = program.member_function(owner, &member.kind)
        {
            self.call_body(function, None, Some(Value::one(object)), &Args::default(), at);
        }
    }

    /// The constructor of the first base outside the project that has a model.
    fn library_init(&mut self, object: ObjId, class: ClassId, from: usize, args: &Args, at: At) {
        let bases: Vec<Symbol> = self.program.classes[class].mro[from..]
            .iter()
            .filter_map(|ancestor| match ancestor {
                Ancestor::Library(name) => Some(*name),
                Ancestor::Class(_) => None,
            })
            .collect();
        for base in bases {
            if let Some(steps) = models::row(base) {
                self.steps(steps, None, Some(object), args, at);
                return;
            }
        }
    }

    pub(super) fn call_method(&mut self, recv: ObjId, name: Symbol, args: &Args, at: At) -> Value {
        let stored = self.held(recv, Label::attr(name));
        if !stored.is_empty() {
            return self.call_each(&stored, args, at);
        }
        let types = self.fact(recv).types.clone();
        let mut out = Value::new();
        let mut is_known = false;
        let narrowed = weaken(at, types.len());
        for ty in types {
            let found = match ty {
                Ty::Instance(class) => self.call_instance_method(recv, class, name, args, narrowed),
                Ty::Class(_) | Ty::Module(_) | Ty::Library(_) => {
                    self.call_fixed_attr(recv, ty, name, args, narrowed)
                }
                Ty::External(class) => self.call_model(class.as_str(), recv, name, args, narrowed),
                Ty::Generator(_) if name.as_str() == "send" => Some(self.yields(recv)),
                _ => None,
            };
            if let Some(value) = found {
                is_known = true;
                extend(&mut out, value);
            }
        }
        if is_known {
            return out;
        }
        if name == WORDS.new {
            return self.made_bare(args, at);
        }
        let class = kind_name(self.kind(recv));
        match self.call_model(class, recv, name, args, at) {
            Some(value) => value,
            None => self.call_stored(recv, name, args, at),
        }
    }

    /// A callable kept in an attribute that an earlier, unseen store filled.
    fn call_stored(&mut self, recv: ObjId, name: Symbol, args: &Args, at: At) -> Value {
        if self.fact(recv).types.is_empty() {
            return Value::new();
        }
        let callees = self.read(recv, Label::attr(name), at);
        self.call_each(&callees, args, at)
    }

    fn call_instance_method(
        &mut self,
        recv: ObjId,
        class: ClassId,
        name: Symbol,
        args: &Args,
        at: At,
    ) -> Option<Value> {
        let program = self.program;
        let Some((owner, member)) = program.member(class, name) else {
            let bases: Vec<Symbol> = program.library_bases(class).collect();
            return bases.iter().find_map(|base| self.call_model(base.as_str(), recv, name, args, at));
        };
        let Some(function) = program.member_function(owner, &member.kind) else {
            let callees = self.read(recv, Label::attr(name), at);
            return Some(self.call_each(&callees, args, at));
        };
        let first = match &member.kind {
            MemberKind::StaticMethod(_) => None,
            MemberKind::ClassMethod(_) => Some(Value::one(self.fixed_ty(Ty::Class(class)))),
            MemberKind::Property { .. } | MemberKind::CachedProperty(_) => {
                let callees = self.read(recv, Label::attr(name), at);
                return Some(self.call_each(&callees, args, at));
            }
            _ => Some(Value::one(recv)),
        };
        Some(self.call_body(function, None, first, args, at))
    }

    fn call_fixed_attr(
        &mut self,
        recv: ObjId,
        owner: Ty,
        name: Symbol,
        args: &Args,
        at: At,
    ) -> Option<Value> {
        if let Ty::Library(dotted) = owner
            && models::row(dotted).is_some()
        {
            let full = join(dotted, name);
            return Some(self.call_library(full, args, at));
        }
        let callees = self.read(recv, Label::attr(name), at);
        (!callees.is_empty()).then(|| self.call_each(&callees, args, at))
    }

    fn call_model(&mut self, class: &str, recv: ObjId, name: Symbol, args: &Args, at: At) -> Option<Value> {
        let steps = models::method(class, name)?;
        Some(self.steps(steps, Some(recv), None, args, at))
    }

    pub(super) fn call_super(
        &mut self,
        owner: FnId,
        recv: ObjId,
        name: Symbol,
        args: &Args,
        at: At,
    ) -> Value {
        let program = self.program;
        let Some(&owner) = program.class_of_body.get(&owner) else { return Value::new() };
        let class = self.classes_of(recv).find(|&class| program.is_subclass(class, owner)).unwrap_or(owner);
        if let Some((base, member)) = program.member_after(class, owner, name)
            && let Some(function) = program.member_function(base, &member.kind)
        {
            let is_static = matches!(member.kind, MemberKind::StaticMethod(_));
            let first = (!is_static).then_some(Value::one(recv));
            return match &member.kind {
                MemberKind::Property { .. } => self.get_property(recv, function, at),
                _ => self.call_body(function, None, first, args, at),
            };
        }
        let mro = &program.classes[class].mro;
        let from = mro.iter().position(|ancestor| *ancestor == Ancestor::Class(owner)).unwrap_or(0);
        if name.as_str() == "__init__" {
            self.library_init(recv, class, from, args, at);
            return Value::new();
        }
        if name == WORDS.new {
            return self.made_bare(args, at);
        }
        let bases: Vec<Symbol> = program.library_bases(class).collect();
        bases.iter().find_map(|base| self.call_model(base.as_str(), recv, name, args, at)).unwrap_or_default()
    }

    /// `object.__new__(cls)`: an instance whose constructor does not run.
    pub(super) fn made_bare(&mut self, args: &Args, at: At) -> Value {
        let classes = args.positional.first().into_iter().flatten();
        let classes: Vec<ClassId> = classes
            .flat_map(|&class| self.fact(class).types.iter())
            .filter_map(|ty| match ty {
                Ty::Class(class) => Some(*class),
                _ => None,
            })
            .take(MAX_CALLEES)
            .collect();
        classes
            .into_iter()
            .map(|class| self.alloc_with(Kind::Instance, Birth::Made, Ty::Instance(class), at.place))
            .collect()
    }
}
