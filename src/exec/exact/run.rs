//! The exact run of a module: from its first line to the end of the interpreter.

use std::sync::Arc;

use super::lines::Text;
use super::watch::Watch;
use crate::base::{Cancel, FileId, Symbol};
use crate::exec::machine::{CodeRef, EMPTY, Machine, Stop, Unit};
use crate::exec::native::Printed;
use crate::exec::{limits, statics};
use crate::heap::{Heap, Kind, Label, Payload, Trigger};
use crate::ir::{self, BodyId, Version};
use crate::python::Profile;
use crate::summary::{Loss, LossKind};

/// Turns the source of a library model, or a text that the program runs, into a module of
/// instructions; `None` where it is broken.
pub type Lowerer = fn(&str, Version) -> Option<Arc<ir::Module>>;

/// What an exact run left behind.
#[derive(Debug)]
pub struct Trace {
    pub printed: Vec<Printed>,
    /// The heap as it was at the end, with its timeline.
    pub heap: Heap,
    pub losses: Vec<Loss>,
    /// Everything was decided by known values, to the end.
    pub exact: bool,
    /// The program was not followed to its end.
    pub cut: bool,
    /// Events and output before these numbers came before the function that is followed.
    pub from: (usize, usize),
    /// The program has no function of the name asked for.
    pub missing: bool,
    /// Bytes of the object that was watched.
    pub size: Option<i64>,
}

/// Where a run starts.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a> {
    Module,
    /// In the function of that dotted name, after the module's top level.
    Function(&'a str),
}

/// How a program is run.
pub struct Run<'a> {
    pub lower: Lowerer,
    pub cancel: Cancel,
    /// Events that are kept at most.
    pub events: usize,
    pub start: Start<'a>,
    pub watch: Option<Watch>,
}

/// Runs a module as a program.
pub fn trace_module(module: Arc<ir::Module>, text: &str, run: Run<'_>) -> Trace {
    let Run { lower, cancel, events, start, watch } = run;
    let mut machine = Machine::bare(true, FileId(0));
    machine.watch = watch.map(Box::new);
    machine.cancel = cancel;
    machine.fuel = limits::EXACT_FUEL;
    machine.natives.lower = Some(lower);
    machine.natives.texts.insert(0, Text::new(text));
    machine.natives.recursion_limit = 1000;
    machine.natives.follows = true;
    let version = module.version;
    machine.heap.set_profile(Profile::of(version));
    if events > 0 {
        machine.heap.keep_timeline(events);
    }
    let main = machine.new_object(Kind::Module, statics::MODULE, Payload::Name(Symbol::new("__main__")));
    machine.units.push(Unit { ir: module, module: main });
    machine.natives.modules.insert(Symbol::new("__main__"), main);
    let name = machine.interned(Symbol::new("__main__"));
    machine.put_attr(main, Label::attr(Symbol::new("__name__")), name);
    for dunder in ["__doc__", "__package__", "__loader__", "__spec__"] {
        machine.put_attr(main, Label::attr(Symbol::new(dunder)), statics::NONE);
    }
    let mut from = (0, 0);
    let mut missing = false;
    machine.run_program(main, matches!(start, Start::Module));
    if let Start::Function(name) = start {
        from = (
            machine.heap.timeline().map_or(0, |timeline| timeline.events().len()),
            machine.natives.printed.len(),
        );
        missing = !machine.run_function(main, name);
    }
    let size = machine.watch.take().and_then(|watch| watch.size);
    Trace {
        from,
        missing,
        size,
        printed: std::mem::take(&mut machine.natives.printed),
        exact: machine.exact && !machine.natives.lost,
        cut: machine.fuel == 0 || !machine.exact,
        losses: std::mem::take(&mut machine.losses),
        heap: machine.heap,
    }
}

impl Machine {
    fn run_program(&mut self, main: crate::heap::ObjId, whole: bool) {
        let code = CodeRef { unit: 0, body: BodyId(0) };
        let unit = self.unit(code);
        let Some(body) = unit.bodies.get(code.body) else { return };
        let mut frame = self.frame(code, main, EMPTY);
        self.make_cells(&mut frame, body);
        let result = self.run_frame(&mut frame, body);
        self.look(None);
        match result {
            Ok(value) => self.drop_ref(value),
            Err(Stop::Raise(exc)) => self.report_uncaught(exc),
            Err(Stop::Halt) => {
                // What the rest of the program would do is not known.
                self.lose_exactness(LossKind::OutOfFuel, "the program runs too long to follow");
                self.fuel = 0;
                return;
            }
        }
        if self.exact && whole {
            self.finish_program(main);
        }
    }

    /// The exception is printed (to standard error) and kept as the last one.
    pub(super) fn report_uncaught(&mut self, exc: crate::heap::ObjId) {
        if !self.exact {
            return;
        }
        let class = self.type_name_of(exc);
        let words = self.str_text(exc).ok().flatten().unwrap_or_else(|| "?".to_owned());
        self.write_out(&format!("{class}: {words}\n"), true);
        self.natives.last_exception = Some(exc);
    }

    /// What happens between the last line and the end of the process.
    fn finish_program(&mut self, main: crate::heap::ObjId) {
        while let Some(entry) = self.natives.at_exit.pop() {
            let result = self.call_with(entry, &[]);
            self.ignore(result);
            self.drop_ref(entry);
            if !self.exact {
                return;
            }
        }
        if let Some(exc) = self.natives.last_exception.take() {
            self.drop_ref(exc);
        }
        if self.heap.collector().is_enabled() {
            self.collect_garbage(2, Trigger::Exit);
        }
        self.drop_ref(main);
        if self.exact {
            self.collect_garbage(2, Trigger::Exit);
        }
    }

    /// A collection from beginning to end; what `gc.collect()` returns.
    pub(in crate::exec) fn collect_garbage(&mut self, generation: usize, trigger: Trigger) -> u32 {
        if trigger == Trigger::Exit {
            self.natives.found = 0;
            self.heap.start_collection(generation, trigger);
            self.settle();
            return self.natives.found;
        }
        if !self.heap.announce_collection() {
            return 0;
        }
        self.natives.found = 0;
        self.tell_of_collection("start", generation);
        self.heap.start_collection(generation, trigger);
        self.settle();
        let found = self.natives.found;
        self.tell_of_collection("stop", generation);
        self.heap.conclude_collection();
        found
    }

    /// Calls `gc.callbacks`.
    fn tell_of_collection(&mut self, phase: &str, generation: usize) {
        let Some(gc) = self.natives.modules.get(&Symbol::new("gc")).copied() else { return };
        let Some(list) = self.heap.target(gc, Label::attr(Symbol::new("callbacks"))) else { return };
        let callbacks = self.elements(list);
        if callbacks.is_empty() {
            return;
        }
        let found = if phase == "stop" { i64::from(self.natives.found) } else { 0 };
        let info = self.new_dict();
        for (name, value) in [("generation", generation as i64), ("collected", found), ("uncollectable", 0)] {
            let (key, value) = (self.interned(Symbol::new(name)), self.new_int(value));
            let _ = self.dict_set(info, key, value);
        }
        let phase = self.interned(Symbol::new(phase));
        for callback in callbacks {
            let result = self.call_with(callback, &[phase, info]);
            self.ignore(result);
        }
        self.drop_ref(phase);
        self.drop_ref(info);
    }

    /// Up to 3.11 a collection that is due runs before the object that makes it due exists.
    pub(in crate::exec) fn collect_before_allocation(&mut self) {
        if let Some(generation) = self.heap.collector().due_in_allocation() {
            let found = self.natives.found;
            self.collect_garbage(generation, Trigger::Allocation);
            self.natives.found = found;
        }
    }

    /// From 3.12 on a collection that is due waits for a call or the end of a loop's turn.
    pub(in crate::exec) fn collect_at_check(&mut self) {
        if let Some(generation) = self.heap.collection_due() {
            let found = self.natives.found;
            self.collect_garbage(generation, Trigger::Check);
            self.natives.found = found;
        }
    }
}
