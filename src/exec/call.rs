//! Calls, function objects, class statements and imports.

use smallvec::SmallVec;

use crate::base::Symbol;
use crate::heap::{Kind, Label, ObjId, Origin, Payload, SymbolKey};
use crate::ir::{ArgsId, Body, BodyKind, Intrinsic, MakeFunction, Slot};
use crate::summary::LossKind;

use super::flow::Flow;
use super::log::{RecordKind, RecordedCallee};
use super::machine::{CodeRef, EMPTY, Frame, Machine, Step, Stop};
use super::{limits, statics};

/// Arguments of a call, each an owned reference.
#[derive(Clone, Debug, Default)]
pub struct Args {
    pub positional: Vec<ObjId>,
    pub keywords: Vec<(Symbol, ObjId)>,
    /// `*args` and `**kwargs` whose items are not known.
    pub star: Option<ObjId>,
    pub double_star: Option<ObjId>,
}

impl Args {
    pub fn of(positional: &[ObjId]) -> Self {
        Self { positional: positional.to_vec(), ..Self::default() }
    }
}

impl Machine {
    pub(super) fn step_call_value(
        &mut self,
        frame: &mut Frame,
        body: &Body,
        callee: Slot,
        args: ArgsId,
        method: bool,
    ) -> Step<ObjId> {
        let spread = self.exact && is_spread(&body.call_args[args.0 as usize]);
        let operand = if spread { self.held_operand(frame, &body.call_args[args.0 as usize]) } else { EMPTY };
        let named = self.peek(frame, callee);
        let mut arguments = self.gather(frame, body, args, named)?;
        let function = self.take(frame, callee);
        if method {
            let recv = std::mem::replace(&mut frame.slots[callee.0 as usize + 1], EMPTY);
            if recv != EMPTY {
                arguments.positional.insert(0, recv);
            }
        }
        if spread && self.exact {
            return self.call_spread(function, arguments, operand);
        }
        if !self.exact
            && let Some(known) = self.introspect(frame, function, &arguments)
        {
            return Ok(known);
        }
        if self.exact
            && (self.kind(function) == Kind::Native || function == statics::SUPER)
            && let Some(result) = self.call_on_frame(frame, body, function, &arguments)?
        {
            return Ok(result);
        }
        self.natives.by_instruction = true;
        self.natives.direct = true;
        self.call(function, arguments)
    }

    /// The tuple that is the only positional operand of a call: it is passed as it is.
    fn held_operand(&mut self, frame: &Frame, spec: &crate::ir::CallArgs) -> ObjId {
        match spec.positional.as_slice() {
            [only] if only.star => {
                let value = self.peek(frame, only.slot);
                if self.kind(value) == Kind::Tuple { self.share(value) } else { EMPTY }
            }
            _ => EMPTY,
        }
    }

    /// A call with `*` or `**`: up to 3.11 a tuple and a dict hold the arguments until it is over,
    /// and keyword arguments are unpacked once more.
    fn call_spread(&mut self, function: ObjId, arguments: Args, operand: ObjId) -> Step<ObjId> {
        let mut held = vec![operand];
        if self.version() < crate::exec::value::message::V312 {
            if operand == EMPTY {
                held.extend(self.share_all(&arguments.positional));
            }
            let keywords: Vec<ObjId> = arguments.keywords.iter().map(|(_, value)| *value).collect();
            held.extend(self.share_all(&keywords));
            held.extend(self.share_all(&keywords));
        } else {
            self.drop_ref(std::mem::replace(&mut held[0], EMPTY));
        }
        let result = self.call(function, arguments);
        self.drop_all(held);
        result
    }

    /// Moves the arguments of a call out of their slots, spreading known `*` and `**` operands.
    pub(super) fn gather(
        &mut self,
        frame: &mut Frame,
        body: &Body,
        args: ArgsId,
        callee: ObjId,
    ) -> Step<Args> {
        let spec = &body.call_args[args.0 as usize];
        let mut out = Args::default();
        for arg in &spec.positional {
            let value = self.take(frame, arg.slot);
            if arg.star {
                self.check_spread(callee, value, "*")?;
                self.spread(&mut out, value)?;
            } else {
                out.positional.push(value);
            }
        }
        for keyword in &spec.keywords {
            let value = self.take(frame, keyword.slot);
            match keyword.name {
                Some(name) => out.keywords.push((name, value)),
                None => {
                    self.check_spread(callee, value, "**")?;
                    self.spread_keywords(&mut out, value)?;
                }
            }
        }
        Ok(out)
    }

    /// The error of an operand of `*` or `**` that cannot be spread, in the callee's name.
    fn check_spread(&mut self, callee: ObjId, value: ObjId, star: &str) -> Step<()> {
        if !self.exact || self.is_vague(value) || self.is_vague(callee) {
            return Ok(());
        }
        let fits = if star == "*" { self.is_iterable(value) } else { self.is_mapping(value) };
        if fits {
            return Ok(());
        }
        let wanted = if star == "*" { "an iterable" } else { "a mapping" };
        let (name, class) = (self.callee_name(callee), self.type_name_of(value));
        Err(self.type_error(&format!("{name} argument after {star} must be {wanted}, not {class}")))
    }

    fn spread(&mut self, out: &mut Args, value: ObjId) -> Step<()> {
        if self.exact
            && let Some(items) = self.exact_items(value)?
        {
            out.positional.extend(items);
            return Ok(());
        }
        match self.known_sequence(value).filter(|_| out.star.is_none()) {
            Some(items) => out.positional.extend(items),
            None => out.star = Some(value),
        }
        Ok(())
    }

    fn spread_keywords(&mut self, out: &mut Args, value: ObjId) -> Step<()> {
        if self.exact
            && let Some(entries) = self.exact_keywords(value)?
        {
            out.keywords.extend(entries);
            return Ok(());
        }
        let named = self.heap.get(value).filter(|object| object.kind == Kind::Dict).map(|object| {
            let entries = object.refs.iter().map(|r| match r.label {
                Label::Item(SymbolKey(key)) => Some((key, r.target)),
                _ => None,
            });
            entries.collect::<Option<Vec<_>>>()
        });
        match named.flatten() {
            Some(entries) => out.keywords.extend(entries),
            None => out.double_star = Some(value),
        }
        Ok(())
    }

    /// Calls any value with owned arguments; the callee's reference is owned too.
    pub(super) fn call(&mut self, callee: ObjId, args: Args) -> Step<ObjId> {
        if self.exact
            && let Some(result) = self.exact_call(callee, &args)?
        {
            return Ok(result);
        }
        let parts = self.alternatives(callee);
        let mut results: SmallVec<[ObjId; 2]> = SmallVec::new();
        let several = u32::from(parts.len() > 1);
        self.fork_depth += several;
        for part in parts {
            let result = self.call_one(part, &args)?;
            if !results.contains(&result) {
                results.push(result);
            }
        }
        self.fork_depth -= several;
        Ok(self.one_of(&results))
    }

    fn call_one(&mut self, callee: ObjId, args: &Args) -> Step<ObjId> {
        match self.kind(callee) {
            Kind::Function => {
                if let Some(result) = self.follow_comprehension(callee, args)? {
                    return Ok(result);
                }
                Ok(self.record_call(RecordedCallee::Value(callee), args))
            }
            Kind::Symbolic => match self.origin(callee) {
                Some(Origin::Super(name)) => {
                    let recv = self.heap.target(callee, Label::Inner(0)).unwrap_or(statics::UNKNOWN);
                    match self.attribute_by_name(name, recv, &args.positional) {
                        Some(result) => Ok(result),
                        None => Ok(self.record_call(RecordedCallee::Super { recv, name }, args)),
                    }
                }
                _ => Ok(self.call_symbolically(callee, args)),
            },
            Kind::Class if self.heap.is_static(callee) => Ok(self.call_static_type(callee, args)),
            Kind::Scalar => Ok(statics::SOME_SCALAR),
            _ => Ok(self.record_call(RecordedCallee::Value(callee), args)),
        }
    }

    /// A built-in type as a callable in a symbolic run.
    fn call_static_type(&mut self, class: ObjId, args: &Args) -> ObjId {
        let name = self.builtin_name(class).unwrap_or_else(|| Symbol::new("object"));
        match name.as_str() {
            "staticmethod" | "classmethod" if args.positional.len() == 1 => {
                let wrapper = self.new_object(Kind::Descriptor, class, Payload::Name(name));
                self.hold(wrapper, Label::Func, args.positional[0]);
                return wrapper;
            }
            "property" => {
                let property = self.new_object(Kind::Property, class, Payload::None);
                for (at, part) in args.positional.iter().enumerate().take(3) {
                    self.hold(property, Label::Inner(at as u8), *part);
                }
                return property;
            }
            _ => {}
        }
        let symbolic = self.new_symbolic(Origin::Builtin(name), None);
        self.call_symbolically(symbolic, args)
    }

    // --- functions and classes

    pub(super) fn make_function(&mut self, frame: &mut Frame, spec: &MakeFunction) -> ObjId {
        let code = CodeRef { unit: frame.code.unit, body: spec.body };
        let defaults: Vec<ObjId> = spec.defaults.iter().map(|slot| self.take(frame, *slot)).collect();
        let kw_defaults: Vec<(Symbol, ObjId)> =
            spec.kw_defaults.iter().map(|(name, slot)| (*name, self.take(frame, *slot))).collect();
        let annotations: Vec<(Symbol, ObjId)> =
            spec.annotations.iter().map(|(name, slot)| (*name, self.take(frame, *slot))).collect();
        let function = self.new_object(Kind::Function, statics::FUNCTION, Payload::Code(code.pack()));
        if self.exact {
            let globals = self.share(frame.globals);
            self.hold(function, Label::Globals, globals);
        }
        for (at, value) in defaults.into_iter().enumerate() {
            self.hold(function, Label::Default(at as u16), value);
        }
        for (name, value) in kw_defaults {
            self.hold(function, Label::KwDefault(SymbolKey(name)), value);
        }
        for (at, slot) in spec.closure.iter().enumerate() {
            let cell = frame.slots[slot.0 as usize];
            if cell != EMPTY {
                let cell = self.share(cell);
                self.hold(function, Label::Closure(at as u16), cell);
            }
        }
        self.keep_annotations(function, annotations);
        for extra in [spec.annotate, spec.type_params].into_iter().flatten() {
            let value = self.take(frame, extra);
            self.drop_ref(value);
        }
        function
    }

    /// Annotations are a dictionary of the function's in an exact run; a symbolic one ignores them.
    fn keep_annotations(&mut self, function: ObjId, annotations: Vec<(Symbol, ObjId)>) {
        if annotations.is_empty() {
            return;
        }
        if !self.exact {
            return;
        }
        let dict = self.new_object(Kind::Dict, statics::DICT, Payload::None);
        for (name, value) in annotations {
            let key = self.new_text(name.as_str());
            self.store_entry(dict, key, value);
        }
        self.hold(function, Label::attr(Symbol::new("__annotations__")), dict);
    }

    pub(super) fn build_class(
        &mut self,
        frame: &mut Frame,
        body: &Body,
        function: ObjId,
        name: Symbol,
        args: ArgsId,
    ) -> Step<ObjId> {
        let arguments = self.gather(frame, body, args, statics::UNKNOWN)?;
        if self.exact
            && let Some(class) = self.exact_build_class(function, name, &arguments)?
        {
            return Ok(class);
        }
        let payload = self.payload(function).clone();
        let class = self.new_object(Kind::Class, statics::TYPE, payload);
        for (at, base) in arguments.positional.iter().enumerate() {
            self.hold(class, Label::Base(at as u16), *base);
        }
        for (name, value) in arguments.keywords {
            self.hold(class, Label::Keyword(SymbolKey(name)), value);
        }
        for (label, cell) in self.closure_of(function) {
            self.hold(class, label, cell);
        }
        Ok(class)
    }

    /// A comprehension is part of the body it stands in: it is followed even in a symbolic run.
    fn follow_comprehension(&mut self, function: ObjId, args: &Args) -> Step<Option<ObjId>> {
        let Payload::Code(code) = *self.payload(function) else { return Ok(None) };
        let code = CodeRef::unpack(code);
        let unit = self.unit(code);
        let body = &unit.bodies[code.body];
        if !matches!(body.kind, BodyKind::Comprehension | BodyKind::Annotation)
            || self.inline_depth >= limits::INLINE_DEPTH
        {
            return Ok(None);
        }
        let mut frame = self.frame(code, EMPTY, function);
        for (slot, value) in frame.slots.iter_mut().zip(&args.positional) {
            *slot = *value;
        }
        self.fill_closure(&mut frame, body, function);
        self.make_cells(&mut frame, body);
        self.inline_depth += 1;
        let yields = self.yields.len();
        let value = self.run_inline(&mut frame);
        self.inline_depth -= 1;
        if !body.is_generator {
            return value.map(Some);
        }
        value?;
        let items: Vec<ObjId> = self.yields.drain(yields..).collect();
        let times = self.tally.as_mut().map(|tally| tally.yields.split_off(yields)).unwrap_or_default();
        let generator = self.new_object(Kind::Generator, statics::GENERATOR, Payload::Code(code.pack()));
        for (at, item) in items.into_iter().enumerate() {
            self.append_item(generator, item);
            self.tally_times(generator, item, true, times.get(at).copied().unwrap_or(1.0));
        }
        for (label, cell) in self.closure_of(function) {
            self.hold(generator, label, cell);
        }
        Ok(Some(generator))
    }

    fn closure_of(&self, function: ObjId) -> Vec<(Label, ObjId)> {
        self.heap.get(function).map_or(Vec::new(), |object| {
            object
                .refs
                .iter()
                .filter(|r| matches!(r.label, Label::Closure(_)))
                .map(|r| (r.label, r.target))
                .collect()
        })
    }

    /// Puts the function's cells into the free locals of a frame that starts.
    pub(super) fn fill_closure(&mut self, frame: &mut Frame, body: &Body, function: ObjId) {
        let cells = self.closure_of(function);
        let free =
            body.locals.iter().enumerate().filter(|(_, local)| local.kind == crate::ir::LocalKind::Free);
        for ((at, _), (_, cell)) in free.zip(cells) {
            frame.slots[at] = self.share(cell);
        }
    }

    /// Runs an inner body of a symbolic run to its end and joins its returns.
    pub(super) fn run_inline(&mut self, frame: &mut Frame) -> Step<ObjId> {
        let outer = std::mem::replace(&mut self.region, self.ways.len());
        let mark = self.ways.len();
        let returned = self.returned;
        let flow = self.run_body(frame);
        let back = self.take_ways(mark, |flow| matches!(flow, Flow::Return(_)));
        self.ways.truncate(mark);
        self.region = outer;
        self.returned = returned;
        let mut value = match flow {
            Flow::Return(value) => value,
            Flow::Raise(exc) if back.is_empty() => return Err(Stop::Raise(exc)),
            Flow::Halt if back.is_empty() => return Err(Stop::Halt),
            _ => statics::UNKNOWN,
        };
        for way in back {
            if let Flow::Return(theirs) = way.flow {
                value = self.either(value, theirs);
            }
            self.heap.unite(way.heap);
        }
        self.heap.skip_to(self.high_water);
        Ok(value)
    }

    // --- imports

    pub(super) fn import(
        &mut self,
        frame: &Frame,
        module: Symbol,
        level: u16,
        fromlist: bool,
    ) -> Step<ObjId> {
        if self.exact
            && let Some(value) = self.exact_import(frame, module, level, fromlist)?
        {
            return Ok(value);
        }
        let bound = match module.as_str().split_once('.') {
            Some((first, _)) if !fromlist && level == 0 => Symbol::new(first),
            _ => module,
        };
        Ok(self.new_symbolic(Origin::Import { module: bound, level, name: None }, None))
    }

    pub(super) fn import_from(&mut self, module: ObjId, name: Symbol) -> Step<ObjId> {
        if self.exact
            && let Some(value) = self.exact_import_from(module, name)?
        {
            return Ok(value);
        }
        match self.origin(module) {
            Some(Origin::Import { module, level, name: None }) => {
                Ok(self.new_symbolic(Origin::Import { module, level, name: Some(name) }, None))
            }
            _ => self.load_attr(module, name),
        }
    }

    pub(super) fn intrinsic(&mut self, frame: &mut Frame, kind: Intrinsic, inputs: &[ObjId]) -> Step<ObjId> {
        if self.exact
            && let Some(value) = self.exact_intrinsic(frame, kind, inputs)?
        {
            return Ok(value);
        }
        Ok(match kind {
            Intrinsic::ListToTuple => {
                let tuple = self.new_object(Kind::Tuple, statics::TUPLE, Payload::Unknown);
                inputs.first().map_or(tuple, |list| self.extend(tuple, *list))
            }
            Intrinsic::ImportStar => {
                self.lose(LossKind::OpenScope, "import *");
                statics::NONE
            }
            Intrinsic::AsyncGenWrap => inputs.first().copied().unwrap_or(statics::UNKNOWN),
            Intrinsic::AssertionError => {
                self.new_object(Kind::Exception, statics::ASSERTION_ERROR, Payload::None)
            }
            Intrinsic::SplitGroup => inputs.first().copied().unwrap_or(statics::UNKNOWN),
            Intrinsic::TypeVar
            | Intrinsic::ParamSpec
            | Intrinsic::TypeVarTuple
            | Intrinsic::TypeAlias
            | Intrinsic::SubscriptGeneric
            | Intrinsic::Template
            | Intrinsic::Interpolation
            | Intrinsic::PrepReraiseStar
            | Intrinsic::Display => self.unknown_holding(inputs),
        })
    }

    /// A symbolic run's object holds one thing more, which is written down if it is news.
    pub(super) fn hold_and_record(&mut self, base: ObjId, label: Label, value: ObjId) {
        let reference = self.reference(label, value);
        if self.heap.add_ref(base, reference) {
            self.record(RecordKind::Store { base, label, value });
        }
    }
}

/// Whether a call spreads an operand with `*` or `**`.
fn is_spread(spec: &crate::ir::CallArgs) -> bool {
    spec.positional.iter().any(|arg| arg.star) || spec.keywords.iter().any(|keyword| keyword.name.is_none())
}
