//! Containers that live as long as the process, and everything that is put in and taken out.

use rustc_hash::{FxHashMap, FxHashSet};

use super::instances::{Instances, is_adder, spot};
use super::names::{call_of, callee_name};
use super::reader::Reader;
use super::roles::{Owner, Roles};
use crate::base::{Idx, SiteId, Symbol};
use crate::heap::{Kind, Label, SymbolKey};
use crate::ir::BodyKind;
use crate::outcome::{Adding, Container, Domain, Keeping, Repeat, Scene};
use crate::project::names::Target;
use crate::project::program::{FnId, Program};
use crate::summary::{Callee, Effect, EffectKind, MemberKind, NodeId, NodeKind};

/// A container: the body that binds it and the node of its value.
type Key = (FnId, NodeId);

pub(super) fn add(program: &Program<'_>, roles: &Roles, seen: &Instances, out: &mut Keeping) {
    let mut table = Table::of(program);
    let imported = imported(program);
    for body in (0..program.body_count()).map(FnId::from_usize) {
        let file = program.file_of(body);
        let kind = program.body(body).kind;
        if program.modules.of(file).is_stub || matches!(kind, BodyKind::Module | BodyKind::Class) {
            continue;
        }
        let reader = Filler { of: Reader::new(program, roles, seen, body), imported: &imported };
        reader.read(&mut table);
        reader.of.defaults(out);
    }
    out.containers = table.rows.into_iter().filter(|row| !row.adds.is_empty()).collect();
}

struct Table {
    rows: Vec<Container>,
    by_key: FxHashMap<Key, usize>,
}

impl Table {
    fn of(program: &Program<'_>) -> Self {
        let mut table = Self { rows: Vec::new(), by_key: FxHashMap::default() };
        for body in (0..program.body_count()).map(FnId::from_usize) {
            let info = program.body(body);
            if matches!(info.kind, BodyKind::Module | BodyKind::Class) && !is_local(program, body) {
                table.add_names(program, body);
            }
        }
        table
    }

    fn add_names(&mut self, program: &Program<'_>, body: FnId) {
        let info = program.body(body);
        let file = program.file_of(body);
        for &(name, node) in &info.summary.namespace {
            let Some(is_bounded) = container(program, body, node) else { continue };
            let class = (info.kind == BodyKind::Class).then_some(info.qualname);
            let site = match class {
                Some(_) => member_site(program, body, name).unwrap_or(info.site),
                None => info.summary.nodes[node].site,
            };
            let Some(spot) = spot(program, file, site) else { continue };
            if self.by_key.contains_key(&(body, node)) {
                continue;
            }
            self.by_key.insert((body, node), self.rows.len());
            self.rows.push(Container {
                name: class.map_or_else(|| name.to_string(), |class| format!("{class}.{name}")),
                spot,
                class,
                adds: Vec::new(),
                is_emptied: false,
                is_escaped: false,
                is_bounded,
                is_looked_up: false,
                is_table: is_filled(&info.summary.effects, node),
                is_list: matches!(
                    info.summary.nodes[node].kind,
                    NodeKind::Alloc { kind: Kind::List | Kind::Deque, .. }
                ),
            });
        }
    }
}

/// The module or class block itself puts something in: it is a table that the text begins.
fn is_filled(effects: &[Effect], node: NodeId) -> bool {
    effects.iter().any(|effect| match &effect.kind {
        EffectKind::Add { base, .. } => *base == node,
        _ => false,
    })
}

fn member_site(program: &Program<'_>, body: FnId, name: Symbol) -> Option<SiteId> {
    let class = program.class_of_body.get(&body)?;
    program.own_member(*class, name).map(|member| member.site)
}

pub(super) fn is_local(program: &Program<'_>, body: FnId) -> bool {
    let mut at = Some(body);
    while let Some(body) = at {
        if matches!(program.body(body).kind, BodyKind::Function | BodyKind::Lambda) {
            return true;
        }
        at = program.parent(body);
    }
    false
}

/// Whether a node is a container, and whether that is one which bounds itself.
fn container(program: &Program<'_>, body: FnId, node: NodeId) -> Option<bool> {
    match &program.summary(body).nodes[node].kind {
        NodeKind::Alloc { kind: Kind::List | Kind::Dict | Kind::Set | Kind::Deque, .. } => Some(false),
        NodeKind::Result(_) => {
            let EffectKind::Call { callee, args, keywords, .. } = call_of(program, body, node)? else {
                return None;
            };
            let name = callee_name(program, body, callee)?;
            match name.as_str() {
                "collections.deque" => {
                    Some(args.len() > 1 || keywords.iter().any(|row| row.0.as_str() == "maxlen"))
                }
                "collections.defaultdict" | "collections.OrderedDict" | "dict" | "list" | "set" => {
                    Some(false)
                }
                "queue.Queue" => Some(true),
                _ if name.starts_with("weakref.Weak") => Some(true),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Functions that are called, and only while modules are imported.
fn imported(program: &Program<'_>) -> FxHashSet<FnId> {
    let mut at_import: FxHashSet<FnId> = FxHashSet::default();
    let mut later: FxHashSet<FnId> = FxHashSet::default();
    for body in (0..program.body_count()).map(FnId::from_usize) {
        let is_import = !is_local(program, body);
        for effect in &program.summary(body).effects {
            let EffectKind::Call { callee, .. } = &effect.kind else { continue };
            let targets = match callee {
                Callee::Node(node) => program.resolve(body, *node),
                Callee::Method { recv, name } => program
                    .resolve(body, *recv)
                    .into_iter()
                    .flat_map(|target| match target {
                        Target::Module(file) => program.module_attr(file, *name),
                        Target::Class(class) => program
                            .member(class, *name)
                            .and_then(|(owner, member)| program.member_function(owner, &member.kind))
                            .map(Target::Function)
                            .into_iter()
                            .collect(),
                        _ => Default::default(),
                    })
                    .collect(),
                Callee::Super { .. } => continue,
            };
            for target in targets {
                if let Target::Function(function) = target {
                    if is_import { &mut at_import } else { &mut later }.insert(function);
                }
            }
        }
    }
    at_import.retain(|function| !later.contains(function));
    at_import
}

/// A reader that puts what it sees into a table of containers.
struct Filler<'r, 'a> {
    of: Reader<'r, 'a>,
    imported: &'r FxHashSet<FnId>,
}

impl Filler<'_, '_> {
    fn read(&self, table: &mut Table) {
        let rows: Vec<Option<usize>> = self
            .of
            .summary
            .nodes
            .indices()
            .map(|node| self.key(node).and_then(|key| table.by_key.get(&key).copied()))
            .collect();
        if rows.iter().all(Option::is_none) && !self.rebinds() {
            return;
        }
        let row = |node: NodeId| rows[node.as_usize()];
        let inner = |node: NodeId| self.inner(&rows, node);
        self.taken_methods(&rows, table);
        for effect in &self.of.summary.effects {
            match &effect.kind {
                EffectKind::Add { base, label: label @ (Label::Value | Label::Elem), value } => {
                    if let Some(at) = row(*base).or_else(|| inner(*base)) {
                        let is_keyed = *label == Label::Value;
                        let key = self.key_added(*base, effect.site);
                        self.put(&mut table.rows[at], key, *value, effect, is_keyed);
                    }
                    self.escape(table, row(*value));
                }
                EffectKind::Add { value, .. } => self.escape(table, row(*value)),
                EffectKind::Store { base, label, value } => match row(*value) {
                    // `items += more` binds the name to what it was.
                    Some(at) if self.stored(*base, *label, table) == Some(at) => {}
                    value => {
                        self.escape(table, value);
                        if let Some(at) = self.stored(*base, *label, table) {
                            table.rows[at].is_emptied = true;
                        }
                    }
                },
                EffectKind::Item { source, .. } => {
                    if let Some(at) = row(*source) {
                        table.rows[at].is_looked_up = true;
                    }
                }
                EffectKind::Operate { operands, .. } => {
                    for at in operands.iter().filter_map(|&node| row(node)) {
                        table.rows[at].is_looked_up = true;
                    }
                }
                EffectKind::Remove { base, .. } | EffectKind::Clear { base } => {
                    if let Some(at) = row(*base).or_else(|| inner(*base)) {
                        table.rows[at].is_emptied = true;
                    }
                }
                EffectKind::Call { callee, args, keywords, .. } => {
                    for &arg in args.iter().chain(keywords.iter().map(|row| &row.1)) {
                        self.escape(table, row(arg));
                    }
                    if let Callee::Method { recv, name } = callee
                        && let Some(at) = row(*recv)
                    {
                        self.method(&mut table.rows[at], *name, args, effect);
                    } else if let Callee::Method { recv, name } = callee
                        && let Some(at) = inner(*recv)
                    {
                        self.inner_method(&mut table.rows[at], *name, args, effect);
                    }
                }
                _ => {}
            }
        }
        for &node in self.of.summary.returns.iter().chain(&self.of.summary.yields) {
            self.escape(table, row(node));
        }
    }

    /// What stands under a key of a container is a part of it.
    fn inner(&self, rows: &[Option<usize>], node: NodeId) -> Option<usize> {
        let NodeKind::Result(at) = self.of.summary.nodes[node].kind else { return None };
        match &self.of.summary.effects.get(at as usize)?.kind {
            EffectKind::Item { source, .. } => rows[source.as_usize()],
            EffectKind::Call { callee: Callee::Method { recv, name }, .. } => {
                rows[recv.as_usize()].filter(|_| matches!(name.as_str(), "setdefault" | "get"))
            }
            _ => None,
        }
    }

    fn taken_methods(&self, rows: &[Option<usize>], table: &mut Table) {
        for (at, node) in self.of.summary.nodes.iter_enumerated() {
            // A method of the container taken as a value: `done.add_callback(PENDING.discard)`.
            if let NodeKind::Path { base, label: Label::Attr(SymbolKey(name)) } = &node.kind
                && let (Some(container), None) = (rows[base.as_usize()], rows[at.as_usize()])
            {
                table.rows[container].is_emptied |= is_remover(name.as_str());
                table.rows[container].is_escaped = true;
            }
        }
    }

    fn escape(&self, table: &mut Table, at: Option<usize>) {
        if let Some(at) = at {
            table.rows[at].is_escaped = true;
        }
    }

    fn rebinds(&self) -> bool {
        self.of
            .summary
            .effects
            .iter()
            .any(|effect| matches!(effect.kind, EffectKind::Store { label: Label::Attr(_), .. }))
    }

    /// The long-lived container that a node is.
    fn key(&self, node: NodeId) -> Option<Key> {
        match &self.of.summary.nodes[node].kind {
            NodeKind::Path { base, label: Label::Attr(SymbolKey(name)) } => {
                let class = match self.of.roles.owner(self.of.program, self.of.body, *base) {
                    Owner::Instance(class) => {
                        let shadows = |c| self.of.seen.classes[c].attributes.contains(name);
                        if self.of.program.ancestors(class).any(shadows) {
                            return None;
                        }
                        class
                    }
                    Owner::Class(class) => class,
                    _ => return self.resolved(node),
                };
                let (owner, member) = self.of.program.member(class, *name)?;
                match member.kind {
                    MemberKind::Value(node) => Some((self.of.program.classes[owner].body, node)),
                    _ => None,
                }
            }
            NodeKind::Global(_) | NodeKind::Import { .. } => self.resolved(node),
            _ => None,
        }
    }

    fn resolved(&self, node: NodeId) -> Option<Key> {
        self.of.program.resolve(self.of.body, node).into_iter().find_map(|target| match target {
            Target::Value(body, node) => Some((body, node)),
            _ => None,
        })
    }

    /// The container whose name a store binds anew.
    fn stored(&self, base: NodeId, label: Label, table: &Table) -> Option<usize> {
        let Label::Attr(SymbolKey(name)) = label else { return None };
        let key = match &self.of.summary.nodes[base].kind {
            NodeKind::Module => {
                let module = self.of.program.module_body(self.of.file);
                let row = self.of.program.summary(module).namespace.iter().find(|row| row.0 == name);
                row.map(|row| (module, row.1))
            }
            _ => match self.of.roles.owner(self.of.program, self.of.body, base) {
                Owner::Class(class) => match self.of.program.member(class, name) {
                    Some((owner, member)) => match member.kind {
                        MemberKind::Value(node) => Some((self.of.program.classes[owner].body, node)),
                        _ => None,
                    },
                    None => None,
                },
                _ => {
                    self.of.program.resolve(self.of.body, base).into_iter().find_map(|target| match target {
                        Target::Module(file) => {
                            let module = self.of.program.module_body(file);
                            let row =
                                self.of.program.summary(module).namespace.iter().find(|row| row.0 == name);
                            row.map(|row| (module, row.1))
                        }
                        _ => None,
                    })
                }
            },
        };
        key.and_then(|key| table.by_key.get(&key).copied())
    }

    /// A method of something that stands in the container.
    fn inner_method(&self, row: &mut Container, name: Symbol, args: &[NodeId], effect: &Effect) {
        match name.as_str() {
            name if is_remover(name) => row.is_emptied = true,
            "append" | "appendleft" | "add" | "insert" => {
                if let Some(&value) = args.last() {
                    self.put(row, None, value, effect, false);
                }
            }
            _ => {}
        }
    }

    fn method(&self, row: &mut Container, name: Symbol, args: &[NodeId], effect: &Effect) {
        match name.as_str() {
            name if is_remover(name) => row.is_emptied = true,
            "get" | "index" => row.is_looked_up = true,
            "setdefault" | "insert" => {
                row.is_looked_up |= name.as_str() == "setdefault";
                if let [key, value] = args {
                    let key = (name.as_str() == "setdefault").then_some(*key);
                    self.put(row, key, *value, effect, false);
                }
            }
            "update" | "extend" => {}
            name if is_adder(name) => {
                if let Some(&value) = args.first() {
                    self.put(row, None, value, effect, false);
                    if name == "add"
                        && let Some(last) = row.adds.last_mut()
                    {
                        // The items of a set are its keys; what is iterated over are objects like any.
                        let is_met = self.is_iterated(value);
                        last.value = if is_met { self.of.domain(value) } else { self.of.key_domain(value) };
                    }
                }
            }
            _ => {}
        }
    }

    fn is_iterated(&self, node: NodeId) -> bool {
        match self.of.summary.nodes[node].kind {
            NodeKind::Result(at) => {
                let effect = self.of.summary.effects.get(at as usize).map(|effect| &effect.kind);
                matches!(effect, Some(EffectKind::Iterate { .. }))
            }
            _ => false,
        }
    }

    fn key_added(&self, base: NodeId, site: SiteId) -> Option<NodeId> {
        self.of.summary.effects.iter().find_map(|effect| match &effect.kind {
            EffectKind::Add { base: other, label: Label::Key, value } => {
                (*other == base && effect.site == site).then_some(*value)
            }
            _ => None,
        })
    }

    fn put(&self, row: &mut Container, key: Option<NodeId>, value: NodeId, effect: &Effect, is_keyed: bool) {
        let named = self.of.program.named_body(self.of.body);
        let Some(spot) = spot(self.of.program, self.of.file, effect.site) else { return };
        row.adds.push(Adding {
            scene: Scene { spot, symbol: self.of.program.body(named).qualname },
            key: key.map(|key| self.of.key_domain(key)),
            value: self.of.domain(value),
            is_keyed: is_keyed || key.is_some(),
            in_loop: effect.in_loop,
            is_import: self.is_import(value),
            may_be_once: !effect.must && !effect.in_loop && self.is_independent(value),
        });
    }

    /// What is put in was made from nothing that the function was given: `if not ONLY: ONLY.append(make())`
    /// looks the same as a list that grows.
    fn is_independent(&self, value: NodeId) -> bool {
        match call_of(self.of.program, self.of.body, value) {
            Some(EffectKind::Call { args, keywords, .. }) => {
                let mut given = args.iter().chain(keywords.iter().map(|row| &row.1));
                given.all(|&arg| self.of.domain(arg) == Domain::Bounded)
            }
            _ => false,
        }
    }

    /// Runs at import: called from module bodies only, or a decorator that gives back what it registers.
    fn is_import(&self, value: NodeId) -> bool {
        let mut at = Some(self.of.body);
        while let Some(body) = at {
            let info = self.of.program.body(body);
            let name = info.name.as_str();
            if self.imported.contains(&body)
                || name == "__init__" && self.is_of_import(body)
                || matches!(name, "__init_subclass__" | "__set_name__" | "__prepare__")
                || is_registering(name)
                || self.is_decorating(body)
            {
                return true;
            }
            // Calling a class is what a metaclass does later.
            if let Some(class) = self.of.program.class_around(body)
                && name != "__call__"
                && super::hooks::is_metaclass(self.of.program, class)
            {
                return true;
            }
            at = self.of.program.parent(body);
        }
        self.of.summary.returns.contains(&value)
            && matches!(self.of.summary.nodes[value].kind, NodeKind::Param(_))
    }

    /// An inner function of one parameter that gives it back: it decorates what a module defines.
    fn is_decorating(&self, body: FnId) -> bool {
        let info = self.of.program.body(body);
        let gives_back = |&node: &NodeId| info.summary.nodes[node].kind == NodeKind::Param(0);
        info.params.len() == 1
            && info.kind == BodyKind::Function
            && self.of.program.parent(body).is_some_and(|at| is_local(self.of.program, at))
            && info.summary.returns.iter().any(gives_back)
    }

    /// A constructor that runs while modules are imported, and at no other time.
    fn is_of_import(&self, body: FnId) -> bool {
        let Some(class) = self.of.program.class_around(body) else { return false };
        let family = self.of.program.classes.indices().filter(|&c| self.of.program.is_subclass(c, class));
        let mut made = family.flat_map(|class| &self.of.seen.classes[class].made).peekable();
        made.peek().is_some() && made.all(|made| made.repeat == Repeat::Import)
    }
}

/// Methods that take items out.
pub(super) fn is_remover(name: &str) -> bool {
    matches!(
        name,
        "pop"
            | "popitem"
            | "popleft"
            | "remove"
            | "discard"
            | "clear"
            | "difference_update"
            | "intersection_update"
            | "symmetric_difference_update"
            | "__delitem__"
            | "move_to_end"
    )
}

/// Names of functions that fill a registry once for each thing the program is made of.
fn is_registering(name: &str) -> bool {
    if name.starts_with("__") {
        return false;
    }
    let name = name.trim_start_matches('_');
    [
        "register",
        "add_",
        "install",
        "define",
        "declare",
        "enable",
        "load",
        "import",
        "setup",
        "init",
        "set_",
        "configure",
        "bind",
        "bootstrap",
        "patch",
    ]
    .iter()
    .any(|start| name.starts_with(start))
        || name.contains("register")
        || name.contains("plugin")
}
