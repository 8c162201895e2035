//! The linked heap: summaries replayed on objects that are kept apart.
//!
//! A *machine* owns one heap. *Made* objects come from an allocation that was replayed; *given*
//! objects stand for arguments of callers that are not seen; *read* objects stand for what an
//! earlier, unseen store must have left under a label (their reference is `Certainty::Abduced`, and
//! goes when `settle` finds the real store); *fixed* objects are classes, functions, modules and
//! values of module level, which live as long as the process. The type of an object is evidence from
//! `types`: it tells which method a call means and never makes a reference.
//!
//! Time is divided into *phases* (one method of a class heap after another). A store replaces what
//! was there only where the holder was made in the same phase: between phases nobody knows the
//! order. Fuel and depth are bounded; what is cut off gives typed unknown objects and a loss.

mod bounded;
mod call;
mod effect;
mod library;
mod objects;
mod read;
mod settle;
mod store;
mod value;

pub use self::bounded::Value;
pub use self::objects::{Objects, Payload};

use rustc_hash::{FxHashMap, FxHashSet};

use super::heaps::Known;
use super::influence::Influences;
use super::names::Target;
use super::program::{ClassId, FnId, Program};
use super::types::{Ty, TySet, Types};
use crate::base::{FileId, Filled, Place, SiteId, Symbol};
use crate::heap::{Certainty, Kind, Label, ObjId, RefStrength, Reference};
use crate::summary::{NodeId, Summary};

/// Nesting of calls that is followed.
const MAX_DEPTH: usize = 7;
/// How often one body may be open at the same time.
const MAX_OPEN: usize = 2;

/// Where an object comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Birth {
    Made,
    Given,
    Read,
    Fixed,
}

/// What the machine knows of an object beside its references.
#[derive(Clone, Debug)]
pub struct Fact {
    pub birth: Birth,
    pub types: TySet,
    /// Of a generator or coroutine.
    suspended: Option<Box<Suspended>>,
    /// Kept by something that outlives everything here.
    pub is_kept: bool,
}

/// What a generator yields and what it or a coroutine returns; not held by it.
#[derive(Clone, Debug)]
struct Suspended {
    yields: Value,
    returns: Value,
}

/// A place that cuts what is under a label of an object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cut {
    pub object: ObjId,
    pub label: Label,
    /// The outermost body of the phase that does it.
    pub by: FnId,
    pub is_certain: bool,
    /// By the constructor itself: a queue that is drained before anybody sees the object.
    pub is_at_birth: bool,
    pub place: Place,
}

/// One heap and the program it is made of.
pub struct Machine<'m, 'a> {
    pub program: &'m Program<'a>,
    pub types: &'m Types,
    influences: &'m Influences,
    pub heap: Objects,
    pub facts: Vec<Fact>,
    fixed: FxHashMap<Fixed, ObjId>,
    open: Vec<FnId>,
    pub fuel: u32,
    phase_start: usize,
    phase_body: FnId,
    /// Nothing ran before this phase.
    is_first_phase: bool,
    /// Function objects made in this phase with something captured, not called yet.
    waiting: Vec<ObjId>,
    called: FxHashSet<ObjId>,
    pub cuts: Vec<Cut>,
    known_cuts: FxHashSet<Cut>,
    /// References from what lives for ever to what a later phase put there: it may be taken out again.
    pub passing: FxHashSet<(ObjId, ObjId)>,
    /// Bodies that the constructor runs: what they cut ends no object's life.
    pub at_birth: FxHashSet<FnId>,
    /// Calls that were followed to their end, so that a second one with the same objects is not.
    known_calls: FxHashMap<Box<[u32]>, Value>,
    /// The call that is looked for in `known_calls`.
    key: Vec<u32>,
    /// Tables of bodies that were replayed, for the next ones.
    spare: Vec<Filled<Value>>,
    /// Calls that were cut off by depth or fuel so far.
    cut_calls: u32,
    /// Properties read in this phase, so that each getter runs once.
    getters: FxHashMap<(ObjId, FnId), Value>,
    pub has_run_out: bool,
}

/// What a fixed object stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Fixed {
    Ty(Ty),
    Value(FnId, NodeId),
}

/// A body being replayed.
pub(super) struct Activation<'a, 'p> {
    pub body: FnId,
    pub file: FileId,
    pub summary: &'a Summary,
    pub params: &'p [Value],
    /// The function object, for its captured cells.
    pub function: Option<ObjId>,
    /// Values of nodes, and after them results of effects.
    pub known: Filled<Value>,
    pub certainty: Certainty,
    pub frame: Option<ObjId>,
}

/// Arguments of a call.
#[derive(Clone, Debug, Default)]
pub struct Args {
    pub positional: Vec<Value>,
    pub keywords: Vec<(Symbol, Value)>,
    pub star: Option<Value>,
    pub double_star: Option<Value>,
    /// The first argument, where it is a constant text: the key of a dictionary.
    pub key: Option<Symbol>,
}

impl Args {
    /// The same with one more in front.
    fn after(&self, first: Value) -> Self {
        let positional = std::iter::once(first).chain(self.positional.iter().copied()).collect();
        Self { positional, ..self.clone() }
    }
}

/// Where a call or store happens, and how sure it is that it does.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub place: Place,
    pub certainty: Certainty,
}

impl Activation<'_, '_> {
    fn result(&self, effect: u32) -> Value {
        self.known.get(self.summary.nodes.len() + effect as usize).copied().unwrap_or_default()
    }

    fn set_result(&mut self, effect: usize, value: Value) {
        if !value.is_empty() {
            self.known.set(self.summary.nodes.len() + effect, value);
        }
    }
}

impl<'m, 'a> Machine<'m, 'a> {
    pub fn new(known: Known<'m, 'a>, fuel: u32) -> Self {
        let Known { program, types, influences } = known;
        Self {
            program,
            types,
            influences,
            heap: Objects::default(),
            facts: Vec::new(),
            fixed: FxHashMap::default(),
            open: Vec::new(),
            fuel,
            phase_start: 0,
            phase_body: FnId(0),
            is_first_phase: true,
            waiting: Vec::new(),
            called: FxHashSet::default(),
            cuts: Vec::new(),
            known_cuts: FxHashSet::default(),
            passing: FxHashSet::default(),
            at_birth: FxHashSet::default(),
            known_calls: FxHashMap::default(),
            key: Vec::new(),
            spare: Vec::new(),
            cut_calls: 0,
            getters: FxHashMap::default(),
            has_run_out: false,
        }
    }

    pub fn fact(&self, object: ObjId) -> &Fact {
        &self.facts[object.0 as usize]
    }

    pub fn fact_mut(&mut self, object: ObjId) -> &mut Fact {
        &mut self.facts[object.0 as usize]
    }

    /// Whether the program calls what is found by a name that only run time knows: the object itself, or
    /// what is kept under the attribute. Else it may be any value, and no bound method.
    pub fn is_taken_for_method(&self, method: ObjId, under: Symbol) -> bool {
        self.called.contains(&method) || self.influences.is_called(under)
    }

    /// Whether the function of a bound method is known.
    pub fn has_function(&self, method: ObjId) -> bool {
        let is_typed =
            self.fact(method).types.iter().any(|ty| matches!(ty, Ty::Method(..) | Ty::Function(_)));
        is_typed || self.refs(method).iter().any(|reference| reference.label == Label::Func)
    }

    fn yields(&self, object: ObjId) -> Value {
        let suspended = self.fact(object).suspended.as_ref();
        suspended.map_or(Value::new(), |suspended| suspended.yields)
    }

    fn returns(&self, object: ObjId) -> Value {
        let suspended = self.fact(object).suspended.as_ref();
        suspended.map_or(Value::new(), |suspended| suspended.returns)
    }

    pub fn kind(&self, object: ObjId) -> Kind {
        self.heap.get(object).map_or(Kind::Scalar, |object| object.kind)
    }

    pub fn refs(&self, object: ObjId) -> &[Reference] {
        self.heap.get(object).map_or(&[], |object| &object.refs[..])
    }

    /// All dynamic objects.
    pub fn objects(&self) -> impl Iterator<Item = ObjId> + use<> {
        (0..self.heap.end()).map(|at| ObjId(at as u32))
    }

    pub fn alloc(&mut self, kind: Kind, birth: Birth, types: TySet, place: Place) -> ObjId {
        self.facts.push(Fact { birth, types, suspended: None, is_kept: false });
        self.heap.alloc(kind, place)
    }

    pub fn alloc_with(&mut self, kind: Kind, birth: Birth, ty: Ty, place: Place) -> ObjId {
        self.alloc(kind, birth, TySet::from_slice(&[ty]), place)
    }

    /// An object of which only the types are known.
    pub fn unknown(&mut self, types: TySet, birth: Birth, place: Place) -> ObjId {
        let kind = match types.as_slice() {
            [] => Kind::Symbolic,
            [first, rest @ ..] => {
                let kind = self.types.kind(self.program, *first);
                let is_same = rest.iter().all(|ty| self.types.kind(self.program, *ty) == kind);
                if is_same { kind } else { Kind::Symbolic }
            }
        };
        self.alloc(kind, birth, types, place)
    }

    /// The object of a class, function, module, library name or module-level value.
    fn fixed_ty(&mut self, ty: Ty) -> ObjId {
        if let Some(&object) = self.fixed.get(&Fixed::Ty(ty)) {
            return object;
        }
        let kind = self.types.kind(self.program, ty);
        let place = self.place_of(ty);
        let object = self.alloc_with(kind, Birth::Fixed, ty, place);
        if let (Ty::Function(body), Some(made)) = (ty, self.heap.get_mut(object)) {
            made.payload = Payload::Code(body.0);
        }
        self.fixed.insert(Fixed::Ty(ty), object);
        object
    }

    fn place_of(&self, ty: Ty) -> Place {
        match ty {
            Ty::Instance(class) | Ty::Class(class) => self.class_place(class),
            Ty::Function(body) | Ty::Method(_, body) | Ty::Generator(body) => self.body_place(body),
            Ty::Site(body, node) => {
                let file = self.program.file_of(body);
                let found = self.program.summary(body).nodes.get(node);
                Place::new(file, found.map_or(self.program.body(body).site, |node| node.site))
            }
            _ => Place::new(FileId(0), SiteId(0)),
        }
    }

    pub fn body_place(&self, body: FnId) -> Place {
        Place::new(self.program.file_of(body), self.program.body(body).site)
    }

    pub fn class_place(&self, class: ClassId) -> Place {
        Place::new(self.program.classes[class].file, self.program.shape(class).site)
    }

    /// What a name of module level means, as an object.
    fn target(&mut self, target: Target) -> Option<ObjId> {
        match target {
            Target::Class(class) => Some(self.fixed_ty(Ty::Class(class))),
            Target::Function(function) => Some(self.fixed_ty(Ty::Function(function))),
            Target::Module(file) => Some(self.fixed_ty(Ty::Module(file))),
            Target::Builtin(name) | Target::Library(name) => Some(self.fixed_ty(Ty::Library(name))),
            Target::Value(body, node) => {
                let key = Fixed::Value(body, node);
                if let Some(&object) = self.fixed.get(&key) {
                    return Some(object);
                }
                let types = self.types.target(self.program, target);
                let file = self.program.file_of(body);
                let site = self.program.summary(body).nodes.get(node).map(|node| node.site);
                let place = Place::new(file, site.unwrap_or(self.program.body(body).site));
                let object = self.unknown(types, Birth::Fixed, place);
                self.fixed.insert(key, object);
                Some(object)
            }
            Target::Folder(_) | Target::Import(..) => None,
        }
    }

    /// Whether the object was made since the phase began, so that its state is known.
    fn is_young(&self, object: ObjId) -> bool {
        object.0 as usize >= self.phase_start && self.fact(object).birth == Birth::Made
    }

    /// Begins a phase: `body` is what a reader would say does it.
    pub fn begin_phase(&mut self, body: FnId) {
        self.is_first_phase = self.heap.end() <= 1;
        self.phase_start = self.heap.end();
        self.phase_body = body;
        self.getters.clear();
    }

    /// Calls what was made and kept but not called: it was made to be called by somebody.
    pub fn run_waiting(&mut self) {
        for _ in 0..3 {
            let waiting = std::mem::take(&mut self.waiting);
            if waiting.is_empty() {
                break;
            }
            for function in waiting {
                if !self.called.contains(&function)
                    && let Some(Payload::Code(body)) = self.heap.get(function).map(|object| &object.payload)
                {
                    let body = FnId(*body);
                    let params = self.given_params(body, 0);
                    self.apply(body, Some(function), &params, Certainty::May);
                }
            }
        }
    }

    /// One object for each parameter from `first` on, of the types that evidence gives it.
    pub fn given_params(&mut self, body: FnId, first: usize) -> Vec<Value> {
        let file = self.program.file_of(body);
        let params = &self.program.body(body).params;
        let mut out = Vec::with_capacity(params.len());
        for (at, param) in params.iter().enumerate() {
            if at < first {
                out.push(Value::new());
                continue;
            }
            let types: TySet = self.types.param(body, at as u16).iter().copied().collect();
            let object = self.unknown(types, Birth::Given, Place::new(file, param.site));
            out.push(Value::one(object));
        }
        out
    }

    pub fn push_ref(&mut self, from: ObjId, label: Label, target: ObjId, strength: RefStrength, at: At) {
        let reference = Reference {
            label,
            target,
            strength,
            certainty: at.certainty,
            site: at.place.site,
            file: at.place.file,
        };
        self.heap.push_ref(from, reference);
    }

    /// The project classes that an object may be an instance of.
    pub fn classes_of(&self, object: ObjId) -> impl Iterator<Item = ClassId> + '_ {
        self.fact(object).types.iter().filter_map(|ty| match ty {
            Ty::Instance(class) => Some(*class),
            _ => None,
        })
    }
}

/// Adds what is not there yet.
pub(super) fn extend(value: &mut Value, more: impl IntoIterator<Item = ObjId>) {
    for object in more {
        if !value.contains(&object) {
            value.push(object);
        }
    }
}

impl Machine<'_, '_> {
    /// The object belongs to the phase at hand: stores to it replace.
    pub fn own_object(&mut self, object: ObjId) {
        self.phase_start = self.phase_start.min(object.0 as usize);
    }

    /// Runs a body as the subject of a phase.
    pub fn run(&mut self, body: FnId, params: &[Value]) {
        self.apply(body, None, params, Certainty::Must);
    }

    /// Reads a cached property: what the getter gives stays on the object.
    pub fn read_cached(&mut self, object: ObjId, name: Symbol, getter: FnId, at: At) {
        let value = self.get_property(object, getter, at);
        for target in value {
            self.push_ref(object, Label::attr(name), target, RefStrength::Strong, at);
        }
    }
}
