//! Imports when everything is known: library modules with natives, and those modelled in Python.

use crate::base::Symbol;
use crate::exec::machine::{CodeRef, EMPTY, Machine, Unit};
use crate::exec::native::{self, Modelled};
use crate::exec::statics;
use crate::heap::{Kind, Label, ObjId, Payload};
use crate::ir::BodyId;
use crate::models::{self, python_source};
use crate::summary::LossKind;

/// Modules whose import, with all that they import, leaves nothing behind.
const CLEAN: &[&str] = &[
    "__future__",
    "abc",
    "binascii",
    "bisect",
    "copy",
    "heapq",
    "inspect",
    "io",
    "logging",
    "operator",
    "os",
    "os.path",
    "pathlib",
    "struct",
    "warnings",
    "weakref",
];

impl Machine {
    /// `import a.b`: the module object, owned; the first one unless names are taken from it.
    pub(in crate::exec) fn import_library(&mut self, module: Symbol, fromlist: bool) -> Modelled<ObjId> {
        let first = module.as_str().split('.').next().unwrap_or("");
        // A program that is ready for a module to be missing is followed as on a bare interpreter.
        let is_ready = self.natives.guards > 0 && self.natives.follows;
        if is_ready && models::is_standard(first, self.version().minor) == Some(false) {
            self.lose(
                LossKind::Unsupported,
                &format!("`{first}` is not in the library: taken not to be installed"),
            );
            let words = format!("No module named '{first}'");
            let exc = self.error(statics::MODULE_NOT_FOUND_ERROR, &words);
            return Err(exc);
        }
        let Some(top) = self.library(Symbol::new(first))? else { return Ok(None) };
        if first == module.as_str() {
            return Ok(Some(self.share(top)));
        }
        let Some(whole) = self.library(module)? else { return Ok(None) };
        let tail = module.as_str().rsplit('.').next().unwrap_or("");
        let held = self.share(whole);
        self.put_attr(top, Label::attr(Symbol::new(tail)), held);
        Ok(Some(self.share(if fromlist { whole } else { top })))
    }

    /// A library module, made on its first import; borrowed.
    fn library(&mut self, name: Symbol) -> Modelled<ObjId> {
        if let Some(known) = self.natives.modules.get(&name).copied() {
            return Ok(Some(known));
        }
        let source = python_source(name.as_str());
        if source.is_none() && !native::is_module(name.as_str()) {
            return Ok(None);
        }
        let module = self.new_object(Kind::Module, statics::MODULE, Payload::Name(name));
        self.natives.modules.insert(name, module);
        let shown = self.interned(name);
        self.put_attr(module, Label::attr(Symbol::new("__name__")), shown);
        if let Some(source) = source {
            let garbage = self.natives.library_garbage || !CLEAN.contains(&name.as_str());
            self.run_model(module, source)?;
            self.natives.library_garbage = garbage;
            if !self.exact {
                return Ok(None);
            }
        }
        Ok(Some(module))
    }

    fn run_model(&mut self, module: ObjId, source: &str) -> crate::exec::machine::Step<()> {
        let Some(lower) = self.natives.lower else { return Ok(()) };
        let Some(ir) = lower(source, self.version()) else { return Ok(()) };
        self.units.push(Unit { ir: ir.clone(), module });
        let code = CodeRef { unit: self.units.len() as u32 - 1, body: BodyId(0) };
        let Some(body) = ir.bodies.get(code.body) else { return Ok(()) };
        let mut frame = self.frame(code, module, EMPTY);
        self.make_cells(&mut frame, body);
        let handled = std::mem::take(&mut self.natives.handled);
        let result = self.run_frame(&mut frame, body);
        self.natives.handled = handled;
        result.map(|value| self.drop_ref(value))
    }

    /// Calls a function of a library model with borrowed arguments.
    pub(in crate::exec) fn call_model(
        &mut self,
        module: &str,
        function: &str,
        args: &crate::exec::call::Args,
    ) -> Modelled<ObjId> {
        let garbage = self.natives.library_garbage;
        let Some(module) = self.library(Symbol::new(module))? else { return Ok(None) };
        self.natives.library_garbage = garbage;
        let Some(function) = self.get_attr(module, Symbol::new(function))? else { return Ok(None) };
        self.call_shared(function, None, args).map(Some)
    }

    /// Whether a module object stands for a library module whose every name is not known.
    pub(in crate::exec) fn is_library(&self, module: ObjId) -> bool {
        match self.payload(module) {
            Payload::Name(name) => name.as_str() != "__main__",
            _ => false,
        }
    }

    /// A name of a library module: a native, a built-in type, or a constant; owned.
    pub(in crate::exec) fn library_attr(&mut self, module: ObjId, name: Symbol) -> Modelled<ObjId> {
        let Payload::Name(owner) = *self.payload(module) else { return Ok(None) };
        let dotted = format!("{owner}.{name}");
        if let Some(found) = native::find(&dotted) {
            return Ok(Some(statics::native(found)));
        }
        if let Some(class) = statics::type_named(Symbol::new(&dotted)) {
            return Ok(Some(class));
        }
        let made = self.library_constant(owner.as_str(), name.as_str());
        if let Some(made) = made {
            let kept = self.share(made);
            self.put_attr(module, Label::attr(name), kept);
        }
        Ok(made)
    }
}
