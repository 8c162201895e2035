//! Caches on methods, hooks of the interpreter, finalizers and weak references that fail.

use super::instances::Instances;
use super::names::{call_of, callee_name, holds, is_method, library_name};
use super::reader::{Reader, scene};
use super::roles::{Owner, Roles};
use super::runtime::is_endless;
use crate::base::{FileId, Idx, SiteId, Symbol};
use crate::heap::{Label, SymbolKey};
use crate::ir::BodyKind;
use crate::outcome::{CachedMethod, DeadWeakref, HeldFinalizer, Keeping, Repeat, Resurrection, WeakEntry};
use crate::project::program::{ClassId, FnId, Program};
use crate::summary::{Callee, EffectKind, MemberKind, NodeId, NodeKind};

pub(super) fn add(program: &Program<'_>, roles: &Roles, seen: &Instances, out: &mut Keeping) {
    let is_known = |file: FileId| !program.modules.of(file).is_stub;
    for class in program.classes.indices().filter(|&class| is_known(program.classes[class].file)) {
        cached_methods(program, seen, class, out);
        if let Some(body) = finalizer(program, class) {
            resurrections(program, roles, class, body, out);
        }
    }
    for body in (0..program.body_count()).map(FnId::from_usize) {
        let file = program.file_of(body);
        if is_known(file) {
            Reader::new(program, roles, seen, body).read_hooks(out);
        }
    }
}

/// Every instance is made while modules are imported, if any is.
fn is_singleton(seen: &Instances, class: ClassId) -> bool {
    let made = &seen.classes[class].made;
    !made.is_empty() && made.iter().all(|made| made.repeat == Repeat::Import)
}

// --- caches

fn cached_methods(program: &Program<'_>, seen: &Instances, class: ClassId, out: &mut Keeping) {
    let shape = program.shape(class);
    let file = program.classes[class].file;
    let class_body = program.classes[class].body;
    for member in &shape.members {
        let MemberKind::Decorated { body, decorators } = &member.kind else { continue };
        let function = program.fn_id(file, *body);
        let first = program.body(function).params.first().map(|param| param.name.as_str());
        if matches!(first, None | Some("cls" | "klass" | "mcs")) {
            continue;
        }
        let named = decorators.iter().map(|&node| cache_name(program, class_body, node));
        let names: Vec<Option<String>> = named.collect();
        let is_other = decorators.iter().any(|&node| {
            library_name(program, class_body, node)
                .is_some_and(|n| matches!(n.as_str(), "classmethod" | "staticmethod"))
        });
        let Some(name) = names.into_iter().flatten().next().filter(|_| !is_other) else { continue };
        let Some(scene) = scene(program, function, program.body(function).site) else { continue };
        out.cached.push(CachedMethod {
            scene,
            class: shape.name,
            is_unbounded: name == "cache"
                || decorators.iter().any(|&node| is_endless_cache(program, class_body, node)),
            decorator: Symbol::new(&name),
            is_singleton: is_singleton(seen, class)
                || is_metaclass(program, class)
                || name != "cache" && is_value(program, class),
        });
    }
}

/// Whether a function is handed to a cache where it is defined: each call with new arguments runs it once.
pub(in crate::project) fn is_cached(program: &Program<'_>, function: FnId) -> bool {
    let Some(outer) = program.parent(function) else { return false };
    let (summary, file) = (program.summary(outer), program.file_of(function));
    summary.effects.iter().any(|effect| match &effect.kind {
        EffectKind::Call { callee: Callee::Node(cache), args, .. } => {
            let is_it = |arg: &NodeId| match summary.nodes[*arg].kind {
                NodeKind::Function(body) => program.fn_id(file, body) == function,
                _ => false,
            };
            args.iter().any(is_it) && cache_name(program, outer, *cache).is_some()
        }
        _ => false,
    })
}

/// `lru_cache` or `cache`, whether called with settings or not.
fn cache_name(program: &Program<'_>, body: FnId, node: NodeId) -> Option<String> {
    let callee = match call_of(program, body, node) {
        Some(EffectKind::Call { callee: Callee::Node(callee), .. }) => *callee,
        Some(EffectKind::Call { callee, .. }) => {
            let name = callee_name(program, body, callee)?;
            return known_cache(&name);
        }
        _ => node,
    };
    known_cache(&library_name(program, body, callee)?)
}

/// `lru_cache(maxsize=None)`
fn is_endless_cache(program: &Program<'_>, body: FnId, node: NodeId) -> bool {
    match call_of(program, body, node) {
        Some(EffectKind::Call { callee: Callee::Node(maker), args, keywords, .. }) => {
            is_endless(program, body, *maker, args, keywords)
        }
        _ => false,
    }
}

fn known_cache(name: &str) -> Option<String> {
    let last = name.strip_prefix("functools.")?;
    matches!(last, "lru_cache" | "cache").then(|| last.to_owned())
}

/// Equal instances share their entries: there the cache is one over values.
fn is_value(program: &Program<'_>, class: ClassId) -> bool {
    ["__hash__", "__eq__"].iter().any(|name| program.member(class, Symbol::new(name)).is_some())
        || program.library_bases(class).any(|name| {
            matches!(
                name.as_str(),
                "typing.NamedTuple" | "tuple" | "str" | "int" | "enum.IntEnum" | "enum.Flag"
            )
        })
}

pub(super) fn is_metaclass(program: &Program<'_>, class: ClassId) -> bool {
    program.library_bases(class).any(|name| matches!(name.as_str(), "type" | "abc.ABCMeta" | "enum.Enum"))
}

// --- finalizers

fn finalizer(program: &Program<'_>, class: ClassId) -> Option<FnId> {
    let member = program.own_member(class, Symbol::new("__del__"))?;
    program.member_function(class, &member.kind)
}

fn resurrections(program: &Program<'_>, roles: &Roles, class: ClassId, body: FnId, out: &mut Keeping) {
    let summary = program.summary(body);
    let is_self = |node: NodeId| matches!(summary.nodes[node].kind, NodeKind::Param(0));
    for effect in &summary.effects {
        let target = match &effect.kind {
            EffectKind::Store { base, label: Label::Attr(SymbolKey(name)), value } if is_self(*value) => {
                match &summary.nodes[*base].kind {
                    NodeKind::Module => Some(name.to_string()),
                    _ => match roles.owner(program, body, *base) {
                        Owner::Class(owner) => Some(format!("{}.{name}", program.shape(owner).name)),
                        _ => None,
                    },
                }
            }
            EffectKind::Add { base, value, .. } | EffectKind::Store { base, value, .. }
                if is_self(*value) =>
            {
                lasting(program, roles, body, *base)
            }
            EffectKind::Call { callee: Callee::Method { recv, name }, args, .. }
                if super::instances::is_adder(name.as_str()) && args.iter().any(|&arg| is_self(arg)) =>
            {
                lasting(program, roles, body, *recv)
            }
            _ => None,
        };
        if let (Some(target), Some(scene)) = (target, scene(program, body, effect.site)) {
            out.resurrections.push(Resurrection { scene, class: program.shape(class).name, target });
        }
    }
}

/// The name of a module or class level value.
fn lasting(program: &Program<'_>, roles: &Roles, body: FnId, node: NodeId) -> Option<String> {
    match &program.summary(body).nodes[node].kind {
        NodeKind::Global(name) => Some(name.to_string()),
        NodeKind::Path { base, label: Label::Attr(SymbolKey(name)) } => {
            match roles.owner(program, body, *base) {
                Owner::Class(owner) => Some(format!("{}.{name}", program.shape(owner).name)),
                Owner::Instance(owner) => {
                    let (holder, member) = program.member(owner, *name)?;
                    let is_value = matches!(member.kind, MemberKind::Value(_));
                    is_value.then(|| format!("{}.{name}", program.shape(holder).name))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

// --- calls

impl Reader<'_, '_> {
    fn read_hooks(&self, out: &mut Keeping) {
        for effect in &self.summary.effects {
            match &effect.kind {
                EffectKind::Call { callee, args, keywords, .. } => {
                    let all: Vec<NodeId> =
                        args.iter().copied().chain(keywords.iter().map(|row| row.1)).collect();
                    self.pin(callee, &all, effect.site, out);
                    let Some(name) = callee_name(self.program, self.body, callee) else { continue };
                    match name.as_str() {
                        "weakref.finalize" => self.finalize(args, &all, effect.site, out),
                        "weakref.ref" | "weakref.proxy" => self.weak(&name, args, effect.site, out),
                        _ => {}
                    }
                }
                EffectKind::Store { base, label, value } => {
                    self.pin_store(*base, *label, *value, effect.site, out);
                }
                EffectKind::Add { base, label: Label::Value, value } => {
                    self.weak_entry(*base, *value, effect.site, out);
                }
                _ => {}
            }
        }
    }

    fn finalize(&self, args: &[NodeId], all: &[NodeId], site: SiteId, out: &mut Keeping) {
        let Some(&object) = args.first() else { return };
        let held =
            all.iter().skip(1).find_map(|&arg| holds(self.program, self.roles, self.body, arg, object));
        if let (Some(what), Some(scene)) = (held, self.scene(site)) {
            let object = match self.roles.owner(self.program, self.body, object) {
                Owner::Instance(class) => format!("every `{}`", self.program.shape(class).name),
                _ => holds(self.program, self.roles, self.body, object, object)
                    .map_or_else(String::new, |name| format!("`{name}`")),
            };
            out.finalizers.push(HeldFinalizer { scene, what, object });
        }
    }

    fn weak(&self, call: &str, args: &[NodeId], site: SiteId, out: &mut Keeping) {
        let Some(&target) = args.first() else { return };
        let (what, is_method) = match &self.summary.nodes[target].kind {
            NodeKind::Path { base, label: Label::Attr(SymbolKey(name)) } => {
                match self.roles.owner(self.program, self.body, *base) {
                    Owner::Instance(class) | Owner::Made(class) if is_method(self.program, class, *name) => {
                        (format!("the bound method `{name}`"), true)
                    }
                    _ => return,
                }
            }
            NodeKind::Function(body) if self.is_lambda(*body) && !self.is_used_elsewhere(target, site) => {
                ("a lambda".to_owned(), false)
            }
            NodeKind::Result(_) if !self.is_used_elsewhere(target, site) => {
                match self.roles.owner(self.program, self.body, target) {
                    Owner::Made(class) => (format!("a new `{}`", self.program.shape(class).name), false),
                    _ => return,
                }
            }
            _ => return,
        };
        if let Some(scene) = self.scene(site) {
            out.dead.push(DeadWeakref { scene, call: Symbol::new(call), what, is_method });
        }
    }

    fn is_lambda(&self, body: crate::ir::BodyId) -> bool {
        self.program.body(self.program.fn_id(self.file, body)).kind == BodyKind::Lambda
    }

    /// Whether anything but the effect at the site uses the value, or it may be kept by a name.
    fn is_used_elsewhere(&self, node: NodeId, site: SiteId) -> bool {
        let is_bound = self.summary.namespace.iter().any(|row| row.1 == node);
        let goes_out = self.summary.returns.iter().chain(&self.summary.yields).any(|&value| value == node);
        is_bound
            || goes_out
            || self.summary.effects.iter().any(|effect| {
                effect.site != site && {
                    match &effect.kind {
                        EffectKind::Store { base, value, .. } | EffectKind::Add { base, value, .. } => {
                            *value == node || *base == node
                        }
                        EffectKind::Call { callee, args, keywords, .. } => {
                            let is_receiver = match callee {
                                Callee::Node(callee) => *callee == node,
                                Callee::Method { recv, .. } | Callee::Super { recv, .. } => *recv == node,
                            };
                            is_receiver || args.contains(&node) || keywords.iter().any(|row| row.1 == node)
                        }
                        _ => false,
                    }
                }
            })
    }

    /// `weak[key] = Value(key)` where `Value` keeps its argument.
    fn weak_entry(&self, base: NodeId, value: NodeId, site: SiteId, out: &mut Keeping) {
        let Some(dict) = self.weak_dict(base) else { return };
        let key = self.summary.effects.iter().find_map(|effect| match &effect.kind {
            EffectKind::Add { base: other, label: Label::Key, value: key } => {
                (*other == base && effect.site == site).then_some(*key)
            }
            _ => None,
        });
        let (Some(key), Some(EffectKind::Call { callee, args, keywords, .. })) =
            (key, call_of(self.program, self.body, value))
        else {
            return;
        };
        let Some((class, _)) = self.roles.called_class(self.program, self.body, callee) else { return };
        let Some(attribute) = self.kept_argument(class, key, args, keywords) else { return };
        if let Some(scene) = self.scene(site) {
            out.weak_entries.push(WeakEntry {
                scene,
                dict,
                value: self.program.shape(class).name,
                attribute,
            });
        }
    }

    /// The name of a dictionary with weak keys: an attribute, or a module-level name.
    fn weak_dict(&self, node: NodeId) -> Option<String> {
        const NAME: &str = "weakref.WeakKeyDictionary";
        let is_weak = |body: FnId, node: NodeId| {
            matches!(call_of(self.program, body, node), Some(EffectKind::Call { callee, .. })
                if callee_name(self.program, body, callee).is_some_and(|name| name == NAME))
        };
        match &self.summary.nodes[node].kind {
            NodeKind::Global(name) => {
                let module = self.program.module_body(self.file);
                let row = self.program.summary(module).namespace.iter().find(|row| row.0 == *name)?;
                is_weak(module, row.1).then(|| name.to_string())
            }
            NodeKind::Path { base, label: Label::Attr(SymbolKey(name)) } => {
                let class = match self.roles.owner(self.program, self.body, *base) {
                    Owner::Instance(class) | Owner::Class(class) => class,
                    _ => return None,
                };
                let bodies = self.program.bodies_of(self.program.classes[class].file);
                let stored = bodies.into_iter().any(|body| {
                    self.program.summary(body).effects.iter().any(|effect| match &effect.kind {
                        EffectKind::Store { base, label, value } => {
                            *label == Label::attr(*name)
                                && self.roles.owner(self.program, body, *base) == Owner::Instance(class)
                                && is_weak(body, *value)
                        }
                        _ => false,
                    })
                });
                let is_member = || match self.program.member(class, *name) {
                    Some((owner, member)) => match member.kind {
                        MemberKind::Value(node) => is_weak(self.program.classes[owner].body, node),
                        _ => false,
                    },
                    None => false,
                };
                (stored || is_member()).then(|| format!("{}.{name}", self.program.shape(class).name))
            }
            _ => None,
        }
    }

    /// The attribute under which a constructor keeps the argument `key`.
    fn kept_argument(
        &self,
        class: ClassId,
        key: NodeId,
        args: &[NodeId],
        keywords: &[(Symbol, NodeId)],
    ) -> Option<Symbol> {
        let (owner, member) = self.program.member(class, Symbol::new("__init__"))?;
        let init = self.program.member_function(owner, &member.kind)?;
        let params = &self.program.body(init).params;
        let at = match args.iter().position(|&arg| arg == key) {
            Some(at) => at + 1,
            None => {
                let name = keywords.iter().find(|row| row.1 == key)?.0;
                params.iter().position(|param| param.name == name)?
            }
        };
        let summary = self.program.summary(init);
        let is_param = |node: NodeId| match &summary.nodes[node].kind {
            NodeKind::Param(n) => usize::from(*n) == at,
            _ => false,
        };
        summary.effects.iter().find_map(|effect| match &effect.kind {
            EffectKind::Store { base, label: Label::Attr(SymbolKey(name)), value } => {
                (summary.nodes[*base].kind == NodeKind::Param(0) && is_param(*value)).then_some(*name)
            }
            _ => None,
        })
    }
}
