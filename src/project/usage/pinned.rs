//! Hooks of the interpreter, loggers and module-level buses that keep the object which registers itself.

use super::names::{call_of, callee_name, holds};
use super::reader::Reader;
use super::roles::First;
use crate::base::{SiteId, Symbol};
use crate::heap::{Kind, Label, SymbolKey};
use crate::ir::BodyKind;
use crate::outcome::{Keeping, PinnedCallback, Repeat};
use crate::project::names::Target;
use crate::project::program::{ClassId, FnId, Program};
use crate::summary::{Callee, Effect, EffectKind, NodeId, NodeKind};

/// How long a registry keeps what it is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// Until the process ends, or somebody takes it back.
    Lasting,
    /// Until the next one takes its place: few programs have two.
    Replaced,
}

/// A registry as the text calls it, and the methods that take things back out of it.
struct Registry {
    name: String,
    hold: Hold,
    undo: &'static [&'static str],
}

impl Reader<'_, '_> {
    /// Tells of a call that hands the object of the method at hand to a registry.
    pub(super) fn pin(&self, callee: &Callee, all: &[NodeId], site: SiteId, out: &mut Keeping) {
        if self.this().is_none() {
            return;
        }
        if let Some(registry) = self
            .known(callee)
            .or_else(|| self.logger(callee))
            .or_else(|| self.bus(callee))
            .or_else(|| self.desk(callee))
        {
            self.keep(&registry, all, site, out);
        }
    }

    /// `sys.excepthook = self.report`
    pub(super) fn pin_store(
        &self,
        base: NodeId,
        label: Label,
        value: NodeId,
        site: SiteId,
        out: &mut Keeping,
    ) {
        let Label::Attr(SymbolKey(hook)) = label else { return };
        if !matches!(hook.as_str(), "excepthook" | "unraisablehook" | "breakpointhook" | "displayhook") {
            return;
        }
        if let Some(module) = super::names::library_name(self.program, self.body, base) {
            let registry = Registry { name: format!("{module}.{hook}"), hold: Hold::Replaced, undo: &[] };
            self.keep(&registry, &[value], site, out);
        }
    }

    fn this(&self) -> Option<(ClassId, NodeId)> {
        let (method, First::Instance(class)) = self.roles.method_around(self.program, self.body)? else {
            return None;
        };
        // A metaclass hands classes on, and those are parts of the program.
        let first = self.program.body(method).params.first()?.name;
        if method != self.body || matches!(first.as_str(), "cls" | "klass" | "mcs") {
            return None;
        }
        let this = self.summary.nodes.iter_enumerated().find(|(_, node)| node.kind == NodeKind::Param(0))?;
        Some((class, this.0))
    }

    fn keep(&self, registry: &Registry, all: &[NodeId], site: SiteId, out: &mut Keeping) {
        let Some((class, this)) = self.this() else { return };
        if self.is_undone(registry.undo) {
            return;
        }
        let held = all.iter().find_map(|&arg| holds(self.program, self.roles, self.body, arg, this));
        if let (Some(what), Some(scene)) = (held, self.scene(site)) {
            let made = &self.seen.classes[class].made;
            let is_singleton = !made.is_empty() && made.iter().all(|made| made.repeat == Repeat::Import);
            out.pinned.push(PinnedCallback {
                scene,
                registry: Symbol::new(&registry.name),
                class: self.program.shape(class).name,
                what,
                is_singleton: is_singleton || registry.hold == Hold::Replaced,
            });
        }
    }

    fn known(&self, callee: &Callee) -> Option<Registry> {
        let name = callee_name(self.program, self.body, callee)?;
        let (hold, undo): (Hold, &'static [&'static str]) = match name.as_str() {
            "atexit.register" => (Hold::Lasting, &["unregister"]),
            "os.register_at_fork" | "sys.addaudithook" | "codecs.register" => {
                (Hold::Lasting, &["unregister"])
            }
            "gc.callbacks.append" | "sys.meta_path.append" | "sys.path_hooks.append" => {
                (Hold::Lasting, &["remove", "clear"])
            }
            "signal.signal"
            | "sys.settrace"
            | "sys.setprofile"
            | "threading.settrace"
            | "threading.setprofile"
            | "readline.set_completer" => (Hold::Replaced, &[]),
            _ => return None,
        };
        Some(Registry { name, hold, undo })
    }

    /// `logging.getLogger(...).addHandler(self)`: loggers live for ever.
    fn logger(&self, callee: &Callee) -> Option<Registry> {
        let Callee::Method { recv, name } = callee else { return None };
        let undo: &'static [&'static str] = match name.as_str() {
            "addHandler" => &["removeHandler"],
            "addFilter" => &["removeFilter"],
            _ => return None,
        };
        let made = |body, node| match call_of(self.program, body, node)? {
            EffectKind::Call { callee, .. } => callee_name(self.program, body, callee),
            _ => None,
        };
        let maker = made(self.body, *recv).or_else(|| {
            self.program.resolve(self.body, *recv).into_iter().find_map(|target| match target {
                Target::Value(body, node) => made(body, node),
                _ => None,
            })
        })?;
        let name = format!("logging.getLogger().{name}");
        (maker == "logging.getLogger").then_some(Registry { name, hold: Hold::Lasting, undo })
    }

    /// `BUS.connect(self.update)`, where `BUS` is a module-level object of the project and `connect` puts
    /// what it is given into an attribute.
    fn bus(&self, callee: &Callee) -> Option<Registry> {
        let Callee::Method { recv, name } = callee else { return None };
        if !is_registering(name.as_str()) {
            return None;
        }
        let bus = super::names::last_word(self.program, self.body, *recv)?;
        let class = self.program.resolve(self.body, *recv).into_iter().find_map(|target| match target {
            Target::Value(body, node) => self.class_made(body, node),
            _ => None,
        })?;
        let (owner, member) = self.program.member(class, *name)?;
        let method = self.program.member_function(owner, &member.kind)?;
        keeps(self.program, method, |kind| *kind == NodeKind::Param(0), 1).then(|| Registry {
            name: format!("{bus}.{name}"),
            hold: Hold::Lasting,
            undo: UNDO,
        })
    }

    /// `add_listener(self.update)`, where the function puts what it is given into a module-level container.
    fn desk(&self, callee: &Callee) -> Option<Registry> {
        let Callee::Node(node) = callee else { return None };
        let function =
            self.program.resolve(self.body, *node).into_iter().find_map(|target| match target {
                Target::Function(function) => Some(function),
                _ => None,
            })?;
        let name = self.program.body(function).name;
        let is_module_level =
            self.program.parent(function).is_some_and(|at| self.program.body(at).kind == BodyKind::Module);
        let is_kept = is_module_level
            && is_registering(name.as_str())
            && keeps(self.program, function, |kind| matches!(kind, NodeKind::Global(_)), 0);
        is_kept.then(|| Registry { name: name.to_string(), hold: Hold::Lasting, undo: UNDO })
    }

    fn class_made(&self, body: FnId, node: NodeId) -> Option<ClassId> {
        if self.program.body(body).kind != BodyKind::Module {
            return None;
        }
        let EffectKind::Call { callee, .. } = call_of(self.program, body, node)? else { return None };
        self.roles.called_class(self.program, body, callee).map(|(class, _)| class)
    }

    /// The file calls a method of such a name somewhere.
    fn is_undone(&self, names: &[&str]) -> bool {
        self.program.bodies_of(self.file).any(|body| {
            self.program.summary(body).effects.iter().any(|effect| match &effect.kind {
                EffectKind::Call { callee: Callee::Method { name, .. }, .. } => {
                    names.contains(&name.as_str())
                }
                EffectKind::Call { callee, .. } => callee_name(self.program, body, callee)
                    .is_some_and(|name| names.contains(&name.rsplit('.').next().unwrap_or_default())),
                _ => false,
            })
        })
    }
}

/// Names of methods that take a callback in.
fn is_registering(name: &str) -> bool {
    matches!(
        name,
        "connect"
            | "subscribe"
            | "register"
            | "add_listener"
            | "add_observer"
            | "add_callback"
            | "add_handler"
            | "attach"
            | "observe"
            | "on"
            | "listen"
            | "add_hook"
            | "on_event"
            | "register_callback"
            | "register_handler"
            | "register_listener"
            | "watch"
    )
}

/// Names of methods that give it back.
const UNDO: &[&str] = &[
    "disconnect",
    "unsubscribe",
    "unregister",
    "remove_listener",
    "remove_observer",
    "remove_callback",
    "remove_handler",
    "detach",
    "unobserve",
    "off",
    "unlisten",
    "remove_hook",
    "remove",
    "deregister",
    "unregister_callback",
    "unregister_handler",
    "unregister_listener",
    "unwatch",
];

/// The function puts one of its parameters, from the `first` on, into a container that hangs on a root.
fn keeps(program: &Program<'_>, function: FnId, is_root: impl Fn(&NodeKind) -> bool, first: u16) -> bool {
    let summary = program.summary(function);
    let is_param = |node: NodeId| matches!(summary.nodes[node].kind, NodeKind::Param(at) if at >= first);
    let is_given = |node: NodeId| {
        let holds = |effect: &Effect| match &effect.kind {
            EffectKind::Add { base, value, .. } => *base == node && is_param(*value),
            _ => false,
        };
        let is_tuple = matches!(summary.nodes[node].kind, NodeKind::Alloc { kind: Kind::Tuple, .. });
        is_param(node) || is_tuple && summary.effects.iter().any(holds)
    };
    let is_own = |mut node: NodeId| {
        for _ in 0..6 {
            match &summary.nodes[node].kind {
                kind if is_root(kind) => return true,
                NodeKind::Path { base, .. } => node = *base,
                NodeKind::Result(at) => match summary.effects.get(*at as usize).map(|effect| &effect.kind) {
                    Some(EffectKind::Item { source, .. }) => node = *source,
                    Some(EffectKind::Call { callee: Callee::Method { recv, name }, .. })
                        if matches!(name.as_str(), "setdefault" | "get") =>
                    {
                        node = *recv;
                    }
                    _ => return false,
                },
                _ => return false,
            }
        }
        false
    };
    summary.effects.iter().any(|effect| match &effect.kind {
        // A callback as a key is a set's member or a table's entry.
        EffectKind::Add { base, value, .. } => is_own(*base) && is_given(*value),
        EffectKind::Call { callee: Callee::Method { recv, name }, args, .. } => {
            matches!(name.as_str(), "append" | "appendleft" | "add" | "insert")
                && is_own(*recv)
                && args.iter().any(|&arg| is_given(arg))
        }
        _ => false,
    })
}
