//! Replaying a body: its effects in order on the heap.

use super::{Activation, Args, At, Birth, Machine, Payload, Suspended, Value, extend};
use crate::base::{Idx, Place, Symbol};
use crate::heap::{Certainty, Kind, Label, ObjId, RefStrength};
use crate::project::influence::{CAPTURED, bit};
use crate::project::program::FnId;
use crate::project::types::{Ty, TySet};
use crate::project::words::WORDS;
use crate::summary::{Callee, Effect, EffectKind, NodeId, NodeKind};

impl<'a> Machine<'_, 'a> {
    /// Runs a body with these parameters and gives what it returns. A generator or coroutine is made,
    /// and its body run: somebody will.
    pub(super) fn apply(
        &mut self,
        body: FnId,
        function: Option<ObjId>,
        params: &[Value],
        certainty: Certainty,
    ) -> Value {
        // What a phase is about is followed whatever it is handed: it may tie things of its own making.
        let is_idle = !self.open.is_empty() && self.is_idle(body, function, params);
        if is_idle && !self.program.gives(body) {
            return self.typed_result(body);
        }
        let is_open = self.open.iter().filter(|&&open| open == body).count() >= MAX_OPEN;
        if self.open.len() >= MAX_DEPTH || is_open || self.fuel == 0 {
            self.has_run_out |= self.fuel == 0;
            self.cut_calls += 1;
            return self.typed_result(body);
        }
        if let Some(function) = function {
            self.called.insert(function);
        }
        self.write_key(body, function, params, certainty);
        if let Some(&known) = self.known_calls.get(self.key.as_slice()) {
            return known;
        }
        let cut_before = self.cut_calls;
        let end_before = self.heap.end();
        let kept_back = self.fuel - self.share_of_fuel(function, params);
        self.fuel -= kept_back;
        if self.is_first_phase {
            self.at_birth.insert(body);
        }
        self.open.push(body);
        let value = stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
            self.replay(body, function, params, certainty, is_idle)
        });
        self.open.pop();
        // What is made anew by each call is another object each time.
        let is_fresh =
            |object: &ObjId| object.0 as usize >= end_before && self.fact(*object).birth == Birth::Made;
        if self.fuel > 0 && self.cut_calls == cut_before && !value.iter().any(is_fresh) {
            self.write_key(body, function, params, certainty);
            self.known_calls.insert(self.key.as_slice().into(), value);
        }
        self.fuel += kept_back;
        value
    }

    /// Writes a call into `key`: everything that tells it from other calls.
    fn write_key(&mut self, body: FnId, function: Option<ObjId>, params: &[Value], certainty: Certainty) {
        let key = &mut self.key;
        key.clear();
        key.extend([body.0, function.map_or(u32::MAX, |function| function.0), certainty as u32]);
        for value in params {
            key.push(value.len() as u32);
            key.extend(value.iter().map(|object| object.0));
        }
    }

    /// Whether any call of the body is without effect and result, whatever it is handed.
    pub(super) fn is_vain(&self, body: FnId) -> bool {
        !self.open.is_empty() && self.influences.get(body).is_idle() && !self.program.gives(body)
    }

    /// Whether the call can change nothing that anybody knows.
    fn is_idle(&self, body: FnId, function: Option<ObjId>, params: &[Value]) -> bool {
        let given = params.iter().enumerate().filter(|(_, value)| !value.is_empty());
        let captured = if function.is_some() { CAPTURED } else { 0 };
        let present = given.fold(captured, |mask, (n, _)| mask | bit(n));
        self.influences.get(body).is_idle_for(present)
    }

    /// What one call may spend: no call starves those after it, and one that is handed nothing which
    /// was there before can only make things of its own.
    fn share_of_fuel(&self, function: Option<ObjId>, params: &[Value]) -> u32 {
        if self.open.is_empty() {
            return self.fuel;
        }
        let roots = params.iter().flatten().copied().chain(function);
        let share = if self.reaches_old(roots) { (self.fuel / 3).max(300) } else { UNRELATED_FUEL };
        share.min(self.fuel)
    }

    /// Whether any of the objects reaches one that a caller may know, a few steps deep.
    fn reaches_old(&self, roots: impl Iterator<Item = ObjId>) -> bool {
        let mut queue: Vec<ObjId> = roots.collect();
        let mut at = 0;
        while let Some(&object) = queue.get(at) {
            let is_subject = object.0 == 0;
            match self.fact(object).birth {
                Birth::Given | Birth::Read => return true,
                Birth::Made if is_subject => return true,
                Birth::Made if queue.len() < REACH_LIMIT => {
                    for reference in self.refs(object) {
                        if !queue.contains(&reference.target) {
                            queue.push(reference.target);
                        }
                    }
                }
                Birth::Made | Birth::Fixed => {}
            }
            at += 1;
        }
        false
    }

    /// What a call that is not followed, or that only an override answers, gives: objects of the types
    /// that evidence knows.
    pub(super) fn typed_result(&mut self, body: FnId) -> Value {
        let types = self.types.row(Ty::Function(body), crate::project::types::RETURN);
        let types = types.map_or(TySet::new(), |row| row.set.clone());
        if types.is_empty() {
            return Value::new();
        }
        if let [ty @ (Ty::Class(_) | Ty::Function(_) | Ty::Module(_))] = types.as_slice() {
            return Value::one(self.fixed_ty(*ty));
        }
        let place = self.body_place(body);
        Value::one(self.unknown(types, Birth::Given, place))
    }

    fn replay(
        &mut self,
        body: FnId,
        function: Option<ObjId>,
        params: &[Value],
        certainty: Certainty,
        for_result: bool,
    ) -> Value {
        let program = self.program;
        let summary = program.summary(body);
        let info = program.body(body);
        let mut act = Activation {
            body,
            file: program.file_of(body),
            summary,
            params,
            function,
            known: self.spare.pop().unwrap_or_default(),
            certainty,
            frame: None,
        };
        act.known.begin(summary.nodes.len() + summary.effects.len());
        for (at, effect) in summary.effects.iter().enumerate() {
            if !self.influences.needs(body, at, for_result) {
                continue;
            }
            if self.fuel == 0 {
                self.has_run_out = true;
                break;
            }
            self.fuel -= 1;
            if self.influences.is_shadowing(body, at)
                && let EffectKind::Store { base, label, .. } | EffectKind::Remove { base, label } =
                    effect.kind
            {
                self.value_paths_before(&mut act, base, label);
            }
            let result = self.effect(&mut act, effect);
            act.set_result(at, result);
        }
        self.fill_frame(&mut act);
        let mut returns = Value::new();
        for &node in &summary.returns {
            let value = self.node(&mut act, node);
            extend(&mut returns, value);
        }
        if !info.is_generator && !info.is_async {
            self.spare.push(act.known);
            return returns;
        }
        let mut yields = Value::new();
        for &node in &summary.yields {
            let value = self.node(&mut act, node);
            extend(&mut yields, value);
        }
        let suspended = self.suspended(&act, yields, returns);
        self.spare.push(act.known);
        Value::one(suspended)
    }

    /// The generator or coroutine object of a call: its frame holds the arguments and the captured cells.
    fn suspended(&mut self, act: &Activation<'a, '_>, yields: Value, returns: Value) -> ObjId {
        let info = self.program.body(act.body);
        let kind = match (info.is_generator, info.is_async) {
            (true, true) => Kind::AsyncGenerator,
            (true, false) => Kind::Generator,
            _ => Kind::Coroutine,
        };
        let place = self.body_place(act.body);
        let object = self.alloc_with(kind, Birth::Made, Ty::Generator(act.body), place);
        if let Some(made) = self.heap.get_mut(object) {
            made.payload = Payload::Code(act.body.0);
        }
        let at = At { place, certainty: Certainty::Must };
        for (param, value) in info.params.iter().zip(act.params) {
            self.add(object, Label::local(param.name), value, RefStrength::Strong, at);
        }
        if let Some(function) = act.function {
            for reference in self.refs(function).to_vec() {
                if let Label::Closure(_) = reference.label {
                    self.push_ref(object, reference.label, reference.target, RefStrength::Strong, at);
                }
            }
        }
        let fact = self.fact_mut(object);
        fact.suspended = Some(Box::new(Suspended { yields, returns }));
        object
    }

    fn fill_frame(&mut self, act: &mut Activation<'a, '_>) {
        let Some(frame) = act.frame else { return };
        for (name, node) in &act.summary.frame_locals {
            let value = self.node(act, *node);
            let at = At { place: self.local_place(act, *node), certainty: act.certainty };
            self.add(frame, Label::local(*name), &value, RefStrength::Strong, at);
        }
    }

    fn local_place(&self, act: &Activation<'a, '_>, node: NodeId) -> Place {
        let site = act.summary.nodes.get(node).map(|node| node.site);
        Place::new(act.file, site.unwrap_or(self.program.body(act.body).site))
    }

    fn effect(&mut self, act: &mut Activation<'a, '_>, effect: &'a Effect) -> Value {
        let certainty = if effect.must { act.certainty } else { act.certainty.max(Certainty::May) };
        let at = At { place: Place::new(act.file, effect.site), certainty };
        match &effect.kind {
            EffectKind::Store { base, label, value } => {
                let bases = self.node(act, *base);
                let value = self.node(act, *value);
                self.store(&bases, *label, &value, at);
                Value::new()
            }
            EffectKind::Add { base, label, value } => {
                let bases = self.node(act, *base);
                let value = self.node(act, *value);
                for &base in &bases {
                    self.add(base, *label, &value, RefStrength::Strong, at);
                }
                Value::new()
            }
            EffectKind::Remove { base, label } => {
                let bases = self.node(act, *base);
                self.remove(&bases, Some(*label), at);
                Value::new()
            }
            EffectKind::Clear { base } => {
                let bases = self.node(act, *base);
                self.remove(&bases, None, at);
                Value::new()
            }
            EffectKind::Call { .. } => self.call_effect(act, effect, at),
            EffectKind::Iterate { source } => {
                let sources = self.node(act, *source);
                self.each(sources, |machine, object| machine.iterate(object, at))
            }
            EffectKind::Item { source, key } => {
                let sources = self.node(act, *source);
                let key = *key;
                self.each(sources, |machine, object| machine.item(object, key, at))
            }
            EffectKind::Await { source } => {
                let sources = self.node(act, *source);
                self.each(sources, |machine, object| machine.returns(object))
            }
            EffectKind::Test { value, class } => {
                let values = self.node(act, *value);
                let classes = self.node(act, *class);
                self.take_for(&values, &classes);
                Value::new()
            }
            EffectKind::Operate { operands, method } => {
                let mut values = operands.iter().map(|&node| self.node(act, node)).collect::<Vec<_>>();
                if values.is_empty() {
                    return Value::new();
                }
                let first = values.remove(0);
                let args = Args { positional: values, ..Args::default() };
                self.operate(first, *method, &args, at)
            }
        }
    }

    fn each(&mut self, objects: Value, mut read: impl FnMut(&mut Self, ObjId) -> Value) -> Value {
        let mut out = Value::new();
        for object in objects {
            let value = read(self, object);
            extend(&mut out, value);
        }
        out
    }

    /// Operators: a method of the first operand's class, or containers that join.
    fn operate(&mut self, first: Value, method: Symbol, args: &Args, at: At) -> Value {
        let mut out = Value::new();
        if method.as_str() == "__getslice__" {
            return self.each(first, |machine, object| machine.slice(object, at));
        }
        for object in first {
            if let Some(value) = self.call_special(object, method, args, at) {
                extend(&mut out, value);
            } else if matches!(
                self.kind(object),
                Kind::List | Kind::Tuple | Kind::Set | Kind::Dict | Kind::Deque
            ) && matches!(
                method.as_str(),
                "__add__" | "__iadd__" | "__or__" | "__ior__" | "__mul__"
            ) {
                extend(&mut out, [object]);
                extend(&mut out, args.positional.iter().flatten().copied());
            }
        }
        out
    }

    /// A part of a sequence: a new one with the same items.
    fn slice(&mut self, object: ObjId, at: At) -> Value {
        if let Some(value) = self.call_special(object, WORDS.getitem, &Args::default(), at) {
            return value;
        }
        let kind = if self.kind(object) == Kind::Tuple { Kind::Tuple } else { Kind::List };
        let part = self.alloc(kind, Birth::Made, self.fact(object).types.clone(), at.place);
        let items = self.read(object, Label::Elem, at);
        self.add(part, Label::Elem, &items, RefStrength::Strong, at);
        Value::one(part)
    }

    /// Paths over what is about to be stored are valued first.
    fn value_paths_before(&mut self, act: &mut Activation<'a, '_>, base: NodeId, label: Label) {
        let summary = act.summary;
        for (node, found) in summary.nodes.iter_enumerated() {
            if let NodeKind::Path { base: b, label: l } = &found.kind
                && *b == base
                && *l == label
                && act.known.get(node.as_usize()).is_none()
            {
                self.node(act, node);
            }
        }
    }

    pub(super) fn call_effect(&mut self, act: &mut Activation<'a, '_>, effect: &'a Effect, at: At) -> Value {
        let EffectKind::Call { callee, args, keywords, star, double_star, .. } = &effect.kind else {
            return Value::new();
        };
        let args = Args {
            positional: args.iter().map(|&node| self.node(act, node)).collect(),
            keywords: keywords.iter().map(|&(name, node)| (name, self.node(act, node))).collect(),
            star: star.map(|node| self.node(act, node)),
            double_star: double_star.map(|node| self.node(act, node)),
            key: args.first().and_then(|node| match act.summary.nodes.get(*node)?.kind {
                NodeKind::Const(text) => text,
                _ => None,
            }),
        };
        match callee {
            Callee::Node(node) => {
                let callees = self.node(act, *node);
                self.call_each(&callees, &args, at)
            }
            Callee::Method { recv, name } => {
                let recvs = self.node(act, *recv);
                let at = weaken(at, recvs.len());
                if *name == WORDS.get
                    && let Some(found) = self.bound_by_hand(&recvs, &args, at)
                {
                    return found;
                }
                self.each(recvs, |machine, recv| machine.call_method(recv, *name, &args, at))
            }
            Callee::Super { class, recv, name } => {
                let owner = self.program.fn_id(act.file, *class);
                let recvs = self.node(act, *recv);
                self.each(recvs, |machine, recv| machine.call_super(owner, recv, *name, &args, at))
            }
        }
    }
}

use super::{MAX_DEPTH, MAX_OPEN};

/// Effects of a call that is handed nothing old.
const UNRELATED_FUEL: u32 = 200;
/// Objects looked at to tell whether a call is handed something old.
const REACH_LIMIT: usize = 24;

/// One of several: not on every way.
pub(super) fn weaken(at: At, alternatives: usize) -> At {
    if alternatives > 1 { At { certainty: at.certainty.max(Certainty::May), ..at } } else { at }
}
