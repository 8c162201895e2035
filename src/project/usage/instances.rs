//! Where classes are instantiated, and what all bodies do to instances.

use rustc_hash::{FxHashMap, FxHashSet};

use super::roles::{First, Owner, Roles};
use crate::base::{FileId, Idx, IndexVec, Place, SiteId, Spot, Symbol};
use crate::heap::{Label, SymbolKey};
use crate::ir::BodyKind;
use crate::outcome::{Made, Repeat};
use crate::project::names::Target;
use crate::project::program::{ClassId, FnId, Program};
use crate::summary::{Callee, Effect, EffectKind, LossKind, NodeId, NodeKind, Summary};

/// Places kept for one class: the reader is told of one.
const MAX_PLACES: usize = 64;

/// What was seen of a class.
#[derive(Default, Clone, Debug)]
pub struct Seen {
    pub made: Vec<Made>,
    /// Set on `self` by its methods or on a fresh instance from outside.
    pub attributes: FxHashSet<Symbol>,
    pub obstacle: Option<&'static str>,
    pub is_weakly_used: bool,
    /// Files that name the class.
    pub files: FxHashSet<FileId>,
}

#[derive(Debug)]
pub struct Instances {
    pub classes: IndexVec<ClassId, Seen>,
    /// Attributes set on objects of unknown class, by file.
    pub foreign: FxHashMap<FileId, FxHashSet<Symbol>>,
    /// The same by the last word of what the text calls the object: `tree.meta.line = 1` under `meta`.
    pub named_foreign: FxHashMap<String, FxHashSet<Symbol>>,
    /// Files that set attributes of unknown names on unknown objects.
    pub open: FxHashSet<FileId>,
    /// Files that make weak references.
    pub weak: FxHashSet<FileId>,
    /// Names of functions that set attributes of unknown names on what they are given.
    setters: FxHashSet<Symbol>,
    /// Instances handed to functions, by the functions' names.
    handed: FxHashSet<(ClassId, Symbol)>,
    /// Names that are called in loops, and how many functions have each name.
    looped: FxHashSet<Symbol>,
    named: FxHashMap<Symbol, u32>,
}

/// More functions of one name than this, and a call of the name says little.
const MAX_NAMESAKES: u32 = 1;

impl Instances {
    pub fn of(program: &Program<'_>, roles: &Roles) -> Self {
        let mut found = Self {
            classes: program.classes.iter().map(|_| Seen::default()).collect(),
            foreign: FxHashMap::default(),
            named_foreign: FxHashMap::default(),
            open: FxHashSet::default(),
            weak: FxHashSet::default(),
            setters: FxHashSet::default(),
            handed: FxHashSet::default(),
            looped: FxHashSet::default(),
            named: FxHashMap::default(),
        };
        for (at, artefact) in program.files.iter().enumerate() {
            let uses_weak = |row: &crate::summary::ImportRow| row.module.as_str() == "weakref";
            if artefact.imports.iter().any(uses_weak) {
                found.weak.insert(FileId::from_usize(at));
            }
        }
        for body in (0..program.body_count()).map(FnId::from_usize) {
            let file = program.file_of(body);
            if !program.modules.of(file).is_stub {
                Reader { program, roles, body, file, found: &mut found }.read();
            }
        }
        found.spread_loops();
        found.spread_setters();
        found
    }

    /// Who is handed to a function that sets attributes of unknown names gets some of them.
    fn spread_setters(&mut self) {
        for (class, name) in std::mem::take(&mut self.handed) {
            if self.setters.contains(&name) {
                let why = "it is given to a function that sets attributes of unknown names";
                self.classes[class].obstacle.get_or_insert(why);
            }
        }
    }

    /// A function that is called in a loop makes what it makes in a loop.
    fn spread_loops(&mut self) {
        let (looped, named) = (&self.looped, &self.named);
        let is_looped = |function: Symbol| {
            let name = Symbol::new(function.as_str().rsplit('.').next().unwrap_or_default());
            looped.contains(&name) && named.get(&name).is_some_and(|count| *count <= MAX_NAMESAKES)
        };
        for seen in self.classes.as_mut_slice() {
            for made in &mut seen.made {
                made.is_looped = made.repeat == Repeat::Call && is_looped(made.function);
            }
        }
    }
}

struct Reader<'r, 'a> {
    program: &'r Program<'a>,
    roles: &'r Roles,
    body: FnId,
    file: FileId,
    found: &'r mut Instances,
}

impl<'a> Reader<'_, 'a> {
    fn read(&mut self) {
        let summary = self.program.summary(self.body);
        self.note_limits(summary);
        *self.found.named.entry(self.program.body(self.body).name).or_default() += 1;
        for (at, node) in summary.nodes.iter_enumerated() {
            self.node(at, &node.kind);
        }
        for (number, effect) in summary.effects.iter().enumerate() {
            match &effect.kind {
                EffectKind::Store { base, label: Label::Attr(SymbolKey(name)), .. } => {
                    self.store(*base, *name)
                }
                EffectKind::Remove { base, label: Label::Attr(SymbolKey(name)) } => {
                    if let Owner::Instance(class) = self.owner(*base) {
                        self.found.classes[class].attributes.insert(*name);
                    }
                }
                EffectKind::Call { callee, args, .. } => self.call(summary, number, effect, callee, args),
                _ => {}
            }
        }
    }

    fn owner(&self, node: NodeId) -> Owner {
        self.roles.owner(self.program, self.body, node)
    }

    /// A method that was not followed to its end may set more than was seen.
    fn note_limits(&mut self, summary: &Summary) {
        let is_cut = summary.losses.iter().any(|loss| {
            matches!(
                loss.kind,
                LossKind::OutOfFuel
                    | LossKind::TooManyEffects
                    | LossKind::TooManyNodes
                    | LossKind::TooManyObjects
                    | LossKind::Unsupported
            )
        });
        if let Some((_, First::Instance(class))) = self.roles.method_around(self.program, self.body) {
            if is_cut {
                self.block(class, "a method is too long to be followed");
            } else if summary.is_open {
                self.block(class, "a method uses exec, eval, vars or locals");
            }
        }
    }

    fn block(&mut self, class: ClassId, why: &'static str) {
        self.found.classes[class].obstacle.get_or_insert(why);
    }

    fn node(&mut self, at: NodeId, kind: &NodeKind) {
        match kind {
            NodeKind::Path { base, label: Label::Attr(SymbolKey(name)) } if name.as_str() == "__dict__" => {
                match self.owner(*base) {
                    Owner::Instance(class) | Owner::Made(class) => self.block(class, "`__dict__` is used"),
                    Owner::Class(_) => {}
                    Owner::Unknown => drop(self.found.open.insert(self.file)),
                }
            }
            NodeKind::Global(_) | NodeKind::Import { .. } | NodeKind::Class(_) => {
                for target in self.program.resolve(self.body, at) {
                    if let Target::Class(class) = target {
                        self.found.classes[class].files.insert(self.file);
                    }
                }
            }
            _ => {}
        }
    }

    fn store(&mut self, base: NodeId, name: Symbol) {
        match self.owner(base) {
            Owner::Instance(class) if name.as_str() == "__class__" => self.block(class, "`__class__` is set"),
            Owner::Instance(class) if name.as_str() == "__dict__" => self.block(class, "`__dict__` is set"),
            Owner::Instance(class) | Owner::Made(class) => {
                self.found.classes[class].attributes.insert(name);
            }
            Owner::Class(_) => {}
            Owner::Unknown => {
                if !matches!(self.program.summary(self.body).nodes[base].kind, NodeKind::Module) {
                    self.found.foreign.entry(self.file).or_default().insert(name);
                    if let Some(word) = self.last_word(base) {
                        self.found.named_foreign.entry(word).or_default().insert(name);
                    }
                }
            }
        }
    }

    fn call(
        &mut self,
        summary: &'a Summary,
        number: usize,
        effect: &Effect,
        callee: &Callee,
        args: &[NodeId],
    ) {
        let called = self.called_name(summary, callee);
        if effect.in_loop {
            self.found.looped.extend(called);
        }
        if let Some(name) = called {
            for &arg in args {
                if let Owner::Instance(class) | Owner::Made(class) = self.owner(arg) {
                    self.found.handed.insert((class, name));
                }
            }
        }
        if let Some((class, is_indirect)) = self.roles.called_class(self.program, self.body, callee) {
            self.made(summary, number, effect, class, is_indirect);
            return;
        }
        match callee {
            Callee::Node(node) => {
                let name = match &summary.nodes[*node].kind {
                    NodeKind::Builtin(name) => name.as_str(),
                    _ => match self.program.resolve(self.body, *node).first() {
                        Some(Target::Library(name)) => name.as_str(),
                        Some(Target::Builtin(name)) => name.as_str(),
                        _ => "",
                    },
                };
                self.known_call(name, args);
            }
            Callee::Method { recv, name } if name.as_str() == "__setattr__" => {
                let target = args.first().copied().unwrap_or(*recv);
                self.set_unknown(target, args.get(1).copied());
            }
            Callee::Method { name, .. } if name.as_str() == "object" => self.patched(callee, args),
            Callee::Super { recv, name, .. } if name.as_str() == "__setattr__" => {
                self.set_unknown(*recv, args.first().copied());
            }
            _ => {}
        }
    }

    /// The name that a call calls a function by.
    fn called_name(&self, summary: &Summary, callee: &Callee) -> Option<Symbol> {
        match callee {
            Callee::Method { name, .. } | Callee::Super { name, .. } => Some(*name),
            Callee::Node(node) => match &summary.nodes[*node].kind {
                NodeKind::Global(name)
                | NodeKind::Capture { name, .. }
                | NodeKind::Import { name: Some(name), .. } => Some(*name),
                NodeKind::Function(body) => {
                    Some(self.program.body(self.program.fn_id(self.file, *body)).name)
                }
                _ => None,
            },
        }
    }

    /// The last word of the name that an object goes by.
    fn last_word(&self, node: NodeId) -> Option<String> {
        let name = match &self.program.summary(self.body).nodes[node].kind {
            NodeKind::Param(at) => self.program.body(self.body).params.get(*at as usize)?.name,
            NodeKind::Capture { name, .. } | NodeKind::Global(name) => *name,
            NodeKind::Path { label: Label::Attr(SymbolKey(name)), .. } => *name,
            _ => return None,
        };
        let word = name.as_str().rsplit('_').find(|word| !word.is_empty())?;
        Some(word.to_ascii_lowercase())
    }

    fn known_call(&mut self, name: &str, args: &[NodeId]) {
        let Some(&first) = args.first() else { return };
        match name {
            "vars" | "setattr" | "delattr" | "object.__setattr__" => {
                self.set_unknown(first, args.get(1).copied());
            }
            _ if name.starts_with("weakref.") => {
                if let Owner::Instance(class) | Owner::Made(class) = self.owner(first) {
                    self.found.classes[class].is_weakly_used = true;
                }
            }
            _ => {}
        }
    }

    /// `mock.patch.object(made, "fetch")`
    fn patched(&mut self, callee: &Callee, args: &[NodeId]) {
        let is_patch = super::names::callee_name(self.program, self.body, callee)
            .is_some_and(|name| name == "unittest.mock.patch.object");
        if let Some(&target) = args.first()
            && is_patch
            && matches!(self.owner(target), Owner::Instance(_) | Owner::Made(_))
        {
            self.set_unknown(target, args.get(1).copied());
        }
    }

    /// An attribute is set by name: a constant name is an attribute like others.
    fn set_unknown(&mut self, target: NodeId, name: Option<NodeId>) {
        let summary = self.program.summary(self.body);
        let constant = name.and_then(|name| match &summary.nodes[name].kind {
            NodeKind::Const(text) => *text,
            _ => None,
        });
        match (self.owner(target), constant) {
            (Owner::Instance(class) | Owner::Made(class), Some(name)) => {
                self.found.classes[class].attributes.insert(name);
            }
            (Owner::Instance(class) | Owner::Made(class), None) => {
                self.block(class, "attributes of unknown names are set");
            }
            (Owner::Unknown, None) => {
                self.found.open.insert(self.file);
                self.found.setters.insert(self.program.body(self.program.named_body(self.body)).name);
            }
            (Owner::Unknown, Some(name)) => {
                self.found.foreign.entry(self.file).or_default().insert(name);
            }
            (Owner::Class(_), _) => {}
        }
    }

    fn made(&mut self, summary: &Summary, number: usize, effect: &Effect, class: ClassId, is_indirect: bool) {
        let result = NodeKind::Result(number as u32);
        let node = summary.nodes.iter_enumerated().find(|(_, node)| node.kind == result).map(|(at, _)| at);
        let around = self.roles.method_around(self.program, self.body).map(|(_, first)| match first {
            First::Instance(class) => (class, true),
            First::Class(class) => (class, false),
        });
        let is_own = is_indirect
            || around.is_some_and(|(around, _)| {
                self.program.is_subclass(class, around) || self.program.is_subclass(around, class)
            });
        let named = self.program.named_body(self.body);
        // What a loop returns ends the loop.
        let is_returned = node.is_some_and(|node| is_result(summary, node));
        let repeat = match self.program.body(named).kind {
            _ if effect.in_loop && !is_returned || self.calls_itself(summary) => Repeat::Loop,
            BodyKind::Module | BodyKind::Class => Repeat::Import,
            _ => Repeat::Call,
        };
        let seen = &mut self.found.classes[class];
        if seen.made.len() >= MAX_PLACES {
            return;
        }
        let Some(spot) = spot(self.program, self.file, effect.site) else { return };
        seen.made.push(Made {
            function: self.program.body(named).qualname,
            spot,
            repeat,
            is_looped: false,
            is_kept: node.is_some_and(|node| is_kept(summary, node)),
            is_own,
            is_derived: is_own && around.is_some_and(|(_, is_instance)| is_instance),
        });
    }

    /// The function calls a function of its own name, directly or on an object.
    fn calls_itself(&self, summary: &Summary) -> bool {
        let named = self.program.named_body(self.body);
        let own = self.program.body(named).name;
        let is_method = self.program.class_around(named).is_some();
        summary.effects.iter().any(|effect| match &effect.kind {
            EffectKind::Call { callee: Callee::Node(node), .. } => match &summary.nodes[*node].kind {
                NodeKind::Global(name) | NodeKind::Capture { name, .. } => *name == own && !is_method,
                _ => false,
            },
            EffectKind::Call { callee: Callee::Method { recv, name }, .. } => {
                *name == own
                    && !own.as_str().starts_with("__")
                    && matches!(self.owner(*recv), Owner::Instance(_) | Owner::Class(_))
            }
            _ => false,
        })
    }
}

/// Whether a value gets somewhere that outlives the statement.
fn is_kept(summary: &Summary, node: NodeId) -> bool {
    let is_it = |other: NodeId| {
        other == node || matches!(&summary.nodes[other].kind, NodeKind::OneOf(nodes) if nodes.contains(&node))
    };
    let goes_out = summary.returns.iter().chain(&summary.yields).any(|&value| is_it(value));
    goes_out
        || summary.effects.iter().any(|effect| match &effect.kind {
            EffectKind::Store { value, .. } | EffectKind::Add { value, .. } => is_it(*value),
            EffectKind::Call { callee: Callee::Method { name, .. }, args, .. } => {
                is_adder(name.as_str()) && args.iter().any(|&value| is_it(value))
            }
            _ => false,
        })
}

/// Whether the value is given back by the function, and goes nowhere else.
fn is_result(summary: &Summary, node: NodeId) -> bool {
    let is_it = |other: NodeId| {
        other == node || matches!(&summary.nodes[other].kind, NodeKind::OneOf(nodes) if nodes.contains(&node))
    };
    summary.returns.iter().any(|&value| is_it(value))
        && !summary.effects.iter().any(|effect| match &effect.kind {
            EffectKind::Store { value, .. } | EffectKind::Add { value, .. } => is_it(*value),
            _ => false,
        })
}

/// Methods that put their argument into the receiver.
pub fn is_adder(name: &str) -> bool {
    matches!(
        name,
        "append"
            | "appendleft"
            | "add"
            | "insert"
            | "push"
            | "put"
            | "put_nowait"
            | "setdefault"
            | "extend"
            | "update"
    )
}

pub fn spot(program: &Program<'_>, file: FileId, site: SiteId) -> Option<Spot> {
    let span = program.span(Place::new(file, site))?;
    Some(Spot { file, span })
}
