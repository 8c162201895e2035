//! Control flow: the run loop, unknown branches, unknown loops and protected regions.
//!
//! A known condition moves the program counter. An unknown one runs both ways from copies of the
//! heap and the frame up to the join point, then joins them. A way that leaves the region (return,
//! raise, break, continue) waits in `Machine::ways` for whoever its exit concerns.

use crate::base::FileId;
use crate::heap::{Heap, Kind, ObjId};
use crate::ir::{Body, Inst, Pc, TryKind};
use crate::summary::LossKind;

use super::machine::{Block, EMPTY, Frame, Machine, Stop};
use super::narrow::Test;
use super::{limits, statics};

/// How a region of code ended on one way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flow {
    /// Reached the join point.
    Normal,
    Return(ObjId),
    Raise(ObjId),
    Break(Pc),
    Continue(Pc),
    /// The loop's test ended it; control goes to the given else clause.
    Exhausted(Pc),
    Yield(ObjId),
    Halt,
}

impl Flow {
    /// Whether two ways end alike and may be joined.
    fn alike(self, other: Flow) -> bool {
        match (self, other) {
            (Flow::Return(_), Flow::Return(_))
            | (Flow::Raise(_), Flow::Raise(_))
            | (Flow::Normal, Flow::Normal) => true,
            (a, b) => a == b,
        }
    }
}

/// A way that left the main line.
pub(super) struct Way {
    pub heap: Heap,
    pub frame: Frame,
    pub flow: Flow,
}

/// What one instruction asks of the loop.
pub(super) enum Next {
    Go,
    Leave(Flow),
}

/// Where a branch goes.
pub(super) struct Fork {
    pub otherwise: Pc,
    pub end: Pc,
    pub test: Test,
}

impl Machine {
    /// Runs `frame` until its program counter is `stop` or it leaves the region.
    pub(super) fn run(&mut self, frame: &mut Frame, stop: Pc) -> Flow {
        let unit = self.unit(frame.code);
        let body = &unit.bodies[frame.code.body];
        // A body that is resumed inside a protected region is still protected.
        let floor = if self.exact { 0 } else { frame.blocks.len() };
        loop {
            if frame.pc == stop {
                return Flow::Normal;
            }
            let Some(&inst) = body.code.get(frame.pc as usize) else {
                return Flow::Return(statics::NONE);
            };
            if self.fuel == 0 || self.cancel.is_cancelled() {
                self.lose(LossKind::OutOfFuel, "the body is too long to follow to its end");
                return Flow::Halt;
            }
            self.fuel -= 1;
            // What a library does happens on the line of the program that called it.
            if frame.code.unit == 0 {
                self.site = body.sites[frame.pc as usize];
            }
            if self.exact {
                self.heap.set_place(FileId(frame.code.unit), self.site);
                if self.watch.is_some() && !self.look(Some(frame.code)) {
                    return Flow::Halt;
                }
            }
            frame.pc += 1;
            match self.control(frame, body, inst) {
                Ok(Next::Go) => {}
                Ok(Next::Leave(flow)) => return flow,
                Err(Stop::Halt) => return Flow::Halt,
                Err(Stop::Raise(exc)) => {
                    if self.unwind(frame, exc, floor) {
                        continue;
                    }
                    if frame.code.unit != 0 && matches!(inst, Inst::Raise { .. }) {
                        self.natives.meant_by_library = Some(exc);
                    }
                    match self.survive(frame, inst, exc) {
                        Some(Next::Go) => {}
                        Some(Next::Leave(flow)) => return flow,
                        None => return Flow::Raise(exc),
                    }
                }
            }
        }
    }

    /// Runs a frame to its end. A loop that was entered while everything was known and is not any
    /// more ends at its next turn.
    pub(super) fn run_body(&mut self, frame: &mut Frame) -> Flow {
        loop {
            let flow = self.region(frame, Pc::MAX);
            let (exit, end) = match flow {
                Flow::Continue(head) => match self.loop_of(frame, head) {
                    Some(ends) => ends,
                    None => return Flow::Halt,
                },
                Flow::Break(end) => (end, end),
                Flow::Exhausted(exit) => (exit, exit),
                flow => return flow,
            };
            frame.pc = exit;
            let from = self.region;
            let broke =
                self.take_ways(from, |flow| flow == Flow::Break(end) || flow == Flow::Exhausted(exit));
            for way in broke {
                self.join_into(frame, way);
            }
        }
    }

    fn loop_of(&self, frame: &Frame, wanted: Pc) -> Option<(Pc, Pc)> {
        let unit = &self.units[frame.code.unit as usize].ir;
        unit.bodies[frame.code.body].code.iter().find_map(|inst| match inst {
            Inst::Loop { head, exit, end, .. } if *head == wanted => Some((*exit, *end)),
            _ => None,
        })
    }

    /// Control instructions here; everything else in `step`.
    fn control(&mut self, frame: &mut Frame, body: &Body, inst: Inst) -> Result<Next, Stop> {
        match inst {
            Inst::Jump { to } => frame.pc = to,
            Inst::Branch { cond, otherwise, end } => {
                let value = self.take(frame, cond);
                let known = self.truth(value)?;
                self.drop_ref(value);
                return Ok(self.branch(frame, known, Fork { otherwise, end, test: Test::Truth(value) }));
            }
            Inst::BranchNone { cond, is_none, otherwise, end } => {
                let value = self.take(frame, cond);
                let known = self.is_none(value).map(|none| none == is_none);
                self.drop_ref(value);
                let test = Test::None { value, is_none };
                return Ok(self.branch(frame, known, Fork { otherwise, end, test }));
            }
            Inst::Loop { head, exit, end, .. } => return Ok(self.enter_loop(frame, head, exit, end)),
            Inst::LoopTest { cond, exit } => {
                let value = self.take(frame, cond);
                let known = self.truth(value)?;
                self.drop_ref(value);
                return Ok(self.loop_test(frame, known, exit));
            }
            Inst::LoopBack { head } | Inst::Continue { head } if self.exact => {
                self.collect_at_check();
                frame.pc = head;
            }
            Inst::Break { end } if self.exact => frame.pc = end,
            Inst::LoopBack { head } | Inst::Continue { head } => {
                return Ok(Next::Leave(Flow::Continue(head)));
            }
            Inst::Break { end } => return Ok(Next::Leave(Flow::Break(end))),
            Inst::Return { value } => {
                let value = self.take(frame, value);
                return Ok(Next::Leave(Flow::Return(value)));
            }
            Inst::Try { kind, handler, body_end, end, depth } => {
                if self.exact {
                    let catches = matches!(kind, TryKind::Except | TryKind::ExceptStar);
                    let (handled, unknowns) = (frame.handled.len(), self.natives.unknowns);
                    let may_catch = catches || kind == TryKind::With;
                    let block = Block { handler, depth, handled, catches, may_catch, unknowns };
                    frame.blocks.push(block);
                    self.guard(block);
                } else {
                    return Ok(self.protect(frame, Protected { kind, handler, body_end, end }));
                }
            }
            Inst::TryEnd => {
                // What was not known inside may have raised what a clause catches.
                let block = frame.blocks.pop().inspect(|block| self.unguard(*block));
                if let Some(block) = block
                    && block.catches
                    && self.natives.unknowns > block.unknowns
                {
                    self.lose_exactness(LossKind::UnknownBranch, "an exception that may have been raised");
                }
            }
            _ => return self.step(frame, body, inst),
        }
        Ok(Next::Go)
    }

    fn branch(&mut self, frame: &mut Frame, known: Option<bool>, fork: Fork) -> Next {
        match known {
            Some(true) => Next::Go,
            Some(false) => {
                frame.pc = fork.otherwise;
                Next::Go
            }
            None => {
                if self.abandons(frame) {
                    return Next::Leave(Flow::Halt);
                }
                self.lose_exactness(LossKind::UnknownBranch, "a condition is not known");
                if self.exact {
                    frame.pc = fork.otherwise;
                    return Next::Go;
                }
                self.fork(frame, fork)
            }
        }
    }

    /// Both ways of an unknown branch, joined at its end.
    fn fork(&mut self, frame: &mut Frame, fork: Fork) -> Next {
        self.forks += 1;
        if self.fork_depth >= limits::FORK_DEPTH
            || self.forks > limits::FORKS
            || self.heap.end() > limits::FORK_OBJECTS
        {
            return self.both_in_sequence(frame, fork);
        }
        let before = self.heap.clone();
        let start = frame.clone();
        self.fork_depth += 1;
        self.narrow(frame, fork.test, true);
        let flow = self.region(frame, fork.end);
        let first = Way { heap: std::mem::replace(&mut self.heap, before), frame: frame.clone(), flow };
        *frame = start;
        frame.pc = fork.otherwise;
        self.heap.skip_to(self.high_water);
        self.narrow(frame, fork.test, false);
        let flow = self.region(frame, fork.end);
        self.fork_depth -= 1;
        self.meet(frame, first, flow)
    }

    /// Past a limit: the first way's effects, then the second's on top of them.
    fn both_in_sequence(&mut self, frame: &mut Frame, fork: Fork) -> Next {
        self.lose(LossKind::OutOfFuel, "too many branches to keep apart");
        self.fork_depth += 1;
        let start = frame.clone();
        let flow = self.region(frame, fork.end);
        if flow != Flow::Normal {
            *frame = start;
        }
        frame.pc = fork.otherwise;
        let flow = self.region(frame, fork.end);
        self.fork_depth -= 1;
        match flow {
            Flow::Normal => Next::Go,
            flow => Next::Leave(flow),
        }
    }

    /// Runs one arm; ways that leave it are collected apart from those of the region around it.
    pub(super) fn region(&mut self, frame: &mut Frame, end: Pc) -> Flow {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.run(frame, end))
    }

    /// Joins the current way, which ended with `flow`, with `other`.
    fn meet(&mut self, frame: &mut Frame, other: Way, flow: Flow) -> Next {
        match (other.flow, flow) {
            (Flow::Normal, Flow::Normal) => {
                self.join_into(frame, other);
                Next::Go
            }
            (Flow::Normal, left) => {
                let heap = std::mem::replace(&mut self.heap, other.heap);
                let gone = std::mem::replace(frame, other.frame);
                self.put_way(Way { heap, frame: gone, flow: left });
                self.heap.skip_to(self.high_water);
                Next::Go
            }
            (left, Flow::Normal) => {
                self.put_way(Way { flow: left, ..other });
                Next::Go
            }
            (first, second) if first.alike(second) => {
                let flow = self.join_ends(frame, other, second);
                Next::Leave(flow)
            }
            (_, second) => {
                self.put_way(other);
                Next::Leave(second)
            }
        }
    }

    /// Keeps a way for later, joined with one of the same region that ended alike.
    pub(super) fn put_way(&mut self, way: Way) {
        if matches!(way.flow, Flow::Halt) {
            return;
        }
        if matches!(way.flow, Flow::Return(_)) {
            self.returned = true;
        }
        let from = self.region.min(self.ways.len());
        let like = self.ways[from..].iter().position(|w| w.flow.alike(way.flow));
        match like {
            None => self.ways.push(way),
            Some(at) => {
                let old = self.ways.swap_remove(from + at);
                let joined = self.join_ways(old, way);
                self.ways.push(joined);
            }
        }
    }

    /// Takes the waiting ways of this region that `wanted` accepts.
    pub(super) fn take_ways(&mut self, from: usize, wanted: impl Fn(Flow) -> bool) -> Vec<Way> {
        let mut taken = Vec::new();
        let mut at = from;
        while at < self.ways.len() {
            if wanted(self.ways[at].flow) {
                taken.push(self.ways.remove(at));
            } else {
                at += 1;
            }
        }
        taken
    }

    // --- loops

    fn enter_loop(&mut self, frame: &mut Frame, head: Pc, exit: Pc, end: Pc) -> Next {
        if self.exact {
            frame.pc = head;
            return Next::Go;
        }
        let outer = std::mem::replace(&mut self.region, self.ways.len());
        let mark = self.ways.len();
        self.loop_depth += 1;
        self.fork_depth += 1;
        self.known_tests.push(false);
        self.tally_loop(true);
        self.rounds(frame, head, exit, mark);
        self.tally_loop(false);
        self.known_tests.pop();
        self.fork_depth -= 1;
        self.loop_depth -= 1;
        self.leave_loop(frame, LoopEnds { exit, end, mark, outer })
    }

    /// The test at a loop's head. In a symbolic run an unknown one leaves a way and goes on.
    pub(super) fn loop_test(&mut self, frame: &mut Frame, known: Option<bool>, exit: Pc) -> Next {
        if known.is_none() {
            if self.exact && self.abandons(frame) {
                return Next::Leave(Flow::Halt);
            }
            self.lose_exactness(LossKind::UnknownBranch, "a loop condition is not known");
            if self.exact {
                frame.pc = exit;
                return Next::Go;
            }
        }
        if let Some(last) = self.known_tests.last_mut() {
            *last = known.is_some();
        }
        match known {
            Some(true) => Next::Go,
            Some(false) if self.exact || self.known_tests.is_empty() => {
                frame.pc = exit;
                Next::Go
            }
            Some(false) => Next::Leave(Flow::Exhausted(exit)),
            None => {
                let way = Way { heap: self.heap.clone(), frame: frame.clone(), flow: Flow::Exhausted(exit) };
                self.put_way(way);
                Next::Go
            }
        }
    }

    /// A loop of a symbolic run: a few rounds, each of which may be the last. Whatever way is
    /// current at the end is added to those that leave.
    fn rounds(&mut self, frame: &mut Frame, head: Pc, exit: Pc, mark: usize) {
        let unknown = if self.loop_depth > limits::UNROLLED_DEPTH { 1 } else { limits::LOOP_ROUNDS };
        let mut round = 0;
        loop {
            frame.pc = head;
            let effects = self.log.len();
            let flow = self.region(frame, Pc::MAX);
            let mut back = self.take_ways(mark, |flow| flow == Flow::Continue(head));
            if flow != Flow::Continue(head) {
                let heap = self.heap.clone();
                self.put_way(Way { heap, frame: frame.clone(), flow });
                let Some(way) = back.pop() else {
                    return;
                };
                self.switch_to(frame, way);
            }
            for way in back {
                self.join_into(frame, way);
            }
            round += 1;
            let known = self.known_tests.last().copied().unwrap_or(false);
            let more = if known { round < limits::KNOWN_ITEMS } else { round < unknown };
            if !more || (effects == self.log.len() && !known) {
                break;
            }
        }
        let way = Way { heap: self.heap.clone(), frame: frame.clone(), flow: Flow::Exhausted(exit) };
        self.put_way(way);
    }

    fn switch_to(&mut self, frame: &mut Frame, way: Way) {
        self.heap = way.heap;
        self.heap.skip_to(self.high_water);
        *frame = way.frame;
    }

    fn leave_loop(&mut self, frame: &mut Frame, ends: LoopEnds) -> Next {
        let done = self.take_ways(ends.mark, |flow| flow == Flow::Exhausted(ends.exit));
        let mut broke = self.take_ways(ends.mark, |flow| flow == Flow::Break(ends.end));
        let rest: Vec<Way> = self.ways.drain(ends.mark..).collect();
        self.region = ends.outer;
        for way in rest {
            self.put_way(way);
        }
        let mut flow = Flow::Halt;
        let mut done = done.into_iter();
        if let Some(first) = done.next() {
            self.switch_to(frame, first);
            for way in done {
                self.join_into(frame, way);
            }
            frame.pc = ends.exit;
            flow = self.region(frame, ends.end);
        }
        if flow != Flow::Normal {
            let Some(way) = broke.pop() else {
                return Next::Leave(flow);
            };
            let heap = self.heap.clone();
            self.put_way(Way { heap, frame: frame.clone(), flow });
            self.switch_to(frame, way);
        }
        for way in broke {
            self.join_into(frame, way);
        }
        frame.pc = ends.end;
        Next::Go
    }

    // --- protected regions of symbolic runs

    fn protect(&mut self, frame: &mut Frame, at: Protected) -> Next {
        let outer = std::mem::replace(&mut self.region, self.ways.len());
        let mark = self.ways.len();
        let level = frame.blocks.len();
        let start = Way { heap: self.heap.clone(), frame: frame.clone(), flow: Flow::Normal };
        frame.blocks.push(Block::STRUCTURAL);
        let flow = self.region(frame, at.body_end);
        frame.blocks.truncate(level);
        let mut raised = self.take_ways(mark, |flow| matches!(flow, Flow::Raise(_)));
        let rest: Vec<Way> = self.ways.drain(mark..).collect();
        self.region = outer;
        for way in rest {
            self.put_way(way);
        }
        let done = Way { heap: self.heap.clone(), frame: frame.clone(), flow };
        let body_raised = matches!(flow, Flow::Raise(_));
        if body_raised {
            raised.push(Way { heap: done.heap.clone(), frame: done.frame.clone(), flow });
        }
        for way in &mut raised {
            way.frame.blocks.truncate(level);
        }
        let Some(entry) = self.handler_entry(at.kind, start, &done, raised) else {
            return if flow == Flow::Normal { Next::Go } else { Next::Leave(flow) };
        };
        self.fork_depth += 1;
        let handled = self.run_handler(entry, at);
        self.switch_to(frame, done);
        let next = match flow {
            _ if body_raised => self.leave_with(frame, handled),
            Flow::Normal => {
                let flow = self.region(frame, at.end);
                self.meet(frame, handled, flow)
            }
            flow => self.meet(frame, handled, flow),
        };
        self.fork_depth -= 1;
        next
    }

    fn run_handler(&mut self, entry: Way, at: Protected) -> Way {
        let mut frame = entry.frame.clone();
        let exc = match entry.flow {
            Flow::Raise(exc) => exc,
            _ => EMPTY,
        };
        self.switch_to(&mut frame, entry);
        frame.pc = at.handler;
        frame.pending = exc;
        let flow = self.region(&mut frame, at.end);
        Way { heap: self.heap.clone(), frame, flow }
    }

    /// Goes on as `way` did.
    fn leave_with(&mut self, frame: &mut Frame, way: Way) -> Next {
        let flow = way.flow;
        self.switch_to(frame, way);
        if flow == Flow::Normal { Next::Go } else { Next::Leave(flow) }
    }

    /// The state in which the handler starts, or `None` where it need not be run.
    fn handler_entry(&mut self, kind: TryKind, start: Way, done: &Way, raised: Vec<Way>) -> Option<Way> {
        let mut ways = raised.into_iter();
        match kind {
            // What a clean-up does, its normal copy does too; only what was raised needs this one.
            TryKind::Finally | TryKind::ClearName | TryKind::With => {
                let first = ways.next()?;
                Some(ways.fold(first, |a, b| self.join_ways(a, b)))
            }
            TryKind::Except | TryKind::ExceptStar => {
                let mut entry = start;
                if done.flow == Flow::Normal {
                    let end = Way { heap: done.heap.clone(), frame: done.frame.clone(), flow: Flow::Normal };
                    entry = self.join_ways(entry, end);
                }
                let mut exc = EMPTY;
                for way in ways {
                    if let Flow::Raise(raised) = way.flow {
                        exc = raised;
                    }
                    entry = self.join_ways(entry, Way { flow: Flow::Normal, ..way });
                }
                if exc != EMPTY {
                    entry.flow = Flow::Raise(exc);
                }
                Some(entry)
            }
        }
    }

    fn is_none(&self, value: ObjId) -> Option<bool> {
        match self.kind(value) {
            Kind::Symbolic | Kind::OneOf => None,
            Kind::Scalar if value == statics::SOME_SCALAR => None,
            _ => Some(value == statics::NONE),
        }
    }
}

/// The parts of a `Try` instruction.
#[derive(Clone, Copy)]
struct Protected {
    kind: TryKind,
    handler: Pc,
    body_end: Pc,
    end: Pc,
}

struct LoopEnds {
    exit: Pc,
    end: Pc,
    mark: usize,
    outer: usize,
}
