//! Text that a program runs while it runs: `eval` and `exec`.
//!
//! The text becomes a unit of its own. It reads and binds names of the body that calls, or those of
//! a dictionary, which are copied into a namespace for the run and back afterwards.

use std::sync::Arc;

use super::lines::Text;
use crate::base::Symbol;
use crate::exec::call::Args;
use crate::exec::machine::{CodeRef, EMPTY, Frame, Machine, Step, Stop, Unit};
use crate::exec::native::{Modelled, named};
use crate::exec::statics;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::{Body, BodyId, Module};

/// The name that holds the value of an evaluated expression.
const VALUE: &str = "__value__";

/// Texts of one program; each is a unit, and numbers of units are small.
const TEXTS: usize = 900;

/// An argument that is not None, by position or keyword.
fn given(args: &Args, at: usize, name: &str) -> Option<ObjId> {
    named(args, at, name).filter(|value| *value != statics::NONE)
}

impl Machine {
    /// `eval(text, ...)` (it `evaluates`) and `exec(text, ...)` called by a body; arguments are borrowed.
    pub(super) fn run_text(
        &mut self,
        frame: &mut Frame,
        body: &Body,
        evaluates: bool,
        args: &Args,
    ) -> Modelled<ObjId> {
        let Some(first) = args.positional.first().copied() else { return Ok(None) };
        let compiled = self.natives.compiled.get(&first).map(|(text, evaluates)| (text.clone(), *evaluates));
        let is_value = compiled.as_ref().is_none_or(|(_, evaluates)| *evaluates);
        let text =
            compiled.map(|(text, _)| text).or_else(|| self.text(first).map(|text| text.as_ref().into()));
        let Some(text): Option<Arc<str>> = text else { return Ok(None) };
        // A statement that was compiled gives None even to `eval`.
        let evaluates = evaluates && is_value;
        let text = if evaluates { format!("{VALUE} = ({}\n)\n", text.trim()) } else { text.to_string() };
        let (globals, locals) = (given(args, 1, "globals"), given(args, 2, "locals"));
        let is_dict =
            |m: &Machine, value: ObjId| m.kind(value) == Kind::Dict && m.class(value) == statics::DICT;
        if [globals, locals].into_iter().flatten().any(|value| !is_dict(self, value)) {
            return Ok(None);
        }
        if self.units.len() >= TEXTS {
            return Ok(None);
        }
        let module = match globals {
            Some(dict) => self.module_of_dict(dict)?,
            None => self.share(frame.globals),
        };
        let scope = match locals {
            Some(dict) => Some(self.scope_of_dict(dict)),
            None if globals.is_some() || frame.namespace == frame.globals => None,
            None if frame.namespace != EMPTY => Some(self.share(frame.namespace)),
            None => {
                let names = self.locals_of(frame, body)?;
                let scope = self.scope_of_dict(names);
                self.drop_ref(names);
                Some(scope)
            }
        };
        let mut result = self.run_unit(&text, module, scope.unwrap_or(module), evaluates);
        if evaluates && let Err(Stop::Raise(exc)) = result {
            result = Err(Stop::Raise(self.refusal_of(exc, args)?));
        }
        if let Some(dict) = globals {
            self.copy_back(module, dict)?;
        }
        if let (Some(dict), Some(scope)) = (locals, scope) {
            self.copy_back(scope, dict)?;
        }
        self.drop_ref(scope.unwrap_or(EMPTY));
        self.drop_ref(module);
        result
    }

    /// `compile(text, name, mode)`: a code object that remembers its text.
    pub(in crate::exec) fn compile_text(&mut self, args: &Args) -> Modelled<ObjId> {
        let text = named(args, 0, "source").and_then(|text| self.text(text));
        let mode = named(args, 2, "mode").and_then(|mode| self.text(mode));
        let (Some(text), Some(mode)) = (text, mode) else { return Ok(None) };
        let evaluates = match mode.as_ref() {
            "eval" => true,
            "exec" => false,
            "single" => return Ok(None),
            _ => return Err(self.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
        };
        let whole = if evaluates { format!("({}\n)\n", text.trim()) } else { text.to_string() };
        let lowered = self.natives.lower.and_then(|lower| lower(&whole, self.version()));
        let Some(ir) = lowered.filter(|_| self.units.len() < TEXTS) else {
            let exc = self.new_exception(statics::SYNTAX_ERROR, vec![statics::SOME_SCALAR]);
            return Err(Stop::Raise(self.refusal_of(exc, args)?));
        };
        let module = self.units[0].module;
        let code = self.add_unit(&whole, ir, module);
        let made = self.new_object(Kind::External, statics::CODE, Payload::Code(code.pack()));
        self.natives.compiled.insert(made, (text.as_ref().into(), evaluates));
        Ok(Some(made))
    }

    /// What `eval` says of a text that is a statement; other refusals are left as they are.
    fn refusal_of(&mut self, exc: ObjId, args: &Args) -> Step<ObjId> {
        let text = args.positional.first().and_then(|text| self.text(*text));
        let is_vague = self.exception_args(exc).first() == Some(&statics::SOME_SCALAR);
        let is_statement =
            |m: &Machine, text: &str| m.natives.lower.is_some_and(|lower| lower(text, m.version()).is_some());
        let Some(text) = text.filter(|_| is_vague && self.class(exc) == statics::SYNTAX_ERROR) else {
            return Ok(exc);
        };
        if !text.contains('=') || text.contains(['\n', ':', ';']) || !is_statement(self, &text) {
            return Ok(exc);
        }
        self.drop_ref(exc);
        let (words, name) = (self.new_str("invalid syntax"), self.new_str("<string>"));
        let one = self.new_int(1);
        let place = self.new_tuple(vec![name, one, statics::SOME_SCALAR, statics::SOME_SCALAR]);
        Ok(self.new_exception(statics::SYNTAX_ERROR, vec![words, place]))
    }

    /// A text as a unit of its own; its first body.
    fn add_unit(&mut self, text: &str, ir: Arc<Module>, module: ObjId) -> CodeRef {
        self.units.push(Unit { ir, module });
        let code = CodeRef { unit: self.units.len() as u32 - 1, body: BodyId(0) };
        self.natives.texts.insert(code.unit, Text::new(text));
        code
    }

    fn run_unit(&mut self, text: &str, module: ObjId, scope: ObjId, evaluates: bool) -> Modelled<ObjId> {
        let Some(ir) = self.natives.lower.and_then(|lower| lower(text, self.version())) else {
            // The text is not Python; in which words that is said depends on the version's parser.
            let exc = self.new_exception(statics::SYNTAX_ERROR, vec![statics::SOME_SCALAR]);
            return Err(Stop::Raise(exc));
        };
        let code = self.add_unit(text, ir.clone(), module);
        let Some(body) = ir.bodies.get(code.body) else { return Ok(None) };
        let mut frame = self.frame(code, scope, EMPTY);
        self.make_cells(&mut frame, body);
        self.call_depth += 1;
        let result = self.run_frame(&mut frame, body);
        self.call_depth -= 1;
        self.drop_ref(result?);
        if !evaluates {
            return Ok(Some(statics::NONE));
        }
        let label = Label::attr(Symbol::new(VALUE));
        let value = self.heap.target(scope, label).map(|value| self.share(value));
        self.heap.remove_ref(scope, label);
        Ok(value)
    }

    /// `types.FunctionType(code, globals, name, defaults, closure)`
    pub(in crate::exec) fn new_function(&mut self, args: &Args) -> Modelled<ObjId> {
        let (Some(code), Some(globals)) = (given(args, 0, "code"), given(args, 1, "globals")) else {
            return Ok(None);
        };
        let Payload::Code(number) = *self.payload(code) else { return Ok(None) };
        let code_ref = CodeRef::unpack(number);
        let unit = self.unit(code_ref);
        let Some(body) = unit.bodies.get(code_ref.body) else { return Ok(None) };
        let defaults = given(args, 3, "argdefs").map_or(Vec::new(), |tuple| self.elements(tuple));
        let places = body.params.iter().filter(|param| param.has_default).count();
        if self.kind(globals) != Kind::Dict || !(defaults.is_empty() || defaults.len() == places) {
            return Ok(None);
        }
        let closure = given(args, 4, "closure");
        let cells = closure.map_or(Vec::new(), |tuple| self.elements(tuple));
        let free = body.locals.iter().filter(|local| local.kind == crate::ir::LocalKind::Free).count();
        if cells.len() != free {
            return match closure {
                None => Err(self.type_error("arg 5 (closure) must be tuple")),
                Some(_) => {
                    let words =
                        format!("{} requires closure of length {free}, not {}", body.name, cells.len());
                    Err(self.value_error(&words))
                }
            };
        }
        let module = match self.namespace_owner(globals) {
            Some(module) => self.share(module),
            None => self.module_of_dict(globals)?,
        };
        let function = self.new_object(Kind::Function, statics::FUNCTION, Payload::Code(number));
        self.hold(function, Label::Globals, module);
        for (at, value) in defaults.into_iter().enumerate() {
            let value = self.share(value);
            self.hold(function, Label::Default(at as u16), value);
        }
        for (at, cell) in cells.into_iter().enumerate() {
            let cell = self.share(cell);
            self.hold(function, Label::Closure(at as u16), cell);
        }
        if let Some(name) = given(args, 2, "name") {
            let name = self.share(name);
            self.hold(function, Label::attr(Symbol::new("__name__")), name);
        }
        Ok(Some(function))
    }

    /// A module object with the entries of a dictionary as its names, owned.
    fn module_of_dict(&mut self, dict: ObjId) -> Step<ObjId> {
        let module = self.new_object(Kind::Module, statics::MODULE, Payload::Name(Symbol::new("__main__")));
        // It stands for the dictionary alone.
        if let Some(object) = self.heap.get_mut(module) {
            object.flags.set(crate::heap::Flags::NO_DICT);
        }
        let builtins = Symbol::new("__builtins__");
        for (name, value) in self.named_entries(dict) {
            let value = self.share(value);
            self.hold(module, Label::attr(name), value);
        }
        if self.heap.target(module, Label::attr(builtins)).is_none() {
            let names = self.import_library(Symbol::new("builtins"), true)?;
            self.hold(module, Label::attr(builtins), names.unwrap_or(statics::UNKNOWN));
        }
        Ok(module)
    }

    fn scope_of_dict(&mut self, dict: ObjId) -> ObjId {
        let scope = self.new_object(Kind::Dict, statics::DICT, Payload::None);
        for (name, value) in self.named_entries(dict) {
            let value = self.share(value);
            self.hold(scope, Label::attr(name), value);
        }
        scope
    }

    fn named_entries(&mut self, dict: ObjId) -> Vec<(Symbol, ObjId)> {
        let entries = self.entries(dict);
        entries
            .into_iter()
            .filter_map(|(key, value)| self.text(key).map(|key| (Symbol::new(&key), value)))
            .collect()
    }

    /// Gives a dictionary the names as they are now.
    fn copy_back(&mut self, names: ObjId, dict: ObjId) -> Step<()> {
        for (name, _) in self.named_entries(dict) {
            if self.heap.target(names, Label::attr(name)).is_none() {
                let key = self.interned(name);
                self.delete_item_of(dict, key)?;
                self.drop_ref(key);
            }
        }
        for (name, value) in self.attributes(names) {
            let (key, value) = (self.interned(name), self.share(value));
            self.dict_set(dict, key, value)?;
        }
        Ok(())
    }
}
