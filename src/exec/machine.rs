//! The machine: the state of a run, its frames, and the few operations everything else is made of.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::exact::Watch;
use super::flow::Way;
use super::log::Record;
use super::{limits, statics};
use crate::base::{Cancel, FileId, SiteId, Symbol};
use crate::heap::{Certainty, Heap, Kind, Label, ObjId, Object, Origin, Payload, RefStrength, Reference};
use crate::ir::{self, BodyId, ConstId, Pc, Slot};
use crate::summary::{Loss, LossKind};

/// A lowered module whose bodies can run.
pub struct Unit {
    pub ir: Arc<ir::Module>,
    /// The module object of the running program that these bodies' globals belong to.
    pub module: ObjId,
}

/// A body of a unit, packed into the number that `Payload::Code` carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeRef {
    pub unit: u32,
    pub body: BodyId,
}

const BODY_BITS: u32 = 22;

impl CodeRef {
    pub fn pack(self) -> u32 {
        (self.unit << BODY_BITS) | (self.body.0 & ((1 << BODY_BITS) - 1))
    }

    pub fn unpack(number: u32) -> Self {
        Self { unit: number >> BODY_BITS, body: BodyId(number & ((1 << BODY_BITS) - 1)) }
    }
}

/// An empty slot.
pub(super) const EMPTY: ObjId = ObjId(u32::MAX);

/// A protected region that was entered in an exact run.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    pub handler: Pc,
    pub depth: Slot,
    /// Exceptions being handled when it was entered.
    pub handled: usize,
    /// It has `except` clauses.
    pub catches: bool,
    /// It has, or it is a `with` whose manager may swallow what is raised.
    pub may_catch: bool,
    /// What was given up on before it was entered.
    pub unknowns: u32,
}

impl Block {
    /// A region that a symbolic run handles by structure; never jumped to.
    pub(super) const STRUCTURAL: Block =
        Block { handler: Pc::MAX, depth: Slot(0), handled: 0, catches: false, may_catch: false, unknowns: 0 };
}

/// A running body.
#[derive(Clone, Debug)]
pub struct Frame {
    pub code: CodeRef,
    pub pc: Pc,
    pub slots: Vec<ObjId>,
    pub blocks: Vec<Block>,
    /// Exceptions being handled, innermost last.
    pub handled: Vec<ObjId>,
    /// The exception that a handler about to start handles, or `EMPTY`.
    pub pending: ObjId,
    /// Where `LoadName` looks first: a class's namespace or the module; `EMPTY` in functions.
    pub namespace: ObjId,
    /// The module object.
    pub globals: ObjId,
    /// The function object that runs, or `EMPTY`.
    pub function: ObjId,
    /// The frame as a heap object, once something may keep it; else `EMPTY`.
    pub object: ObjId,
}

/// Why an instruction did not complete normally.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// A Python exception; the reference is owned.
    Raise(ObjId),
    /// The run is over: out of fuel, cancelled, or the interpreter exits.
    Halt,
}

pub(super) type Step<T> = Result<T, Stop>;

/// The state of a run.
pub struct Machine {
    pub heap: Heap,
    pub units: Vec<Unit>,
    /// Everything so far was decided by known values.
    pub exact: bool,
    pub file: FileId,
    /// Site of the current instruction.
    pub site: SiteId,
    pub fuel: u32,
    pub cancel: Cancel,
    pub losses: Vec<Loss>,
    /// Effects of a symbolic run, in order, over all ways.
    pub log: Vec<Record>,
    /// Ways that left the main line of the current region.
    pub(super) ways: Vec<Way>,
    /// Ways from this number on belong to the current region.
    pub(super) region: usize,
    pub(super) fork_depth: u32,
    pub(super) forks: u32,
    pub(super) loop_depth: u32,
    /// For each symbolic loop being run: whether its last test was decided.
    pub(super) known_tests: Vec<bool>,
    pub(super) inline_depth: u32,
    pub(super) call_depth: u32,
    /// Some way of the current body has returned already: what follows happens on some ways only.
    pub(super) returned: bool,
    /// Largest object number of any way, so that ways never share numbers.
    pub(super) high_water: usize,
    /// Symbolic values read before anything was stored: one object per base and label, on all ways.
    pub(super) paths: FxHashMap<(ObjId, Label), ObjId>,
    pub(super) results: u32,
    /// Names the module binds somewhere at its top level.
    pub(super) module_names: Arc<FxHashSet<Symbol>>,
    /// Constants made so far.
    pub(super) constants: FxHashMap<(u32, ConstId), ObjId>,
    /// What the current body yields.
    pub(super) yields: Vec<ObjId>,
    /// Some traceback leads to the current body's frame.
    pub(super) frame_used: bool,
    /// A loop steps from the current body's frame to its callers': a local that starts there leaves it.
    pub(super) walks_out: bool,
    /// The body reads or writes names that only run time can tell.
    pub(super) is_open: bool,
    /// What is looked at on the way, in an exact run.
    pub(super) watch: Option<Box<Watch>>,
    /// What the interpreter keeps for itself in an exact run.
    pub(super) natives: super::native::State,
    /// Counts what the heap leaves out, in bodies that run at import.
    pub(super) tally: Option<Box<super::weigh::Tally>>,
}

impl Machine {
    /// A machine for symbolic runs of the bodies of one module.
    pub fn symbolic(module: Arc<ir::Module>, file: FileId) -> Self {
        let mut machine = Self::bare(false, file);
        let globals = machine.new_symbolic(Origin::Module, None);
        if let Some(object) = machine.heap.get_mut(globals) {
            object.kind = Kind::Module;
            object.class = statics::MODULE;
        }
        machine.units.push(Unit { ir: module, module: globals });
        machine
    }

    pub(super) fn bare(exact: bool, file: FileId) -> Self {
        Self {
            heap: Heap::new(statics::statics(), exact),
            units: Vec::new(),
            exact,
            file,
            site: SiteId(0),
            fuel: limits::SYMBOLIC_FUEL,
            cancel: Cancel::default(),
            losses: Vec::new(),
            log: Vec::new(),
            ways: Vec::new(),
            region: 0,
            fork_depth: 0,
            forks: 0,
            loop_depth: 0,
            known_tests: Vec::new(),
            inline_depth: 0,
            call_depth: 0,
            returned: false,
            high_water: 0,
            paths: FxHashMap::default(),
            results: 0,
            module_names: Arc::default(),
            constants: FxHashMap::default(),
            yields: Vec::new(),
            frame_used: false,
            walks_out: false,
            is_open: false,
            watch: None,
            natives: super::native::State::default(),
            tally: None,
        }
    }

    pub(super) fn unit(&self, code: CodeRef) -> Arc<ir::Module> {
        self.units[code.unit as usize].ir.clone()
    }

    /// A frame ready to run `code` with empty slots.
    pub(super) fn frame(&self, code: CodeRef, namespace: ObjId, function: ObjId) -> Frame {
        let unit = &self.units[code.unit as usize];
        Frame {
            code,
            pc: 0,
            slots: vec![EMPTY; unit.ir.bodies[code.body].slots as usize],
            blocks: Vec::new(),
            handled: Vec::new(),
            pending: EMPTY,
            namespace,
            globals: unit.module,
            function,
            object: EMPTY,
        }
    }

    /// Records that something was given up on, once per kind, place and name.
    pub fn lose(&mut self, kind: LossKind, what: &str) {
        let site = self.site;
        let known = self.losses.iter().rev().take(64).any(|l| l.kind == kind && l.site == site);
        if !known && self.losses.len() < 4096 {
            self.losses.push(Loss { kind, site, what: what.into() });
        }
    }

    /// From here on several executions are meant. A run that is symbolic anyway has nothing to lose.
    pub fn lose_exactness(&mut self, kind: LossKind, what: &str) {
        if self.exact && self.natives.follows {
            self.natives.lost = true;
            self.natives.unknowns += 1;
            self.natives.guessing |= kind == LossKind::UnknownBranch;
            self.lose(kind, what);
        } else if self.exact {
            self.exact = false;
            self.heap.stop_counting();
            self.lose(kind, what);
        }
    }

    // --- slots

    /// Moves the reference out of a temporary.
    pub(super) fn take(&mut self, frame: &mut Frame, slot: Slot) -> ObjId {
        let value = std::mem::replace(&mut frame.slots[slot.0 as usize], EMPTY);
        if value == EMPTY { statics::UNKNOWN } else { value }
    }

    /// The value of a temporary that stays.
    pub(super) fn peek(&self, frame: &Frame, slot: Slot) -> ObjId {
        let value = frame.slots[slot.0 as usize];
        if value == EMPTY { statics::UNKNOWN } else { value }
    }

    /// Moves an owned reference into a temporary.
    pub(super) fn put(&mut self, frame: &mut Frame, slot: Slot, value: ObjId) {
        frame.slots[slot.0 as usize] = value;
    }

    /// One more reference to a value that is also kept elsewhere.
    pub(super) fn share(&mut self, value: ObjId) -> ObjId {
        if self.exact && value != EMPTY {
            self.heap.incref(value);
        }
        value
    }

    // --- objects

    pub(super) fn kind(&self, id: ObjId) -> Kind {
        self.heap.get(id).map_or(Kind::Symbolic, |object| object.kind)
    }

    pub(super) fn class(&self, id: ObjId) -> ObjId {
        self.heap.get(id).map_or(statics::OBJECT, |object| object.class)
    }

    pub(super) fn payload(&self, id: ObjId) -> &Payload {
        self.heap.get(id).map_or(&Payload::Unknown, |object| &object.payload)
    }

    pub(super) fn new_object(&mut self, kind: Kind, class: ObjId, payload: Payload) -> ObjId {
        if self.exact && kind != Kind::Scalar {
            self.collect_before_allocation();
            if kind == Kind::Instance {
                *self.natives.instances.entry(class).or_default() += 1;
            }
        }
        let mut object = Object::new(kind, class, self.site);
        object.payload = payload;
        object.file = match self.natives.stack.last() {
            Some(level) if self.exact => FileId(level.code.unit),
            _ => self.file,
        };
        if self.loop_depth > 0 {
            object.flags.set(crate::heap::Flags::IN_LOOP);
        }
        let id = self.alloc(object);
        self.tally_birth(id);
        id
    }

    pub(super) fn alloc(&mut self, object: Object) -> ObjId {
        let id = self.heap.alloc(object);
        self.high_water = self.high_water.max(self.heap.end());
        id
    }

    pub(super) fn new_symbolic(&mut self, origin: Origin, base: Option<ObjId>) -> ObjId {
        let id = self.new_object(Kind::Symbolic, statics::OBJECT, Payload::Origin(origin));
        if let Some(base) = base {
            let mut reference = self.reference(Label::Inner(0), base);
            reference.strength = RefStrength::Borrowed;
            self.heap.push_ref(id, reference);
        }
        id
    }

    pub(super) fn reference(&self, label: Label, target: ObjId) -> Reference {
        Reference {
            label,
            target,
            strength: RefStrength::Strong,
            certainty: Certainty::Must,
            site: self.site,
            file: self.file,
        }
    }

    pub(super) fn origin(&self, id: ObjId) -> Option<Origin> {
        match self.payload(id) {
            Payload::Origin(origin) => Some(*origin),
            _ => None,
        }
    }

    /// Holds nothing and is worth no effect of its own.
    pub(super) fn is_scalar(&self, id: ObjId) -> bool {
        self.kind(id) == Kind::Scalar
    }

    pub(super) fn is_symbolic(&self, id: ObjId) -> bool {
        matches!(self.kind(id), Kind::Symbolic | Kind::OneOf)
    }
}
