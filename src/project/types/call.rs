//! Calls as evidence: arguments reach parameters, results come back.

use super::evaluate::Reader;
use super::{REST_BASE, RETURN, Ty, TySet, extend};
use crate::base::Symbol;
use crate::heap::Label;
use crate::models::{self, Source, Step, Sum};
use crate::project::bind::{self, Slot};
use crate::project::classes::Constructor;
use crate::project::program::{ClassId, FnId};
use crate::project::words::WORDS;
use crate::summary::{Callee, EffectKind, NodeId};

/// Evaluated operands of one call.
#[derive(Default)]
struct Args {
    positional: Vec<TySet>,
    keywords: Vec<(Symbol, TySet)>,
    /// Elements of a `*` operand.
    rest: TySet,
}

impl Reader<'_, '_> {
    pub(super) fn call_effect(&mut self, at: usize) -> TySet {
        let summary = self.summary;
        let EffectKind::Call { callee, args, keywords, star, .. } = &summary.effects[at].kind else {
            return TySet::new();
        };
        let mut operands = Args {
            positional: args.iter().map(|&arg| self.node(arg)).collect(),
            keywords: keywords.iter().map(|&(name, arg)| (name, self.node(arg))).collect(),
            rest: TySet::new(),
        };
        if let Some(star) = star {
            for ty in self.node(*star) {
                extend(&mut operands.rest, self.elements(ty));
            }
        }
        let mut out = TySet::new();
        match callee {
            Callee::Node(node) => {
                for ty in self.node(*node) {
                    extend(&mut out, self.call(at, ty, &operands));
                }
            }
            Callee::Method { recv, name } => {
                for ty in self.node(*recv) {
                    extend(&mut out, self.call_method(at, ty, *name, &operands));
                }
            }
            Callee::Super { class, recv, name } => {
                extend(&mut out, self.call_super(at, *class, *recv, *name, &operands));
            }
        }
        out
    }

    fn call(&mut self, at: usize, callee: Ty, args: &Args) -> TySet {
        match callee {
            Ty::Function(function) => self.call_function(function, None, args),
            Ty::Method(class, function) => self.call_function(function, Some(Ty::Instance(class)), args),
            Ty::Class(class) => self.construct(class, args),
            Ty::Library(name) => self.call_library(at, name, None, args),
            Ty::Instance(class) => match self.method_of(class, WORDS.call) {
                Some(function) => self.call_function(function, Some(callee), args),
                None => TySet::new(),
            },
            Ty::Site(..) => {
                let mut out = TySet::new();
                for function in self.types.set(callee, Label::Func).to_vec() {
                    if matches!(function, Ty::Function(_) | Ty::Method(..) | Ty::Class(_)) {
                        extend(&mut out, self.call(at, function, args));
                    }
                }
                out
            }
            _ => TySet::new(),
        }
    }

    fn call_method(&mut self, at: usize, recv: Ty, name: Symbol, args: &Args) -> TySet {
        let found = self.types.field(self.program, recv, Label::attr(name));
        if !found.is_empty() {
            let mut out = TySet::new();
            for callee in found {
                extend(&mut out, self.call(at, callee, args));
            }
            return out;
        }
        if name == WORDS.new {
            return made_bare(args);
        }
        match recv {
            Ty::Instance(class) => {
                let bases: Vec<Symbol> = self.program.library_bases(class).collect();
                let mut out = TySet::new();
                for base in bases {
                    extend(&mut out, self.call_library_method(at, base.as_str(), recv, name, args));
                }
                out
            }
            Ty::External(class) => self.call_library_method(at, class.as_str(), recv, name, args),
            _ => {
                let class = kind_name(self.types.kind(self.program, recv));
                self.call_library_method(at, class, recv, name, args)
            }
        }
    }

    fn call_library_method(&mut self, at: usize, class: &str, recv: Ty, name: Symbol, args: &Args) -> TySet {
        match models::method(class, name) {
            Some(steps) => self.steps(at, steps, Some(recv), args),
            None => TySet::new(),
        }
    }

    fn call_super(
        &mut self,
        at: usize,
        class: crate::ir::BodyId,
        recv: NodeId,
        name: Symbol,
        args: &Args,
    ) -> TySet {
        let owner = self.program.fn_id(self.file, class);
        let Some(&owner) = self.program.class_of_body.get(&owner) else { return TySet::new() };
        let found = self.program.member_after(owner, owner, name);
        if let Some((base, member)) = found
            && let Some(function) = self.program.member_function(base, &member.kind)
        {
            return self.call_function(function, Some(Ty::Instance(owner)), args);
        }
        if name == WORDS.new {
            return made_bare(args);
        }
        let bases: Vec<Symbol> = self.program.library_bases(owner).collect();
        let mut out = TySet::new();
        for recv in self.node(recv) {
            for base in &bases {
                extend(&mut out, self.call_library_method(at, base.as_str(), recv, name, args));
            }
        }
        out
    }

    fn call_function(&mut self, function: FnId, recv: Option<Ty>, args: &Args) -> TySet {
        let body = self.program.body(function);
        let shift = usize::from(recv.is_some());
        for (n, tys) in args.positional.iter().enumerate() {
            self.bind(function, bind::positional(&body.params, n + shift), tys);
        }
        for n in args.positional.len()..body.params.len().min(args.positional.len() + 6) {
            if args.rest.is_empty() {
                break;
            }
            self.bind(function, bind::positional(&body.params, n + shift), &args.rest);
        }
        for (name, tys) in &args.keywords {
            self.bind(function, bind::keyword(&body.params, *name), tys);
        }
        if body.is_generator || body.is_async {
            return TySet::from_slice(&[Ty::Generator(function)]);
        }
        self.types.set(Ty::Function(function), RETURN).iter().copied().collect()
    }

    fn bind(&mut self, function: FnId, slot: Option<Slot>, tys: &TySet) {
        match slot {
            Some(Slot::Param(at)) => self.add_all(Ty::Function(function), Label::Arg(at), tys),
            Some(Slot::Rest(at)) => self.bind_rest(function, at, Label::Elem, tys),
            Some(Slot::Extra(at)) => self.bind_rest(function, at, Label::Value, tys),
            None => {}
        }
    }

    fn bind_rest(&mut self, function: FnId, at: u16, label: Label, tys: &TySet) {
        if !tys.is_empty() {
            let rest = Ty::Site(function, NodeId(REST_BASE + u32::from(at)));
            self.add(Ty::Function(function), Label::Arg(at), rest);
            self.add_all(rest, label, tys);
        }
    }

    fn construct(&mut self, class: ClassId, args: &Args) -> TySet {
        let made = Ty::Instance(class);
        match self.program.member(class, WORDS.init) {
            Some((owner, member)) => {
                if let Some(init) = self.program.member_function(owner, &member.kind) {
                    self.call_function(init, Some(made), args);
                }
            }
            None if self.program.classes[class].constructor == Constructor::Fields => {
                for (at, field) in self.program.fields(class).into_iter().enumerate() {
                    let keyword = args.keywords.iter().find(|(name, _)| *name == field.name);
                    let tys = args.positional.get(at).or(keyword.map(|(_, tys)| tys));
                    if let Some(tys) = tys {
                        self.add_all(made, Label::attr(field.name), &tys.clone());
                    }
                }
            }
            None => {}
        }
        TySet::from_slice(&[made])
    }

    fn call_library(&mut self, at: usize, name: Symbol, recv: Option<Ty>, args: &Args) -> TySet {
        if let Some(steps) = models::row(name) {
            return self.steps(at, steps, recv, args);
        }
        let short = name.as_str().rsplit('.').next().unwrap_or("");
        if name.as_str().contains('.') && short.starts_with(|c: char| c.is_ascii_uppercase()) {
            return TySet::from_slice(&[Ty::External(name)]);
        }
        TySet::new()
    }

    fn steps(&mut self, at: usize, steps: &[Step], recv: Option<Ty>, args: &Args) -> TySet {
        let mut result = self.made(at);
        let mut out = TySet::new();
        for step in steps {
            match step {
                Step::New { name, .. } => {
                    result = name.map_or(result, Ty::External);
                    extend(&mut out, [result]);
                }
                Step::Return { value } => extend(&mut out, self.sum(value, result, recv, args)),
                Step::Keep { base, label, value, .. } => {
                    let values = self.sum(value, result, recv, args);
                    for owner in self.sum(&Sum::from_slice(&[*base]), result, recv, args) {
                        self.add_all(owner, *label, &values);
                    }
                }
                Step::Call { callee, args: operands } => {
                    let positional =
                        operands.iter().map(|operand| self.sum(operand, result, recv, args)).collect();
                    let inner = Args { positional, ..Args::default() };
                    for callee in self.sum(callee, result, recv, args) {
                        if matches!(callee, Ty::Function(_) | Ty::Method(..)) {
                            self.call(at, callee, &inner);
                        }
                    }
                }
                Step::Drop { .. } | Step::Global { .. } => {}
            }
        }
        out
    }

    fn sum(&mut self, sum: &Sum, result: Ty, recv: Option<Ty>, args: &Args) -> TySet {
        let mut out = TySet::new();
        for value in sum {
            let mut tys: TySet = match value.source {
                Source::Recv => recv.into_iter().collect(),
                Source::Result => TySet::from_slice(&[result]),
                Source::Arg(n) => args.positional.get(usize::from(n)).cloned().unwrap_or_default(),
                Source::From(n) => args.positional.iter().skip(usize::from(n)).flatten().copied().collect(),
                Source::Keyword(name) => {
                    let found = args.keywords.iter().find(|(keyword, _)| *keyword == name);
                    found.map(|(_, tys)| tys.clone()).unwrap_or_default()
                }
                Source::Keywords => args.keywords.iter().flat_map(|(_, tys)| tys.iter().copied()).collect(),
            };
            for label in value.labels.iter().flatten() {
                let mut inner = TySet::new();
                for ty in tys {
                    if *label == Label::Elem {
                        extend(&mut inner, self.elements(ty));
                    } else {
                        extend(&mut inner, self.types.field(self.program, ty, *label));
                    }
                }
                tys = inner;
            }
            extend(&mut out, tys);
        }
        out
    }

    pub(super) fn operate(&mut self, operands: &[NodeId], method: Symbol) -> TySet {
        let Some((&first, rest)) = operands.split_first() else { return TySet::new() };
        let args = Args { positional: rest.iter().map(|&node| self.node(node)).collect(), ..Args::default() };
        let mut out = TySet::new();
        for ty in self.node(first) {
            if let Ty::Instance(class) = ty
                && let Some(function) = self.method_of(class, method)
            {
                extend(&mut out, self.call_function(function, Some(ty), &args));
            } else if matches!(ty, Ty::Site(..) | Ty::Annotated(_)) {
                // Concatenation and in-place extension of containers.
                extend(&mut out, [ty]);
            }
        }
        out
    }
}

/// `object.__new__(cls)`
fn made_bare(args: &Args) -> TySet {
    let classes = args.positional.first().into_iter().flatten();
    classes
        .filter_map(|ty| match ty {
            Ty::Class(class) => Some(Ty::Instance(*class)),
            _ => None,
        })
        .collect()
}

/// The class name under which models know a kind of object.
pub(in crate::project) fn kind_name(kind: crate::heap::Kind) -> &'static str {
    use crate::heap::Kind;
    match kind {
        Kind::List => "list",
        Kind::Tuple => "tuple",
        Kind::Set | Kind::FrozenSet => "set",
        Kind::Dict => "dict",
        Kind::Deque => "deque",
        _ => "?",
    }
}
