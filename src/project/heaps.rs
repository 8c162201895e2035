//! Which heaps are built: one for each class, one for each function that may link things.
//!
//! *Class heap*: one object stands for `self`; the constructor runs first, then every method that
//! the class has, inherited ones among them, each in a phase of its own with parameters of its own.
//! *Function heap*: one call with parameters that nobody else knows.

use rustc_hash::FxHashSet;

use super::describe::{Described, Describer};
use super::graph::Graph;
use super::heirs::Touched;
use super::influence::Influences;
use super::machine::{Args, At, Birth, Machine, Value};
use super::program::{ClassId, FnId, Program};
use super::seeds;
use super::types::{Ty, Types};
use super::words::WORDS;
use crate::base::Symbol;
use crate::heap::{Certainty, Kind};
use crate::ir::BodyKind;
use crate::summary::MemberKind;

/// Effects that one class heap may replay.
const CLASS_FUEL: u32 = 4_000;
/// Effects of a class whose bases have heaps of their own.
const SUBCLASS_FUEL: u32 = 1_500;
/// Effects that a method may replay whatever those before it took.
const METHOD_FUEL: u32 = 60;
/// Effects that one function heap may replay.
const FUNCTION_FUEL: u32 = 800;
/// Effects of a function that surely ties something, wherever in it that is.
const TYING_FUEL: u32 = 2_000;

/// What is known before the first heap is built.
#[derive(Clone, Copy)]
pub struct Known<'m, 'a> {
    pub program: &'m Program<'a>,
    pub types: &'m Types,
    pub influences: &'m Influences,
}

/// Rings of a class: its constructor and methods on one object.
pub fn class_heap(known: Known<'_, '_>, class: ClassId) -> Vec<Described> {
    let program = known.program;
    if !seeds::class_has_seed(program, known.influences, class) {
        return Vec::new();
    }
    let is_subclass = program.ancestors(class).nth(1).is_some();
    let fuel = if is_subclass { SUBCLASS_FUEL } else { CLASS_FUEL };
    let mut machine = Machine::new(known, fuel);
    let place = machine.class_place(class);
    let object = machine.alloc_with(Kind::Instance, Birth::Made, Ty::Instance(class), place);
    let this = Value::one(object);
    let methods = methods_of(program, class);
    let body = program.classes[class].body;
    machine.begin_phase(body);
    machine.own_object(object);
    match program.member(class, WORDS.init).and_then(|(o, m)| program.member_function(o, &m.kind)) {
        Some(function) => {
            let mut params = machine.given_params(function, 1);
            if let Some(first) = params.first_mut() {
                *first = this;
            }
            machine.run(function, &params);
        }
        None => {
            let at = At { place, certainty: Certainty::Must };
            machine.initialise(object, class, &Args::default(), at);
        }
    }
    machine.run_waiting();
    let own = is_subclass.then(|| Touched::by_class(program, class));
    let mut left = machine.fuel;
    for (name, function, is_cached) in methods {
        if !is_cached && known.influences.get(function).is_idle() {
            continue;
        }
        if let Some(own) = &own
            && program.class_around(function) != Some(class)
            && !own.meets(program, function)
        {
            continue;
        }
        // No method starves those after it for good: the one that cuts what they tie may come last.
        let share = left.max(METHOD_FUEL);
        machine.fuel = share;
        machine.begin_phase(function);
        let mut params = machine.given_params(function, 1);
        if let Some(first) = params.first_mut() {
            *first = this;
        }
        if is_cached {
            let at = At { place: machine.body_place(function), certainty: Certainty::Must };
            machine.read_cached(object, name, function, at);
        } else {
            machine.run(function, &params);
        }
        machine.run_waiting();
        left = left.saturating_sub(share - machine.fuel);
    }
    finish(&machine)
}

/// Rings that one call of a function makes.
pub fn function_heap(known: Known<'_, '_>, function: FnId) -> Vec<Described> {
    let fuel = if seeds::ties(known.program.summary(function)) { TYING_FUEL } else { FUNCTION_FUEL };
    let mut machine = Machine::new(known, fuel);
    machine.begin_phase(function);
    let params = machine.given_params(function, 0);
    machine.run(function, &params);
    machine.run_waiting();
    finish(&machine)
}

fn finish(machine: &Machine<'_, '_>) -> Vec<Described> {
    let graph = Graph::new(machine);
    let describer = Describer { machine };
    graph.rings().iter().filter_map(|path| describer.describe(path)).collect()
}

/// Methods that run on an instance: own ones first, then inherited ones that are not overridden.
fn methods_of(program: &Program<'_>, class: ClassId) -> Vec<(Symbol, FnId, bool)> {
    let mut out = Vec::new();
    let mut seen = FxHashSet::default();
    for ancestor in program.ancestors(class) {
        for member in &program.shape(ancestor).members {
            if !member.has_value || !seen.insert(member.name) {
                continue;
            }
            let is_plain = matches!(
                member.kind,
                MemberKind::Method(_) | MemberKind::Decorated { .. } | MemberKind::Property { .. }
            );
            let is_cached = matches!(member.kind, MemberKind::CachedProperty(_));
            let is_skipped =
                matches!(member.name.as_str(), "__init__" | "__new__" | "__init_subclass__" | "__del__");
            if (!is_plain && !is_cached) || is_skipped {
                continue;
            }
            let functions = program.member_functions(ancestor, &member.kind);
            out.extend(functions.map(|function| (member.name, function, is_cached)));
        }
    }
    out
}

/// Functions that get a heap of their own: not the methods that a class heap runs, but for those
/// that tie what they make themselves.
pub fn free_functions<'p>(known: Known<'p, '_>) -> impl Iterator<Item = FnId> + 'p {
    let program = known.program;
    let methods: FxHashSet<FnId> = program
        .classes
        .indices()
        .flat_map(|class| {
            let members = program.shape(class).members.iter();
            members
                .filter(|member| {
                    !matches!(member.kind, MemberKind::StaticMethod(_) | MemberKind::ClassMethod(_))
                })
                .filter_map(move |member| program.member_function(class, &member.kind))
        })
        .collect();
    (0..program.body_count() as u32).map(FnId).filter(move |body| {
        let is_nested = program
            .parent(*body)
            .is_some_and(|parent| matches!(program.body(parent).kind, BodyKind::Function | BodyKind::Lambda));
        let is_function = matches!(program.body(*body).kind, BodyKind::Function | BodyKind::Lambda);
        is_function
            && !is_nested
            && (seeds::ties(program.summary(*body))
                || !methods.contains(body) && seeds::function_has_seed(program, known.influences, *body))
    })
}
