//! What a body may do to what it is handed: the cheap answer before anything is replayed.
//!
//! A *mask* has a bit for each parameter and what is read from it, one for what a function captures,
//! one for what calls in the body made. An *influence* says which of them may be linked to something
//! else, held by something, or let go. Masks travel from callee to caller until nothing changes; a
//! method is any method of that name. They are upper bounds: no bit, nothing worth replaying. No
//! reference is ever made because of a bit.
//!
//! A *plan* says which effects of a body a replay needs: those that link or cut something, and what
//! these and the result are made of.

mod body;
mod names;
mod plan;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use self::body::Reader;
use self::names::Names;
use self::plan::Plans;
use super::program::{ClassId, FnId, Program};
use super::types::Types;
use crate::base::{FileId, Idx, Symbol};
use crate::ir::{BodyKind, ParamKind};
use crate::models::{Source, Step, Sum};

/// One bit for each thing that a body can get hold of.
pub type Mask = u32;

/// What the function object captures.
pub const CAPTURED: Mask = 1 << 31;
/// What calls in the body gave, and links among what it made itself.
pub const LOCAL: Mask = 1 << 30;
/// Parameters from here on share a bit.
const LAST: usize = 29;
/// Parameters that an argument with a name may go to.
const NAMED: Mask = !(1 | CAPTURED | LOCAL);

/// The bit of the n-th parameter.
pub const fn bit(n: usize) -> Mask {
    1 << if n < LAST { n } else { LAST }
}

/// What may happen to what each bit stands for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Influence {
    /// It, or something read from it, holds or is held by something else.
    pub links: Mask,
    /// It itself is held.
    pub holds: Mask,
    /// Something it holds is let go.
    pub cuts: Mask,
}

impl Influence {
    const ANY: Influence = Influence { links: Mask::MAX, holds: Mask::MAX, cuts: Mask::MAX };

    fn join(&mut self, other: Influence) {
        self.links |= other.links;
        self.holds |= other.holds;
        self.cuts |= other.cuts;
    }

    fn shifted(self, by: u32) -> Self {
        Self { links: self.links << by, holds: self.holds << by, cuts: self.cuts << by }
    }

    /// Nothing is left behind by a run of the body.
    pub fn is_idle(self) -> bool {
        self.links | self.cuts == 0
    }

    /// A call that is handed only these leaves nothing behind.
    pub fn is_idle_for(self, present: Mask) -> bool {
        (self.links | self.cuts) & present == 0
    }

    /// Takes over what a callee does to what it is handed; says whether it links any of it.
    fn take(&mut self, callee: Influence, handed: &[Handed]) -> bool {
        let mut links = false;
        for row in handed {
            if (callee.links | callee.holds) & row.to != 0 {
                self.links |= row.roots;
                links = true;
            }
            if callee.holds & row.to != 0 {
                self.holds |= row.exact;
            }
            if callee.cuts & row.to != 0 {
                self.cuts |= row.roots;
            }
        }
        links
    }
}

/// One operand of a call: the bits it becomes, what it is read from, and what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Handed {
    to: Mask,
    roots: Mask,
    exact: Mask,
}

/// Who is called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Whom {
    Body(FnId),
    /// Any method of the name.
    Method(Symbol),
    /// Any property of the name, read.
    Property(Symbol),
    /// A method of `self` in a method of the class.
    Own(ClassId, Symbol),
}

struct Flow {
    caller: FnId,
    /// The effect that calls; `NO_EFFECT` for what happens when a node is valued.
    effect: u32,
    whom: Whom,
    handed: SmallVec<[Handed; 3]>,
}

const NO_EFFECT: u32 = u32::MAX;
/// Files whose flows are read before they are packed.
const FILES_AT_ONCE: usize = 256;

/// The influence of every body, and what a replay of it needs.
pub struct Influences {
    of: Vec<Influence>,
    /// Effects of a body that link something, up to two.
    links: Vec<u8>,
    plans: Plans,
    /// Attributes that, or whose items, some body calls.
    called: FxHashSet<Symbol>,
}

impl Influences {
    pub fn of(program: &Program<'_>, types: &Types) -> Self {
        let names = Names::of(program, types);
        let count = program.body_count();
        let mut out = Self {
            of: vec![Influence::default(); count],
            links: vec![0; count],
            plans: Plans::new(program),
            called: FxHashSet::default(),
        };
        let files: Vec<FileId> = (0..program.files.len()).map(FileId::from_usize).collect();
        let mut flows = Flows::default();
        for some in files.chunks(FILES_AT_ONCE) {
            let read: Vec<Vec<body::Found>> =
                some.par_iter().map(|&file| read_file(program, types, &names, file)).collect();
            for found in read.into_iter().flatten() {
                let at = found.body.as_usize();
                out.of[at] = spread(program, found.body, found.direct);
                out.links[at] = found.links;
                found.needed.iter().for_each(|&effect| out.plans.need(found.body, effect));
                found.flows.iter().for_each(|flow| flows.add(program, &names, flow));
            }
        }
        out.called = names.into_called();
        out.settle(program, &flows);
        out.plans.complete(program);
        out
    }

    pub fn get(&self, body: FnId) -> Influence {
        self.of[body.as_usize()]
    }

    /// Whether some body calls what is under an attribute of the name, or an item of it.
    pub fn is_called(&self, name: Symbol) -> bool {
        self.called.contains(&name)
    }

    /// How many effects of the body link something, up to two.
    pub fn links(&self, body: FnId) -> u8 {
        self.links[body.as_usize()]
    }

    /// Whether a replay needs the effect; `for_result`: of a call that leaves nothing else behind.
    pub fn needs(&self, body: FnId, effect: usize, for_result: bool) -> bool {
        self.plans.has(body, effect, for_result)
    }

    /// Whether the effect changes what some path of the body stands for.
    pub fn is_shadowing(&self, body: FnId, effect: usize) -> bool {
        self.plans.is_shadowing(body, effect)
    }

    /// Carries masks from callees to callers until nothing changes.
    fn settle(&mut self, program: &Program<'_>, flows: &Flows) {
        loop {
            let masks: Vec<Influence> = flows.groups.iter().map(|bodies| self.union(bodies)).collect();
            let mut has_changed = false;
            for (flow, handed) in flows.iter() {
                let at = flow.caller.as_usize();
                let mut mine = self.of[at];
                mine.take(masks[flow.group as usize], handed);
                if mine != self.of[at] {
                    self.of[at] = spread(program, flow.caller, mine);
                    has_changed = true;
                }
            }
            if !has_changed {
                self.note_needs(flows, &masks);
                return;
            }
        }
    }

    fn union(&self, bodies: &[(FnId, u32)]) -> Influence {
        let mut out = Influence::default();
        for &(body, shift) in bodies {
            out.join(self.of[body.as_usize()].shifted(shift));
        }
        out
    }

    /// Calls that link or cut something are needed by every replay.
    fn note_needs(&mut self, flows: &Flows, masks: &[Influence]) {
        for (flow, handed) in flows.iter() {
            let mut alone = Influence::default();
            if alone.take(masks[flow.group as usize], handed) {
                let count = &mut self.links[flow.caller.as_usize()];
                *count = (*count + 1).min(2);
            }
            if flow.effect != NO_EFFECT && alone != Influence::default() {
                self.plans.need(flow.caller, flow.effect);
            }
        }
    }
}

/// All flows of the program, packed: there are more than a million.
#[derive(Default)]
struct Flows {
    all: Vec<Packed>,
    handed: Vec<Handed>,
    /// Bodies that answer, by group.
    groups: Vec<Vec<(FnId, u32)>>,
    numbers: FxHashMap<Whom, u32>,
}

struct Packed {
    caller: FnId,
    effect: u32,
    group: u32,
    /// Where its operands end in the list of all.
    end: u32,
}

impl Flows {
    fn add(&mut self, program: &Program<'_>, names: &Names, flow: &Flow) {
        let group = *self.numbers.entry(flow.whom).or_insert_with(|| {
            self.groups.push(names.members(program, flow.whom));
            self.groups.len() as u32 - 1
        });
        self.handed.extend(&flow.handed);
        let end = self.handed.len() as u32;
        self.all.push(Packed { caller: flow.caller, effect: flow.effect, group, end });
    }

    fn iter(&self) -> impl Iterator<Item = (&Packed, &[Handed])> {
        let mut start = 0;
        self.all.iter().map(move |flow| {
            let handed = &self.handed[start..flow.end as usize];
            start = flow.end as usize;
            (flow, handed)
        })
    }
}

fn read_file(program: &Program<'_>, types: &Types, names: &Names, file: FileId) -> Vec<body::Found> {
    let mut out = Vec::new();
    for body in program.bodies_of(file) {
        if matches!(program.body(body).kind, BodyKind::Function | BodyKind::Lambda) {
            out.push(Reader::new(program, types, names, body).read());
        }
    }
    out
}

/// Positional arguments from the `*` parameter on are its items.
fn spread(program: &Program<'_>, body: FnId, influence: Influence) -> Influence {
    let params = &program.body(body).params;
    let Some(star) = params.iter().position(|param| param.kind == ParamKind::Star) else { return influence };
    let rest = (Mask::MAX << star.min(LAST)) & !(CAPTURED | LOCAL);
    let spread = |mask: Mask| if mask & bit(star) == 0 { mask } else { mask | rest };
    Influence { links: spread(influence.links), holds: spread(influence.holds), cuts: spread(influence.cuts) }
}

/// What a row of the models does; `recv` and `result` are the bits of what the row calls so, and
/// arguments begin at parameter `first`.
fn of_row(steps: &[Step], recv: Mask, result: Mask, first: usize) -> Influence {
    let source = |source: Source| match source {
        Source::Recv => recv,
        Source::Result => result,
        Source::Arg(n) => bit(usize::from(n) + first),
        Source::From(n) => (Mask::MAX << (usize::from(n) + first).min(LAST)) & !(CAPTURED | LOCAL),
        Source::Keyword(_) | Source::Keywords => NAMED,
    };
    let of = |sum: &Sum| sum.iter().fold(0, |mask, value| mask | source(value.source));
    let exactly = |sum: &Sum| {
        let bare = sum.iter().filter(|value| value.labels[0].is_none());
        bare.fold(0, |mask, value| mask | source(value.source))
    };
    let mut out = Influence::default();
    for step in steps {
        match step {
            Step::Keep { base, value, is_weak: false, .. } if source(base.source) != 0 => {
                out.links |= source(base.source) | of(value);
                out.holds |= exactly(value);
            }
            Step::Drop { base, .. } => out.cuts |= source(base.source),
            Step::Call { callee, args } => {
                let all = args.iter().fold(of(callee), |mask, arg| mask | of(arg));
                out.join(Influence { links: all, holds: all, cuts: all });
            }
            Step::Global { value } => {
                out.links |= of(value);
                out.holds |= of(value);
            }
            Step::Keep { .. } | Step::Return { .. } | Step::New { .. } => {}
        }
    }
    out
}
