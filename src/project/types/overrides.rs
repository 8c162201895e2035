//! What reaches a parameter of a method reaches that of the methods which override it.
//!
//! A caller that knows an object by a base class runs the subclass's method. The way back is not
//! taken: what an override is given says nothing of the method it overrides. What an override gives is
//! what a call of a method without a result of its own gives: the abstract one.

use rustc_hash::FxHashMap;

use super::{RETURN, Ty, Types};
use crate::heap::Label;
use crate::project::program::{FnId, Program};

/// Overrides of one method beyond which none is told: such a base is a protocol of everything.
const MAX_OVERRIDES: usize = 64;

pub(super) struct Overrides {
    of: FxHashMap<FnId, Vec<FnId>>,
    /// The method that an override overrides, where that gives nothing itself: a call of it gives what
    /// the override does.
    open: FxHashMap<FnId, FnId>,
}

impl Overrides {
    pub fn of(program: &Program<'_>) -> Self {
        let mut of: FxHashMap<FnId, Vec<FnId>> = FxHashMap::default();
        let mut open = FxHashMap::default();
        for class in program.classes.indices() {
            for member in &program.shape(class).members {
                let Some(own) = program.member_function(class, &member.kind) else { continue };
                if let Some((base, overridden)) = program.member_after(class, class, member.name)
                    && let Some(function) = program.member_function(base, &overridden.kind)
                    && function != own
                {
                    of.entry(function).or_default().push(own);
                    if !program.gives(function) {
                        open.insert(own, function);
                    }
                }
            }
        }
        of.retain(|_, overrides| overrides.len() <= MAX_OVERRIDES);
        open.retain(|_, function| of.contains_key(function));
        Self { of, open }
    }

    /// Overrides that are generators or coroutines, under the method that is none.
    pub fn seed_results(&self, program: &Program<'_>, types: &mut Types) {
        let mut functions: Vec<FnId> = self.open.keys().copied().collect();
        functions.sort_unstable();
        for function in functions {
            if program.body(function).is_generator || program.body(function).is_async {
                for base in self.results(Ty::Function(function), RETURN) {
                    types.add(base, RETURN, Ty::Generator(function), None);
                }
            }
        }
    }

    /// The methods, from the nearest on, that give what `owner` gives under the label.
    pub fn results(&self, owner: Ty, label: Label) -> Vec<Ty> {
        let (Ty::Function(mut function), RETURN) = (owner, label) else { return Vec::new() };
        let mut out = Vec::new();
        while let Some(&base) = self.open.get(&function) {
            let base_ty = Ty::Function(base);
            if out.contains(&base_ty) {
                break;
            }
            out.push(base_ty);
            function = base;
        }
        out
    }

    /// What annotations say of a parameter holds for the override that says nothing of its own.
    pub fn inherit(&self, program: &Program<'_>, types: &mut Types) {
        let mut functions: Vec<FnId> = self.of.keys().copied().collect();
        functions.sort_unstable();
        for function in functions {
            for at in 1..program.body(function).params.len() as u16 {
                let known: Vec<Ty> = types.param(function, at).to_vec();
                for owner in self.params(program, Ty::Function(function), Label::Arg(at)) {
                    if types.row(owner, Label::Arg(at)).is_some_and(|row| !row.set.is_empty()) {
                        continue;
                    }
                    for &ty in &known {
                        types.add(owner, Label::Arg(at), ty, None);
                    }
                }
            }
        }
    }

    /// The parameters that get what `owner` gets under the label.
    pub fn params(&self, program: &Program<'_>, owner: Ty, label: Label) -> Vec<Ty> {
        let (Ty::Function(function), Label::Arg(at @ 1..)) = (owner, label) else { return Vec::new() };
        let name = |function: FnId| {
            program.body(function).params.get(usize::from(at)).map(|param| (param.name, param.kind))
        };
        let mut out = Vec::new();
        let mut open = vec![function];
        while let Some(from) = open.pop() {
            for &to in self.of.get(&from).into_iter().flatten() {
                if name(to) == name(function) && !out.contains(&Ty::Function(to)) {
                    out.push(Ty::Function(to));
                    open.push(to);
                }
            }
        }
        out
    }
}
