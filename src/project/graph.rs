//! The named graph of a finished heap: containers, cells and bound methods folded into links.
//!
//! A *named* object is one that a reader knows: an instance of a project's class, a function made at
//! run time, a frame, a generator. A *link* is a way from one named object to the next through
//! objects without a name. Objects that a fixed object reaches live as long as the process and are
//! left out.

use rustc_hash::{FxHashMap, FxHashSet};

use super::machine::{Birth, Machine, Value};
use super::types::Ty;
use crate::heap::{Certainty, Kind, Label, ObjId, RefStrength, Reference};

/// Objects without a name that a link may pass through.
const MAX_HOPS: usize = 7;
/// Links from one object.
const MAX_LINKS: usize = 160;
/// Rings of one heap.
const MAX_RINGS: usize = 96;
/// Nodes of one ring.
const MAX_LENGTH: usize = 7;

/// One reference of a link, with the object that holds it.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    pub from: ObjId,
    pub reference: Reference,
    pub certainty: Certainty,
}

#[derive(Clone, Debug)]
pub struct Link {
    pub to: ObjId,
    pub hops: Vec<Hop>,
}

/// A ring of links.
pub struct RingPath {
    pub nodes: Vec<ObjId>,
    pub links: Vec<Link>,
}

pub struct Graph<'m, 'p, 'a> {
    machine: &'m Machine<'p, 'a>,
    settled: FxHashMap<ObjId, Value>,
    /// The ways out of all objects, object after object; `starts` says where those of each begin.
    hops: Vec<Hop>,
    starts: Vec<usize>,
    /// Objects that may lie on a ring, by number.
    ringed: Vec<bool>,
    kept: FxHashSet<ObjId>,
    links: FxHashMap<ObjId, Vec<Link>>,
    named: Vec<ObjId>,
    /// Containers that reach themselves through nothing with a name.
    loops: FxHashSet<ObjId>,
}

impl<'m, 'p, 'a> Graph<'m, 'p, 'a> {
    pub fn new(machine: &'m Machine<'p, 'a>) -> Self {
        let settled = machine.settled();
        // The stand-ins that a real object answers for.
        let mut stand_ins: FxHashMap<ObjId, Vec<ObjId>> = FxHashMap::default();
        for object in machine.objects() {
            for real in settled.get(&object).into_iter().flatten() {
                stand_ins.entry(*real).or_default().push(object);
            }
        }
        let mut graph = Self {
            machine,
            settled,
            hops: Vec::new(),
            starts: Vec::new(),
            ringed: Vec::new(),
            kept: FxHashSet::default(),
            links: FxHashMap::default(),
            named: Vec::new(),
            loops: FxHashSet::default(),
        };
        graph.list_hops(&stand_ins);
        graph.ringed = graph.peel();
        if !graph.ringed.contains(&true) {
            return graph;
        }
        graph.kept = graph.reach_kept();
        graph.loops = graph.find_loops();
        graph.fold();
        graph
    }

    pub fn is_named(&self, object: ObjId) -> bool {
        match self.machine.kind(object) {
            Kind::Function => self.machine.fact(object).birth == Birth::Made,
            Kind::Frame | Kind::Generator | Kind::Coroutine | Kind::AsyncGenerator => true,
            Kind::Class | Kind::Module | Kind::Native => false,
            _ => self.machine.fact(object).types.iter().any(|ty| matches!(ty, Ty::Instance(_))),
        }
    }

    /// Outgoing strong references, those of its stand-ins among them, to what is really there.
    fn hops(&self, object: ObjId) -> &[Hop] {
        let at = object.0 as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => &self.hops[start..end],
            _ => &[],
        }
    }

    fn list_hops(&mut self, stand_ins: &FxHashMap<ObjId, Vec<ObjId>>) {
        let mut out = Vec::new();
        for object in self.machine.objects() {
            self.starts.push(out.len());
            self.own_hops(object, false, &mut out);
            for &stand_in in stand_ins.get(&object).into_iter().flatten() {
                self.own_hops(stand_in, true, &mut out);
            }
        }
        self.starts.push(out.len());
        self.hops = out;
    }

    fn own_hops(&self, object: ObjId, is_stand_in: bool, out: &mut Vec<Hop>) {
        for &reference in self.machine.refs(object) {
            if reference.strength != RefStrength::Strong || !is_counted(reference.label) {
                continue;
            }
            let mut certainty = reference.certainty;
            if is_stand_in && certainty == Certainty::Must {
                certainty = Certainty::May;
            }
            let Some(real) = self.settled.get(&reference.target) else {
                out.push(Hop { from: object, reference, certainty });
                continue;
            };
            if reference.certainty == Certainty::Abduced {
                continue;
            }
            for &target in real {
                let reference = Reference { target, ..reference };
                out.push(Hop { from: object, reference, certainty: certainty.max(Certainty::May) });
            }
        }
    }

    /// What is left when objects that nobody holds are taken away one after another, and then those
    /// that hold nothing of the rest: on a ring is only what is held and holds.
    fn peel(&self) -> Vec<bool> {
        let count = self.starts.len() - 1;
        let mut is_left = vec![true; count];
        let mut holders = vec![0u32; count];
        self.hops.iter().for_each(|hop| holders[hop.reference.target.0 as usize] += 1);
        let mut free: Vec<usize> = (0..count).filter(|&at| holders[at] == 0).collect();
        while let Some(at) = free.pop() {
            is_left[at] = false;
            for hop in &self.hops[self.starts[at]..self.starts[at + 1]] {
                let target = hop.reference.target.0 as usize;
                holders[target] -= 1;
                if holders[target] == 0 {
                    free.push(target);
                }
            }
        }
        // Two passes find nearly all that hold nothing; one that is missed costs a look, no more.
        let holds = |at: usize, is_left: &[bool]| {
            let hops = &self.hops[self.starts[at]..self.starts[at + 1]];
            hops.iter().any(|hop| is_left[hop.reference.target.0 as usize])
        };
        for at in (0..count).rev().chain(0..count) {
            is_left[at] = is_left[at] && holds(at, &is_left);
        }
        is_left
    }

    fn is_ringed(&self, object: ObjId) -> bool {
        self.ringed.get(object.0 as usize) == Some(&true)
    }

    fn reach_kept(&self) -> FxHashSet<ObjId> {
        let is_root = |object: &ObjId| {
            let fact = self.machine.fact(*object);
            fact.is_kept || fact.birth == Birth::Fixed
        };
        let mut queue: Vec<ObjId> = self.machine.objects().filter(is_root).collect();
        let mut seen: FxHashSet<ObjId> = queue.iter().copied().collect();
        while let Some(object) = queue.pop() {
            for hop in self.hops(object) {
                let target = hop.reference.target;
                let is_passing = self.machine.passing.contains(&(object, target));
                if hop.certainty != Certainty::Abduced && !is_passing && seen.insert(target) {
                    queue.push(target);
                }
            }
        }
        seen
    }

    fn find_loops(&self) -> FxHashSet<ObjId> {
        let is_candidate = |object: &ObjId| {
            let kind = self.machine.kind(*object);
            matches!(kind, Kind::List | Kind::Dict | Kind::Set | Kind::Deque)
                && self.machine.fact(*object).birth == Birth::Made
                && self.is_ringed(*object)
                && !self.kept.contains(object)
        };
        self.machine.objects().filter(is_candidate).filter(|object| self.reaches_itself(*object)).collect()
    }

    fn reaches_itself(&self, start: ObjId) -> bool {
        let mut queue = vec![start];
        let mut seen = FxHashSet::default();
        while let Some(object) = queue.pop() {
            for hop in self.hops(object) {
                let target = hop.reference.target;
                if target == start && hop.certainty < Certainty::Abduced {
                    return true;
                }
                let is_new = seen.len() < MAX_LINKS && !self.is_named(target) && seen.insert(target);
                if is_new {
                    queue.push(target);
                }
            }
        }
        false
    }

    fn fold(&mut self) {
        let objects: Vec<ObjId> = self
            .machine
            .objects()
            .filter(|object| {
                self.is_ringed(*object)
                    && (self.is_named(*object) || self.loops.contains(object))
                    && !self.kept.contains(object)
                    && !self.settled.contains_key(object)
            })
            .collect();
        for &object in &objects {
            let links = self.links_of(object);
            if !links.is_empty() {
                self.links.insert(object, links);
            }
        }
        self.named = objects;
    }

    /// Breadth first through unnamed objects; one link for each (first label, target). A container that
    /// reaches itself is a ring by itself and nothing else: on the way between others it has no name.
    fn links_of(&self, start: ObjId) -> Vec<Link> {
        let is_loop = self.loops.contains(&start);
        let mut out: Vec<Link> = Vec::new();
        let mut found: FxHashSet<(Label, ObjId)> = FxHashSet::default();
        let mut seen: FxHashSet<(Label, ObjId)> = FxHashSet::default();
        let mut queue: std::collections::VecDeque<(ObjId, Vec<Hop>)> = [(start, Vec::new())].into();
        while let Some((object, path)) = queue.pop_front() {
            for hop in self.hops(object) {
                let target = hop.reference.target;
                if !self.is_ringed(target) || self.kept.contains(&target) {
                    continue;
                }
                let first = path.first().map_or(hop.reference.label, |hop: &Hop| hop.reference.label);
                let mut way = path.clone();
                way.push(*hop);
                if is_loop && target != start && self.is_named(target) {
                    continue;
                }
                if self.is_named(target) || (is_loop && target == start) {
                    if found.insert((first, target)) && out.len() < MAX_LINKS {
                        out.push(Link { to: target, hops: way });
                    }
                } else if way.len() < MAX_HOPS && seen.insert((first, target)) && target != start {
                    queue.push_back((target, way));
                }
            }
        }
        out
    }

    /// For each kind of link that lies on a ring: a shortest ring through it.
    pub fn rings(&self) -> Vec<RingPath> {
        let component = self.components();
        let mut out = Vec::new();
        let mut done: FxHashSet<(String, Label, String)> = FxHashSet::default();
        for &from in &self.named {
            for link in self.links.get(&from).into_iter().flatten() {
                if out.len() >= MAX_RINGS || component.get(&from) != component.get(&link.to) {
                    continue;
                }
                let key = (self.name_of(from), link.hops[0].reference.label, self.name_of(link.to));
                if done.contains(&key) {
                    continue;
                }
                if let Some(ring) = self.shortest(from, link) {
                    done.insert(key);
                    out.push(ring);
                }
            }
        }
        out
    }

    fn name_of(&self, object: ObjId) -> String {
        let kind = self.machine.kind(object);
        format!("{kind:?} {:?}", self.machine.fact(object).types.first())
    }

    /// The way back from a link's end to its start.
    fn shortest(&self, from: ObjId, link: &Link) -> Option<RingPath> {
        if link.to == from {
            return Some(RingPath { nodes: vec![from], links: vec![link.clone()] });
        }
        let mut came: FxHashMap<ObjId, (ObjId, usize)> = FxHashMap::default();
        let mut queue: std::collections::VecDeque<(ObjId, usize)> = [(link.to, 1)].into();
        while let Some((at, length)) = queue.pop_front() {
            if length >= MAX_LENGTH {
                break;
            }
            for (number, next) in self.links.get(&at).into_iter().flatten().enumerate() {
                if next.to == from {
                    return Some(self.trace_back(from, link, at, number, &came));
                }
                if next.to != link.to && !came.contains_key(&next.to) {
                    came.insert(next.to, (at, number));
                    queue.push_back((next.to, length + 1));
                }
            }
        }
        None
    }

    fn trace_back(
        &self,
        from: ObjId,
        link: &Link,
        last: ObjId,
        number: usize,
        came: &FxHashMap<ObjId, (ObjId, usize)>,
    ) -> RingPath {
        let mut nodes = vec![last];
        let mut links = vec![self.links[&last][number].clone()];
        let mut at = last;
        while at != link.to {
            let Some(&(before, number)) = came.get(&at) else { break };
            nodes.push(before);
            links.push(self.links[&before][number].clone());
            at = before;
        }
        nodes.push(from);
        links.push(link.clone());
        nodes.reverse();
        links.reverse();
        RingPath { nodes, links }
    }

    /// Number of the strongly connected component of each object that lies on a ring.
    fn components(&self) -> FxHashMap<ObjId, usize> {
        let mut search = Search::empty(self);
        for &object in &self.named {
            if !search.index.contains_key(&object) {
                search.visit(object);
            }
        }
        search.component
    }
}

/// References that keep their target: what a class or the collector's books hold is not asked.
fn is_counted(label: Label) -> bool {
    !matches!(
        label,
        Label::ClassOf
            | Label::Base(_)
            | Label::Mro
            | Label::Globals
            | Label::Referent
            | Label::Retained
            | Label::Back
    )
}

/// Tarjan's search, with the stack of calls written out.
struct Search<'g, 'm, 'p, 'a> {
    graph: &'g Graph<'m, 'p, 'a>,
    index: FxHashMap<ObjId, usize>,
    low: FxHashMap<ObjId, usize>,
    stack: Vec<ObjId>,
    on_stack: FxHashSet<ObjId>,
    component: FxHashMap<ObjId, usize>,
}

impl<'g, 'm, 'p, 'a> Search<'g, 'm, 'p, 'a> {
    fn empty(graph: &'g Graph<'m, 'p, 'a>) -> Self {
        Self {
            graph,
            index: FxHashMap::default(),
            low: FxHashMap::default(),
            stack: Vec::new(),
            on_stack: FxHashSet::default(),
            component: FxHashMap::default(),
        }
    }

    fn enter(&mut self, object: ObjId) {
        let number = self.index.len();
        self.index.insert(object, number);
        self.low.insert(object, number);
        self.stack.push(object);
        self.on_stack.insert(object);
    }

    fn visit(&mut self, root: ObjId) {
        let mut calls = vec![(root, 0usize)];
        self.enter(root);
        while let Some((object, at)) = calls.pop() {
            let links = self.graph.links.get(&object).map_or(&[][..], Vec::as_slice);
            let Some(link) = links.get(at) else {
                self.leave(object);
                if let Some(&(parent, _)) = calls.last() {
                    let low = self.low[&object].min(self.low[&parent]);
                    self.low.insert(parent, low);
                }
                continue;
            };
            calls.push((object, at + 1));
            if !self.index.contains_key(&link.to) {
                self.enter(link.to);
                calls.push((link.to, 0));
            } else if self.on_stack.contains(&link.to) {
                let low = self.low[&object].min(self.index[&link.to]);
                self.low.insert(object, low);
            }
        }
    }

    fn leave(&mut self, object: ObjId) {
        if self.low[&object] != self.index[&object] {
            return;
        }
        let number = self.index[&object];
        while let Some(member) = self.stack.pop() {
            self.on_stack.remove(&member);
            self.component.insert(member, number);
            if member == object {
                break;
            }
        }
    }
}
