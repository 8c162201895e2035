//! What a name means: module-level names through imports and re-exports, and nodes of a summary
//! as far as they are known without running anything.
//!
//! A *target* is the thing meant: a class, a function, a module, a value made at module level, or
//! a dotted name outside the project. Import cycles are cut by a bound on steps.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::program::{ClassId, FnId, Program};
use super::words::join;
use crate::base::{Few, FileId, Symbol};
use crate::heap::Label;
use crate::ir::BodyKind;
use crate::summary::{Callee, EffectKind, MemberKind, NodeId, NodeKind};

/// What a name or node means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    Class(ClassId),
    Function(FnId),
    Module(FileId),
    /// A folder of the project without a file of its own.
    Folder(Symbol),
    /// A value made by a module or class body: the node of its summary.
    Value(FnId, NodeId),
    Builtin(Symbol),
    /// A dotted name outside the project.
    Library(Symbol),
    /// `name` of another module, not looked up yet.
    Import(FileId, Symbol),
}

pub type Targets = Few<Target, 1>;

/// Steps from name to name before an import counts as unresolved.
const MAX_STEPS: u32 = 24;
/// Alternatives of one name (try/except imports) that are followed.
const MAX_TARGETS: usize = 6;

/// Decorators of one class that are looked through.
const MAX_DECORATORS: usize = 6;

/// Fills the tables of module-level names.
pub(super) fn fill(program: &mut Program<'_>) {
    let count = program.files.len();
    let mut globals = Vec::with_capacity(count);
    let mut stars = Vec::with_capacity(count);
    for at in 0..count {
        let file = FileId(at as u32);
        stars.push(star_imports(program, file));
        let mut names = FxHashMap::default();
        if program.has_bodies(file) {
            let body = program.module_body(file);
            for &(name, node) in &program.summary(body).namespace {
                names.insert(name, direct(program, body, node, MAX_STEPS));
            }
        }
        globals.push(names);
    }
    program.globals = globals;
    program.stars = stars;
    program.globals = settled(program);
}

/// The same tables with every import followed to its end, once for all who ask.
fn settled(program: &Program<'_>) -> Vec<FxHashMap<Symbol, Targets>> {
    let follow = |names: &FxHashMap<Symbol, Targets>| {
        names.iter().map(|(&name, targets)| (name, program.settle(targets, MAX_STEPS))).collect()
    };
    program.globals.par_iter().map(follow).collect()
}

fn star_imports(program: &Program<'_>, file: FileId) -> Vec<FileId> {
    let mut out = Vec::new();
    for row in &program.files[file.0 as usize].imports {
        if row.names.iter().any(|name| name.as_str() == "*")
            && let Some(name) = program.modules.absolute(file, row.module, row.level)
            && let Some(source) = program.modules.find(file, name)
            && source != file
        {
            out.push(source);
        }
    }
    out
}

/// What a node of a module or class body means without asking other modules.
fn direct(program: &Program<'_>, body: FnId, node: NodeId, steps: u32) -> Targets {
    let (file, _) = program.local(body);
    let summary = program.summary(body);
    let Some(found) = summary.nodes.get(node) else { return Targets::new() };
    if steps == 0 {
        return Targets::new();
    }
    match &found.kind {
        NodeKind::Class(class) => {
            let class = program.class_of_body.get(&program.fn_id(file, *class));
            class.map(|&class| Target::Class(class)).into_iter().collect()
        }
        NodeKind::Function(function) => Targets::one(Target::Function(program.fn_id(file, *function))),
        NodeKind::Import { module, level, name } => import(program, file, *module, *level, *name),
        NodeKind::OneOf(nodes) => {
            let mut out = Targets::new();
            for &node in nodes.iter().take(MAX_TARGETS) {
                for target in direct(program, body, node, steps - 1) {
                    if !out.contains(&target) {
                        out.push(target);
                    }
                }
            }
            out
        }
        NodeKind::Builtin(name) => Targets::one(Target::Builtin(*name)),
        NodeKind::Model(name) => Targets::one(Target::Library(*name)),
        NodeKind::Module => Targets::one(Target::Module(file)),
        NodeKind::Const(_) | NodeKind::Unknown => Targets::new(),
        NodeKind::Result(_) => match decorated(program, body, node) {
            Some(class) => Targets::one(Target::Class(class)),
            None => Targets::one(Target::Value(body, node)),
        },
        _ => Targets::one(Target::Value(body, node)),
    }
}

/// The class behind the last of its decorators, where the statement's own name is bound to that.
fn decorated(program: &Program<'_>, body: FnId, node: NodeId) -> Option<ClassId> {
    let summary = program.summary(body);
    let mut at = node;
    for _ in 0..MAX_DECORATORS {
        match &summary.nodes.get(at)?.kind {
            NodeKind::Result(effect) => match &summary.effects.get(*effect as usize)?.kind {
                EffectKind::Call { callee: Callee::Node(_), args, .. } if args.len() == 1 => at = args[0],
                _ => return None,
            },
            NodeKind::Class(class) => {
                let class = *program.class_of_body.get(&program.fn_id(program.file_of(body), *class))?;
                let name = program.shape(class).name;
                return summary.namespace.contains(&(name, node)).then_some(class);
            }
            _ => return None,
        }
    }
    None
}

fn import(program: &Program<'_>, file: FileId, module: Symbol, level: u16, name: Option<Symbol>) -> Targets {
    let Some(absolute) = program.modules.absolute(file, module, level) else { return Targets::new() };
    let target = match (program.modules.find(file, absolute), name) {
        // A package that imports from itself means a module below it.
        (Some(source), Some(name)) if source == file => {
            match member_of_folder(program, file, absolute, name) {
                found @ (Target::Module(_) | Target::Folder(_)) => found,
                _ => Target::Import(source, name),
            }
        }
        (Some(source), Some(name)) => Target::Import(source, name),
        (Some(source), None) => Target::Module(source),
        (None, Some(name)) if program.modules.is_folder(absolute) => {
            member_of_folder(program, file, absolute, name)
        }
        (None, None) if program.modules.is_folder(absolute) => Target::Folder(absolute),
        (None, Some(name)) => Target::Library(join(absolute, name)),
        (None, None) => Target::Library(absolute),
    };
    Targets::one(target)
}

fn member_of_folder(program: &Program<'_>, from: FileId, folder: Symbol, name: Symbol) -> Target {
    let full = join(folder, name);
    match program.modules.find(from, full) {
        Some(file) => Target::Module(file),
        None if program.modules.is_folder(full) => Target::Folder(full),
        None => Target::Library(full),
    }
}

impl Program<'_> {
    /// A module-level (or built-in) name of `file`.
    pub fn global(&self, file: FileId, name: Symbol) -> Targets {
        self.global_steps(file, name, MAX_STEPS).unwrap_or_else(|| Targets::one(Target::Builtin(name)))
    }

    fn global_steps(&self, file: FileId, name: Symbol, steps: u32) -> Option<Targets> {
        if steps == 0 {
            return Some(Targets::new());
        }
        if let Some(targets) = self.globals[file.0 as usize].get(&name) {
            let is_settled = !targets.iter().any(|target| matches!(target, Target::Import(..)));
            return Some(if is_settled { targets.clone() } else { self.settle(targets, steps - 1) });
        }
        let stars = &self.stars[file.0 as usize];
        stars.iter().rev().find_map(|&source| self.global_steps(source, name, steps / 2))
    }

    /// An attribute of a module: a name of it, or a module below it.
    pub fn module_attr(&self, file: FileId, name: Symbol) -> Targets {
        self.module_attr_steps(file, name, MAX_STEPS)
    }

    fn module_attr_steps(&self, file: FileId, name: Symbol, steps: u32) -> Targets {
        if let Some(targets) = self.global_steps(file, name, steps) {
            return targets;
        }
        match member_of_folder(self, file, self.modules.name(file), name) {
            found @ (Target::Module(_) | Target::Folder(_)) => Targets::one(found),
            _ => Targets::new(),
        }
    }

    fn settle(&self, targets: &Targets, steps: u32) -> Targets {
        let mut out = Targets::new();
        for &target in targets {
            let found = match target {
                Target::Import(file, name) if steps > 0 => self.module_attr_steps(file, name, steps - 1),
                Target::Import(..) => Targets::new(),
                other => Targets::one(other),
            };
            for target in found {
                if !out.contains(&target) && out.len() < MAX_TARGETS {
                    out.push(target);
                }
            }
        }
        out
    }

    /// What a node of any body means, as far as names alone tell.
    pub fn resolve(&self, body: FnId, node: NodeId) -> Targets {
        self.resolve_steps(body, node, MAX_STEPS)
    }

    fn resolve_steps(&self, body: FnId, node: NodeId, steps: u32) -> Targets {
        let summary = self.summary(body);
        let Some(found) = summary.nodes.get(node) else { return Targets::new() };
        if steps == 0 {
            return Targets::new();
        }
        match &found.kind {
            NodeKind::Global(name) => self.free_name(body, *name, steps),
            NodeKind::Capture { name, .. } => self.captured(body, *name, steps),
            NodeKind::Path { base, label: Label::Attr(name) } => {
                let mut out = Targets::new();
                for target in self.resolve_steps(body, *base, steps - 1) {
                    out.extend(self.target_attr(body, target, name.0, steps - 1));
                }
                out
            }
            NodeKind::Result(effect) => self.subscripted(body, *effect, steps),
            NodeKind::OneOf(nodes) => {
                let nodes = nodes.iter().take(MAX_TARGETS);
                nodes.flat_map(|&node| self.resolve_steps(body, node, steps - 1)).collect()
            }
            _ => self.settle(&direct(self, body, node, steps), steps),
        }
    }

    /// A name that a body reads and does not bind: class blocks look into themselves first.
    fn free_name(&self, body: FnId, name: Symbol, steps: u32) -> Targets {
        if self.body(body).kind == BodyKind::Class
            && let Some(&(_, node)) = self.summary(body).namespace.iter().find(|(n, _)| *n == name)
            && !matches!(self.summary(body).nodes[node].kind, NodeKind::Global(n) if n == name)
        {
            return self.resolve_steps(body, node, steps - 1);
        }
        let file = self.file_of(body);
        self.global_steps(file, name, steps - 1).unwrap_or_else(|| Targets::one(Target::Builtin(name)))
    }

    /// A name of an enclosing function: a class or function defined there.
    fn captured(&self, body: FnId, name: Symbol, steps: u32) -> Targets {
        let (file, _) = self.local(body);
        let artefact = self.files[file.0 as usize];
        let mut at = body;
        for _ in 0..steps {
            let Some(parent) = self.parent(at) else { break };
            let (_, local) = self.local(parent);
            if let Some(shape) = artefact.classes.iter().find(|c| c.parent == local && c.name == name)
                && let Some(&class) = self.class_of_body.get(&self.fn_id(file, shape.body))
            {
                return Targets::one(Target::Class(class));
            }
            at = parent;
        }
        Targets::new()
    }

    /// `Base[T]` means `Base`; `with_metaclass(Meta, Base)` means `Base`.
    fn subscripted(&self, body: FnId, effect: u32, steps: u32) -> Targets {
        match self.summary(body).effects.get(effect as usize).map(|effect| &effect.kind) {
            Some(EffectKind::Item { source, .. }) => self.resolve_steps(body, *source, steps - 1),
            Some(EffectKind::Call { callee: Callee::Node(callee), args, .. }) => {
                let is_with_metaclass = self.resolve_steps(body, *callee, steps - 1).iter().any(|target| {
                    let name = match target {
                        Target::Function(function) => self.body(*function).name.as_str(),
                        Target::Library(name) => name.as_str(),
                        _ => "",
                    };
                    name == "with_metaclass" || name.ends_with(".with_metaclass")
                });
                match args.last() {
                    Some(&base) if is_with_metaclass => self.resolve_steps(body, base, steps - 1),
                    _ => Targets::new(),
                }
            }
            _ => Targets::new(),
        }
    }

    fn target_attr(&self, body: FnId, target: Target, name: Symbol, steps: u32) -> Targets {
        match target {
            Target::Module(file) => self.module_attr_steps(file, name, steps),
            Target::Folder(folder) => Targets::one(member_of_folder(self, self.file_of(body), folder, name)),
            Target::Library(dotted) => Targets::one(Target::Library(join(dotted, name))),
            Target::Builtin(builtin) => Targets::one(Target::Library(join(builtin, name))),
            Target::Class(class) => match self
                .member(class, name)
                .map(|(owner, member)| (owner, &member.kind))
            {
                Some((owner, MemberKind::Class(inner))) => {
                    let inner = self.fn_id(self.classes[owner].file, *inner);
                    self.class_of_body.get(&inner).map(|&class| Target::Class(class)).into_iter().collect()
                }
                Some((owner, MemberKind::Value(node))) => {
                    self.resolve_steps(self.classes[owner].body, *node, steps)
                }
                _ => Targets::new(),
            },
            Target::Function(_) | Target::Value(..) | Target::Import(..) => Targets::new(),
        }
    }
}
