//! The run of one function for itself: found by name once the module's top level has run, called
//! with arguments of which nothing is known. What it reads from them is unknown too, and the same
//! each time it is read.

use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::{CodeRef, Machine, Step, Stop};
use crate::exec::{limits, statics};
use crate::heap::{Kind, Label, ObjId, Origin, Payload};
use crate::ir::ParamKind;
use crate::summary::LossKind;

/// Items of a generator that are asked for: nobody says how many a caller takes.
const ITEMS: u32 = 1_000;

impl Machine {
    /// Calls the function of a dotted name; `false` where the program has none of that name.
    pub(super) fn run_function(&mut self, main: ObjId, dotted: &str) -> bool {
        self.fuel = self.fuel.max(limits::EXACT_FUEL);
        let Some(found) = self.function_named(main, dotted) else { return false };
        let result = self.call_unknowing(found);
        match result {
            Ok(value) => {
                self.run_out(value);
                self.drop_ref(value);
            }
            Err(Stop::Raise(exc)) => {
                self.report_uncaught(exc);
                self.drop_ref(exc);
            }
            Err(Stop::Halt) => {
                self.lose_exactness(LossKind::OutOfFuel, "the function runs too long to follow");
                self.fuel = 0;
            }
        }
        true
    }

    /// What a dotted name means at the end of the top level: the object, and the class it was found in.
    fn function_named(&mut self, main: ObjId, dotted: &str) -> Option<(ObjId, Option<ObjId>)> {
        let mut owner = None;
        let mut found = main;
        for part in dotted.split('.') {
            let label = Label::attr(Symbol::new(part));
            let next = match self.kind(found) {
                Kind::Class => self.lookup(found, Symbol::new(part)).map(|(_, value)| value),
                _ => self.heap.target(found, label),
            };
            owner = Some(found);
            found = next?;
        }
        let owner = owner.filter(|owner| self.kind(*owner) == Kind::Class);
        Some((found, owner))
    }

    /// Calls with a symbolic argument for every parameter; a method's receiver is a new instance.
    fn call_unknowing(&mut self, (found, owner): (ObjId, Option<ObjId>)) -> Step<ObjId> {
        self.site = self.heap.get(found).map_or(self.site, |object| object.site);
        self.heap.set_place(crate::base::FileId(0), self.site);
        let (code, first) = match (self.kind(found), owner) {
            (Kind::Property, Some(owner)) => {
                let getter = self.heap.target(found, Label::Inner(0)).unwrap_or(found);
                (getter, Some(self.receiver(owner)))
            }
            (Kind::Descriptor, Some(owner)) if self.class(found) == statics::CLASSMETHOD => {
                (self.heap.target(found, Label::Func).unwrap_or(found), Some(self.share(owner)))
            }
            (Kind::Descriptor, _) => (self.heap.target(found, Label::Func).unwrap_or(found), None),
            (Kind::Function, Some(owner)) => (found, Some(self.receiver_of(found, owner))),
            _ => (found, None),
        };
        let mut args = self.unknown_arguments(code, usize::from(first.is_some()));
        args.positional.splice(0..0, first);
        let code = self.share(code);
        self.call(code, args)
    }

    /// `self` of a method. A constructor gets the bare object, every other method a made one.
    fn receiver_of(&mut self, method: ObjId, owner: ObjId) -> ObjId {
        let name = self.signature_of(method).map_or("", |(name, _)| name.as_str());
        match name {
            "__new__" => self.share(owner),
            "__init__" => self.new_object(Kind::Instance, owner, Payload::None),
            _ => self.receiver(owner),
        }
    }

    /// An instance made with symbolic arguments; unknown where that fails.
    fn receiver(&mut self, owner: ObjId) -> ObjId {
        let constructor = self.lookup(owner, Symbol::new("__init__")).map(|(_, found)| found);
        let site = self.site;
        let made = self.heap.get(constructor.unwrap_or(owner)).map_or(site, |object| object.site);
        // What is not known of the constructor's arguments is said on its own line.
        self.site = made;
        let args = match constructor {
            Some(found) if self.kind(found) == Kind::Function => self.unknown_arguments(found, 1),
            _ => Args::default(),
        };
        self.site = site;
        let class = self.share(owner);
        match self.call(class, args) {
            Ok(made) => made,
            Err(Stop::Raise(exc)) => {
                self.drop_ref(exc);
                self.give_up("`self`: an instance cannot be made with unknown arguments");
                statics::UNKNOWN
            }
            Err(Stop::Halt) => statics::UNKNOWN,
        }
    }

    /// A function's name, and the names and kinds of its parameters.
    fn signature_of(&self, function: ObjId) -> Option<(Symbol, Vec<(Symbol, ParamKind)>)> {
        let Payload::Code(code) = *self.payload(function) else { return None };
        let code = CodeRef::unpack(code);
        let unit = self.unit(code);
        let body = unit.bodies.get(code.body)?;
        Some((body.name, body.params.iter().map(|param| (param.name, param.kind)).collect()))
    }

    /// A symbolic value for each parameter after the first `skipped` ones.
    fn unknown_arguments(&mut self, function: ObjId, skipped: usize) -> Args {
        let mut args = Args::default();
        let Some((_, params)) = self.signature_of(function) else { return args };
        let mut unknown: Vec<String> = Vec::new();
        let mut empty: Vec<String> = Vec::new();
        for (at, (name, kind)) in params.into_iter().enumerate() {
            match kind {
                ParamKind::PositionalOnly | ParamKind::Positional if at >= skipped => {
                    let value = self.symbolic_argument(at);
                    args.positional.push(value);
                    unknown.push(format!("`{name}`"));
                }
                ParamKind::KeywordOnly => {
                    let value = self.symbolic_argument(at);
                    args.keywords.push((name, value));
                    unknown.push(format!("`{name}`"));
                }
                ParamKind::Star | ParamKind::DoubleStar => empty.push(format!("`{name}`")),
                ParamKind::PositionalOnly | ParamKind::Positional => {}
            }
        }
        let mut words: Vec<String> = Vec::new();
        if !unknown.is_empty() {
            words.push(format!("nothing is known of {}", unknown.join(", ")));
        }
        if !empty.is_empty() {
            words.push(format!("{} taken to be empty", empty.join(", ")));
        }
        if !words.is_empty() {
            self.give_up(&words.join("; "));
        }
        args
    }

    fn symbolic_argument(&mut self, at: usize) -> ObjId {
        let made = self.new_symbolic(Origin::Param(at as u16), None);
        self.heap.make_immortal(made);
        made
    }

    /// An argument of the function that is followed by itself, or something read from one.
    pub(in crate::exec) fn is_argument(&self, value: ObjId) -> bool {
        self.exact && self.kind(value) == Kind::Symbolic && !self.heap.is_static(value)
    }

    /// What an argument has under a name: what was stored there, else a value that is as unknown.
    pub(in crate::exec) fn argument_attr(&mut self, obj: ObjId, name: Symbol) -> ObjId {
        let label = Label::attr(name);
        if let Some(stored) = self.heap.target(obj, label) {
            return self.share(stored);
        }
        self.give_up(&format!("attribute {name}"));
        let value = self.path(obj, label);
        // It is read again as the same object, whoever has let go of it by then.
        self.heap.make_immortal(value);
        value
    }

    /// A generator runs when it is asked for items, a coroutine when it is awaited.
    fn run_out(&mut self, value: ObjId) {
        match self.kind(value) {
            Kind::Generator => {
                for _ in 0..ITEMS {
                    match self.next_item(value) {
                        Ok(Some(Some(item))) => self.drop_ref(item),
                        Ok(_) => return,
                        Err(stop) => return self.ignore(Err(stop)),
                    }
                }
            }
            Kind::Coroutine => {
                let result = self.call_method(value, "send", &[statics::NONE]);
                if let Err(stop) = result {
                    self.ignore(Err(stop));
                }
            }
            _ => {}
        }
    }
}
