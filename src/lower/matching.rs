//! `match`: patterns become tests of one bool per case.
//!
//! A case's tests are nested branches that all meet at the case's own join, where `matched` tells
//! the outcome; captured values wait in temporaries until the whole pattern has matched, then they
//! are stored in order. The next case starts from that one bool, so no case is written or followed
//! twice.

use ruff_python_ast::{self as ast, Identifier, Pattern, Singleton};
use ruff_text_size::{Ranged, TextRange};

use crate::ir::{CompareOp, Const, Inst, Pc, Slot, UnaryOp};
use crate::syntax::with_room;

use super::Lowerer;
use super::expr::Value;

/// Where a case keeps what its pattern binds.
type Captures<'a> = Vec<(&'a Identifier, Slot)>;

impl<'a> Lowerer<'a> {
    pub(super) fn match_stmt(&mut self, stmt: &'a ast::StmtMatch) {
        let range = TextRange::new(stmt.range.start(), stmt.subject.end());
        self.line(range);
        let subject = self.expr(&stmt.subject);
        let end = self.label();
        let mut open = true;
        for case in &stmt.cases {
            if open {
                open = self.case(case, subject, end);
            }
        }
        // Nothing matched.
        if open {
            self.emit(range, Inst::Drop { slot: subject });
        }
        self.place(end);
        self.b.depth = subject.0;
    }

    /// One case; false when it always matches, so that nothing after it is reached.
    fn case(&mut self, case: &'a ast::MatchCase, subject: Slot, end: Pc) -> bool {
        let range = case.pattern.range();
        self.line(range);
        let mut captures = Captures::new();
        let next = self.label();
        if irrefutable(&case.pattern) && case.guard.is_none() {
            self.bind_all(&case.pattern, subject, range);
            self.b.depth = subject.0;
            self.suite(&case.body);
            self.jump(range, end);
            self.b.depth = subject.0 + 1;
            return false;
        }
        if case.guard.is_none() && self.single_test(&case.pattern, subject, next, end) {
            self.arm(case, subject, end);
            self.place(next);
            self.b.depth = subject.0 + 1;
            return true;
        }
        let matched = self.push();
        names_of(&case.pattern, &mut captures);
        for (_, slot) in &mut captures {
            *slot = self.push();
        }
        self.pattern_bool(&case.pattern, subject, matched, &captures);
        if let Some(guard) = case.guard.as_deref() {
            self.guard(guard, matched, &captures);
        }
        self.emit(range, Inst::Branch { cond: matched, otherwise: next, end });
        if case.guard.is_none() {
            self.store_captures(&captures);
        }
        self.arm(case, subject, end);
        self.place(next);
        self.b.depth = subject.0 + 1;
        true
    }

    /// The suite of a case that has matched.
    fn arm(&mut self, case: &'a ast::MatchCase, subject: Slot, end: Pc) {
        let range = case.pattern.range();
        self.emit(range, Inst::Drop { slot: subject });
        self.b.depth = subject.0;
        self.suite(&case.body);
        self.jump(range, end);
    }

    /// A case that is one test and binds nothing branches at once.
    fn single_test(&mut self, pattern: &'a Pattern, subject: Slot, next: Pc, end: Pc) -> bool {
        let range = pattern.range();
        let (kept, test) = match pattern {
            Pattern::MatchValue(part) => {
                let left = self.copy(subject, range);
                let right = self.expr(&part.value);
                (left, Inst::Compare { dst: left, op: CompareOp::Eq, left, right })
            }
            Pattern::MatchSingleton(part) if part.value == Singleton::None => {
                let cond = self.copy(subject, range);
                self.emit(range, Inst::BranchNone { cond, is_none: true, otherwise: next, end });
                self.pop();
                return true;
            }
            Pattern::MatchSingleton(part) => {
                let left = self.copy(subject, range);
                let value = self.consts.add_bool(part.value == Singleton::True);
                let right = self.push_const(range, value);
                (left, Inst::Compare { dst: left, op: CompareOp::Is, left, right })
            }
            Pattern::MatchClass(part)
                if part.arguments.patterns.is_empty() && part.arguments.keywords.is_empty() =>
            {
                let class = self.expr(&part.cls);
                let names = self.consts.add(Const::Tuple(Box::default()));
                self.emit(range, Inst::MatchClass { dst: class, subject, class, positional: 0, names });
                self.emit(range, Inst::BranchNone { cond: class, is_none: false, otherwise: next, end });
                self.pop();
                return true;
            }
            _ => return false,
        };
        self.emit(range, test);
        self.emit(range, Inst::Branch { cond: kept, otherwise: next, end });
        self.b.depth = kept.0;
        true
    }

    fn copy(&mut self, src: Slot, range: TextRange) -> Slot {
        let dst = self.push();
        self.emit(range, Inst::Copy { dst, src });
        dst
    }

    /// A pattern without tests: its names are bound to the subject, which is consumed.
    fn bind_all(&mut self, pattern: &'a Pattern, subject: Slot, range: TextRange) {
        let mut captures = Captures::new();
        names_of(pattern, &mut captures);
        for (name, _) in &captures {
            let copy = self.push();
            self.emit(range, Inst::Copy { dst: copy, src: subject });
            self.store_capture(name, copy);
            self.pop();
        }
        self.emit(range, Inst::Drop { slot: subject });
    }

    /// The names of a case are stored before its guard; `matched` becomes the guard's truth.
    fn guard(&mut self, guard: &'a ast::Expr, matched: Slot, captures: &Captures<'a>) {
        let range = guard.range();
        let join = self.label();
        let cond = self.push();
        self.emit(range, Inst::Copy { dst: cond, src: matched });
        self.pop();
        self.emit(range, Inst::Branch { cond, otherwise: join, end: join });
        self.store_captures(captures);
        self.emit(range, Inst::Drop { slot: matched });
        let value = match self.condition(guard) {
            Value::Const(value) => self.push_const(range, value),
            Value::Temp => Slot(self.b.depth.saturating_sub(1)),
        };
        self.emit(range, Inst::Truth { dst: matched, value });
        self.pop();
        self.place(join);
    }

    fn store_captures(&mut self, captures: &Captures<'a>) {
        for (name, slot) in captures {
            self.store_capture(name, *slot);
        }
    }

    fn store_capture(&mut self, name: &'a Identifier, slot: Slot) {
        let entry = self.entry_at(&name.node_index);
        let known = self.name(entry, name.as_str());
        self.store(name.range, known, slot);
    }

    /// Tests a whole pattern against `subject`, which is kept: `matched` tells the outcome. On
    /// failure nothing is left in the captures.
    fn pattern_bool(&mut self, pattern: &'a Pattern, subject: Slot, matched: Slot, captures: &Captures<'a>) {
        let range = pattern.range();
        let no = self.consts.add_bool(false);
        let yes = self.consts.add_bool(true);
        self.emit(range, Inst::Const { dst: matched, value: no });
        let join = self.label();
        let scratch = self.b.depth;
        let owned = self.push();
        self.emit(range, Inst::Copy { dst: owned, src: subject });
        let highest = self.scratch_use(|this| this.pattern(pattern, owned, join, captures));
        self.emit(range, Inst::Drop { slot: matched });
        self.emit(range, Inst::Const { dst: matched, value: yes });
        self.place(join);
        self.b.depth = scratch;
        if is_single_test(pattern) {
            return;
        }
        // What a failed test left behind; after a match these are empty.
        for slot in scratch..highest {
            self.emit(range, Inst::Drop { slot: Slot(slot) });
        }
        if captures.is_empty() {
            return;
        }
        let done = self.label();
        let cond = self.push();
        self.emit(range, Inst::Copy { dst: cond, src: matched });
        self.emit(range, Inst::Unary { dst: cond, op: UnaryOp::Not, value: cond });
        self.emit(range, Inst::Branch { cond, otherwise: done, end: done });
        self.pop();
        for (_, slot) in captures {
            self.emit(range, Inst::Drop { slot: *slot });
        }
        self.place(done);
    }

    /// Runs `step` and tells up to which temporary it went.
    fn scratch_use(&mut self, step: impl FnOnce(&mut Self)) -> u16 {
        step(self);
        self.b.depth
    }

    /// Tests one pattern; goes to `fail` when it does not match. `subject` is consumed by a match.
    /// Temporaries stay allotted so that the join can drop what a failure left in them.
    fn pattern(&mut self, pattern: &'a Pattern, subject: Slot, fail: Pc, captures: &Captures<'a>) {
        match pattern {
            Pattern::MatchValue(part) => {
                let right = self.expr(&part.value);
                self.pop();
                self.emit(
                    part.range,
                    Inst::Compare { dst: subject, op: CompareOp::Eq, left: subject, right },
                );
                self.emit(part.range, Inst::Branch { cond: subject, otherwise: fail, end: fail });
            }
            Pattern::MatchSingleton(part) => self.singleton(part, subject, fail),
            Pattern::MatchSequence(part) => with_room(|| self.sequence(part, subject, fail, captures)),
            Pattern::MatchMapping(part) => with_room(|| self.mapping(part, subject, fail, captures)),
            Pattern::MatchClass(part) => with_room(|| self.class_pattern(part, subject, fail, captures)),
            Pattern::MatchStar(part) => self.capture(part.name.as_ref(), subject, part.range, captures),
            Pattern::MatchAs(part) => match part.pattern.as_deref() {
                Some(inner) => {
                    let copy = self.push();
                    self.emit(part.range, Inst::Copy { dst: copy, src: subject });
                    with_room(|| self.pattern(inner, copy, fail, captures));
                    self.capture(part.name.as_ref(), subject, part.range, captures);
                }
                None => self.capture(part.name.as_ref(), subject, part.range, captures),
            },
            Pattern::MatchOr(part) => with_room(|| self.alternatives(part, subject, fail, captures)),
        }
    }

    fn capture(
        &mut self,
        name: Option<&'a Identifier>,
        subject: Slot,
        range: TextRange,
        captures: &Captures<'a>,
    ) {
        let place = name.and_then(|name| captures.iter().find(|(known, _)| known.as_str() == name.as_str()));
        match place {
            Some((_, dst)) => self.emit(range, Inst::Move { dst: *dst, src: subject }),
            None => self.emit(range, Inst::Drop { slot: subject }),
        }
    }

    fn singleton(&mut self, part: &'a ast::PatternMatchSingleton, subject: Slot, fail: Pc) {
        let range = part.range;
        let value = match part.value {
            Singleton::None => {
                let end = fail;
                self.emit(range, Inst::BranchNone { cond: subject, is_none: true, otherwise: fail, end });
                return;
            }
            Singleton::True => Const::Bool(true),
            Singleton::False => Const::Bool(false),
        };
        let value = self.consts.add(value);
        let right = self.push_const(range, value);
        self.pop();
        self.emit(range, Inst::Compare { dst: subject, op: CompareOp::Is, left: subject, right });
        self.emit(range, Inst::Branch { cond: subject, otherwise: fail, end: fail });
    }

    /// Every alternative has its own outcome; the first that matches ends the search.
    fn alternatives(
        &mut self,
        part: &'a ast::PatternMatchOr,
        subject: Slot,
        fail: Pc,
        captures: &Captures<'a>,
    ) {
        let matched = self.push();
        let join = self.label();
        for (at, alternative) in part.patterns.iter().enumerate() {
            if at > 0 {
                let cond = self.push();
                self.emit(part.range, Inst::Copy { dst: cond, src: matched });
                self.emit(part.range, Inst::Unary { dst: cond, op: UnaryOp::Not, value: cond });
                self.emit(part.range, Inst::Branch { cond, otherwise: join, end: join });
                self.pop();
                self.emit(part.range, Inst::Drop { slot: matched });
            }
            let depth = self.b.depth;
            let mut own = Captures::new();
            names_of(alternative, &mut own);
            for (name, slot) in &mut own {
                let place = captures.iter().find(|(known, _)| known.as_str() == name.as_str());
                *slot = place.map_or(subject, |(_, slot)| *slot);
            }
            with_room(|| self.pattern_bool(alternative, subject, matched, &own));
            self.b.depth = depth;
        }
        self.place(join);
        self.emit(part.range, Inst::Branch { cond: matched, otherwise: fail, end: fail });
        self.emit(part.range, Inst::Drop { slot: subject });
    }

    fn branch_to(&mut self, range: TextRange, cond: Slot, fail: Pc) {
        self.emit(range, Inst::Branch { cond, otherwise: fail, end: fail });
        self.pop();
    }

    fn sequence(
        &mut self,
        part: &'a ast::PatternMatchSequence,
        subject: Slot,
        fail: Pc,
        captures: &Captures<'a>,
    ) {
        let range = part.range;
        let dst = self.push();
        self.emit(range, Inst::MatchSequence { dst, subject });
        self.branch_to(range, dst, fail);
        let star = part.patterns.iter().position(Pattern::is_match_star);
        let count = part.patterns.len();
        let least = count - usize::from(star.is_some());
        if star.is_none() || least > 0 {
            let dst = self.push();
            let len = u32::try_from(least).unwrap_or(u32::MAX);
            self.emit(range, Inst::MatchLength { dst, subject, len, at_least: star.is_some() });
            self.branch_to(range, dst, fail);
        }
        if part.patterns.iter().all(is_wildcard) {
            self.emit(range, Inst::Drop { slot: subject });
            return;
        }
        if let Some(at) = star.filter(|at| is_wildcard(&part.patterns[*at])) {
            self.by_index(part, at, subject, fail, captures);
            return;
        }
        let first = self.b.depth;
        part.patterns.iter().for_each(|_| {
            self.push();
        });
        let into = self.top_list(count);
        match star {
            Some(before) => {
                let before = u16::try_from(before).unwrap_or(u16::MAX);
                self.emit(range, Inst::UnpackStar { src: subject, into, before });
            }
            None => self.emit(range, Inst::Unpack { src: subject, into }),
        }
        for (at, item) in part.patterns.iter().enumerate() {
            self.pattern(item, Slot(first.saturating_add(at as u16)), fail, captures);
        }
    }

    /// `[a, *_, b]` reads the items it needs and unpacks nothing.
    fn by_index(
        &mut self,
        part: &'a ast::PatternMatchSequence,
        star: usize,
        subject: Slot,
        fail: Pc,
        captures: &Captures<'a>,
    ) {
        let count = part.patterns.len();
        for (at, item) in part.patterns.iter().enumerate().filter(|(_, item)| !is_wildcard(item)) {
            let range = item.range();
            let index = if at < star { at as i64 } else { at as i64 - count as i64 };
            let obj = self.push();
            self.emit(range, Inst::Copy { dst: obj, src: subject });
            let index = self.consts.add(Const::Int(index));
            let index = self.push_const(range, index);
            self.pop();
            self.emit(range, Inst::LoadItem { dst: obj, obj, index });
            self.pattern(item, obj, fail, captures);
        }
        self.emit(part.range, Inst::Drop { slot: subject });
    }

    fn mapping(
        &mut self,
        part: &'a ast::PatternMatchMapping,
        subject: Slot,
        fail: Pc,
        captures: &Captures<'a>,
    ) {
        let range = part.range;
        let dst = self.push();
        self.emit(range, Inst::MatchMapping { dst, subject });
        self.branch_to(range, dst, fail);
        let count = part.keys.len();
        if count > 0 {
            let dst = self.push();
            let len = u32::try_from(count).unwrap_or(u32::MAX);
            self.emit(range, Inst::MatchLength { dst, subject, len, at_least: true });
            self.branch_to(range, dst, fail);
        }
        let values = self.push();
        let first_rest = self.b.depth;
        if part.rest.is_some() {
            (0..count).for_each(|_| {
                self.push();
            });
        }
        let first_key = self.b.depth;
        for key in &part.keys {
            self.expr(key);
        }
        if part.rest.is_some() {
            for at in 0..count as u16 {
                let (dst, src) = (Slot(first_rest + at), Slot(first_key + at));
                self.emit(range, Inst::Copy { dst, src });
            }
        }
        if count > 0 {
            let keys = self.list(first_key.into(), count);
            self.emit(range, Inst::MatchKeys { dst: values, subject, keys });
            self.b.depth = first_key;
            self.unpack_found(range, values, part.patterns.len(), fail);
        }
        let first_value = self.b.depth.saturating_sub(part.patterns.len() as u16);
        if let Some(rest) = &part.rest {
            let keys = self.list(first_rest.into(), count);
            let dst = self.push();
            self.emit(range, Inst::MatchRest { dst, subject, keys });
            self.capture(Some(rest), dst, range, captures);
        }
        self.emit(range, Inst::Drop { slot: subject });
        if count > 0 {
            for (at, item) in part.patterns.iter().enumerate() {
                self.pattern(item, Slot(first_value.saturating_add(at as u16)), fail, captures);
            }
        }
    }

    /// `found` is a tuple or None: fails on None, else spreads it over new temporaries.
    fn unpack_found(&mut self, range: TextRange, found: Slot, count: usize, fail: Pc) {
        let cond = self.push();
        self.emit(range, Inst::Copy { dst: cond, src: found });
        self.emit(range, Inst::BranchNone { cond, is_none: false, otherwise: fail, end: fail });
        self.pop();
        (0..count).for_each(|_| {
            self.push();
        });
        let into = self.top_list(count);
        self.emit(range, Inst::Unpack { src: found, into });
    }

    fn class_pattern(
        &mut self,
        part: &'a ast::PatternMatchClass,
        subject: Slot,
        fail: Pc,
        captures: &Captures<'a>,
    ) {
        let range = part.range;
        let class = self.expr(&part.cls);
        let arguments = &part.arguments;
        let names = arguments.keywords.iter().map(|keyword| self.consts.add_str(keyword.attr.as_str()));
        let names: Vec<_> = names.collect();
        let names = self.consts.add(Const::Tuple(names.into()));
        let positional = u16::try_from(arguments.patterns.len()).unwrap_or(u16::MAX);
        self.emit(range, Inst::MatchClass { dst: class, subject, class, positional, names });
        let count = arguments.patterns.len() + arguments.keywords.len();
        self.unpack_found(range, class, count, fail);
        self.emit(range, Inst::Drop { slot: subject });
        let first = self.b.depth.saturating_sub(count as u16);
        let keywords = arguments.keywords.iter().map(|keyword| &keyword.pattern);
        for (at, item) in arguments.patterns.iter().chain(keywords).enumerate() {
            self.pattern(item, Slot(first.saturating_add(at as u16)), fail, captures);
        }
    }
}

fn irrefutable(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::MatchAs(part) => part.pattern.as_deref().is_none_or(irrefutable),
        _ => false,
    }
}

fn is_wildcard(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::MatchAs(part) => part.pattern.is_none() && part.name.is_none(),
        Pattern::MatchStar(part) => part.name.is_none(),
        _ => false,
    }
}

/// A pattern that leaves nothing behind when it fails.
fn is_single_test(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::MatchValue(_) | Pattern::MatchSingleton(_))
}

/// The names a pattern binds, each once, in the order they are bound.
fn names_of<'a>(pattern: &'a Pattern, names: &mut Captures<'a>) {
    let add = |name: &'a Identifier, names: &mut Captures<'a>| {
        if !names.iter().any(|(known, _)| known.as_str() == name.as_str()) {
            names.push((name, Slot(0)));
        }
    };
    match pattern {
        Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
        Pattern::MatchSequence(part) => {
            part.patterns.iter().for_each(|part| with_room(|| names_of(part, names)))
        }
        Pattern::MatchMapping(part) => {
            part.rest.iter().for_each(|name| add(name, names));
            part.patterns.iter().for_each(|part| with_room(|| names_of(part, names)));
        }
        Pattern::MatchClass(part) => {
            let keywords = part.arguments.keywords.iter().map(|keyword| &keyword.pattern);
            let all = part.arguments.patterns.iter().chain(keywords);
            all.for_each(|part| with_room(|| names_of(part, names)));
        }
        Pattern::MatchStar(part) => part.name.iter().for_each(|name| add(name, names)),
        Pattern::MatchAs(part) => {
            part.pattern.iter().for_each(|part| with_room(|| names_of(part, names)));
            part.name.iter().for_each(|name| add(name, names));
        }
        Pattern::MatchOr(part) => part.patterns.iter().for_each(|part| with_room(|| names_of(part, names))),
    }
}
