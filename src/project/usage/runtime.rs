//! What a program asks of the interpreter as a whole: the collector switched off or run again and again,
//! threads over work that holds the interpreter's lock, and functions whose results are all kept.

use super::domain::of_param;
use super::instances::spot;
use super::names::{callee_name, library_name};
use crate::base::{FileId, Idx, SiteId, Symbol};
use crate::ir::BodyKind;
use crate::outcome::{BusyThread, CachedFunction, Collecting, CollectorCall, Runtime, Scene};
use crate::project::names::Target;
use crate::project::program::{FnId, Program};
use crate::summary::{Callee, Effect, EffectKind, NodeId, NodeKind};

/// Calls that are followed from a thread's target.
const MAX_DEPTH: u32 = 4;

pub(super) fn facts(program: &Program<'_>) -> Runtime {
    let mut out = Runtime::default();
    for body in (0..program.body_count()).map(FnId::from_usize) {
        let file = program.file_of(body);
        if program.modules.of(file).is_stub {
            continue;
        }
        let reader = Reader { program, body, file };
        for effect in &program.summary(body).effects {
            let EffectKind::Call { callee, args, keywords, .. } = &effect.kind else { continue };
            let Some(name) = callee_name(program, body, callee) else {
                reader.submit(callee, args, effect, &mut out);
                reader.cached("", callee, args, &mut out);
                continue;
            };
            match name.as_str() {
                "gc.enable" => out.enables = true,
                "gc.disable" => reader.collector(Collecting::Off, effect, &mut out),
                "gc.collect" if effect.in_loop && reader.works_in_loop() => {
                    reader.collector(Collecting::Again, effect, &mut out);
                }
                "threading.Thread" => {
                    let target = keywords.iter().find(|row| row.0.as_str() == "target").map(|row| row.1);
                    reader.thread(target, effect, &mut out);
                }
                _ => reader.cached(&name, callee, args, &mut out),
            }
        }
    }
    out
}

struct Reader<'r, 'a> {
    program: &'r Program<'a>,
    body: FnId,
    file: FileId,
}

impl Reader<'_, '_> {
    fn scene(&self, site: SiteId) -> Option<Scene> {
        let named = self.program.named_body(self.body);
        let symbol = self.program.body(named).qualname;
        Some(Scene { spot: spot(self.program, self.file, site)?, symbol })
    }

    fn is_test(&self) -> bool {
        let name = self.program.modules.name(self.file);
        name.as_str().split('.').any(|part| {
            matches!(part, "test" | "tests" | "testing" | "benchmarks" | "conftest")
                || part.starts_with("test_")
                || part.ends_with("_test")
                || part.starts_with("bench")
        })
    }

    fn collector(&self, what: Collecting, effect: &Effect, out: &mut Runtime) {
        if let Some(scene) = self.scene(effect.site) {
            let is_import = self.program.body(self.program.named_body(self.body)).kind != BodyKind::Function;
            out.collector.push(CollectorCall { scene, what, is_import, is_test: self.is_test() });
        }
    }

    /// The loop does something beside collecting: it is no flush of several rounds.
    fn works_in_loop(&self) -> bool {
        self.program.summary(self.body).effects.iter().any(|effect| match &effect.kind {
            EffectKind::Call { callee, .. } if effect.in_loop => {
                callee_name(self.program, self.body, callee).is_none_or(|name| name != "gc.collect")
            }
            _ => false,
        })
    }

    /// `Thread(target=work)`: told where several are made.
    fn thread(&self, target: Option<NodeId>, effect: &Effect, out: &mut Runtime) {
        let Some(function) = target.and_then(|node| self.function(node)) else { return };
        if effect.in_loop && self.is_busy(function) {
            self.tell(function, "threading.Thread", effect, out);
        }
    }

    /// `pool.submit(work, ...)` and `pool.map(work, ...)` on a pool of threads.
    fn submit(&self, callee: &Callee, args: &[NodeId], effect: &Effect, out: &mut Runtime) {
        let Callee::Method { recv, name } = callee else { return };
        let is_many = match name.as_str() {
            "submit" => effect.in_loop,
            "map" => true,
            _ => return,
        };
        let Some(pool) = self.maker(*recv).filter(|_| is_many) else { return };
        let is_threads = matches!(
            pool.as_str(),
            "concurrent.futures.ThreadPoolExecutor"
                | "concurrent.futures.thread.ThreadPoolExecutor"
                | "multiprocessing.pool.ThreadPool"
                | "multiprocessing.dummy.Pool"
        );
        if !is_threads {
            return;
        }
        if let Some(function) = args.first().and_then(|&node| self.function(node))
            && self.is_busy(function)
        {
            self.tell(function, pool.rsplit('.').next().unwrap_or_default(), effect, out);
        }
    }

    fn tell(&self, function: FnId, maker: &str, effect: &Effect, out: &mut Runtime) {
        if let Some(scene) = self.scene(effect.site) {
            out.threads.push(BusyThread {
                scene,
                maker: Symbol::new(maker),
                target: self.program.body(function).qualname,
                is_test: self.is_test(),
            });
        }
    }

    /// What made an object: the library class that is called, also by way of `with ... as`.
    fn maker(&self, node: NodeId) -> Option<String> {
        let summary = self.program.summary(self.body);
        let NodeKind::Result(at) = summary.nodes.get(node)?.kind else { return None };
        let EffectKind::Call { callee, .. } = &summary.effects.get(at as usize)?.kind else { return None };
        match callee {
            Callee::Method { recv, name } if name.as_str() == "__enter__" => self.maker(*recv),
            _ => callee_name(self.program, self.body, callee),
        }
    }

    fn function(&self, node: NodeId) -> Option<FnId> {
        if let NodeKind::Function(body) = self.program.summary(self.body).nodes[node].kind {
            return Some(self.program.fn_id(self.file, body));
        }
        self.program.resolve(self.body, node).into_iter().find_map(|target| match target {
            Target::Function(function) => Some(function),
            _ => None,
        })
    }

    /// Loops, and calls nothing but what computes.
    fn is_busy(&self, function: FnId) -> bool {
        let summary = self.program.summary(function);
        // A loop over a range whose rounds touch nothing from outside leaves the range alone behind.
        let has_loop = summary.effects.iter().any(|effect| match &effect.kind {
            EffectKind::Iterate { .. } => true,
            EffectKind::Call { callee, .. } if !effect.in_loop => {
                callee_name(self.program, function, callee).is_some_and(|name| name == "range")
            }
            _ => effect.in_loop,
        });
        has_loop && computes(self.program, function, MAX_DEPTH)
    }

    /// A module-level function under a cache without a bound.
    fn cached(&self, name: &str, callee: &Callee, args: &[NodeId], out: &mut Runtime) {
        let info = self.program.body(self.body);
        if !matches!(info.kind, BodyKind::Module) {
            return;
        }
        let (Callee::Node(callee), [only]) = (callee, args) else { return };
        let NodeKind::Function(inner) = self.program.summary(self.body).nodes[*only].kind else { return };
        let Some(decorator) = unbounded(self.program, self.body, name, *callee) else { return };
        let function = self.program.fn_id(self.file, inner);
        let params = &self.program.body(function).params;
        let domains = (0..params.len()).map(|at| of_param(self.program, function, at as u16));
        // Bounded keys make a bounded cache; one open one makes it endless.
        let Some(keys) = domains.max() else { return };
        let Some(spot) = spot(self.program, self.file, self.program.body(function).site) else { return };
        let symbol = self.program.body(function).qualname;
        out.cached.push(CachedFunction { scene: Scene { spot, symbol }, decorator, keys });
    }
}

/// The decorator, if it is a cache of `functools` that has no bound.
pub(super) fn unbounded(
    program: &Program<'_>,
    body: FnId,
    name: &str,
    callee: NodeId,
) -> Option<&'static str> {
    if name == "functools.cache" {
        return Some("cache");
    }
    let summary = program.summary(body);
    let NodeKind::Result(at) = summary.nodes.get(callee)?.kind else { return None };
    let EffectKind::Call { callee: Callee::Node(maker), args, keywords, .. } =
        &summary.effects.get(at as usize)?.kind
    else {
        return None;
    };
    is_endless(program, body, *maker, args, keywords).then_some("lru_cache")
}

/// `lru_cache(maxsize=None)`
pub(super) fn is_endless(
    program: &Program<'_>,
    body: FnId,
    maker: NodeId,
    args: &[NodeId],
    keywords: &[(Symbol, NodeId)],
) -> bool {
    let summary = program.summary(body);
    let size = keywords.iter().find(|row| row.0.as_str() == "maxsize").map(|row| row.1);
    let is_none = |node: NodeId| matches!(&summary.nodes[node].kind, NodeKind::Const(Some(text)) if text.as_str() == "None");
    library_name(program, body, maker).is_some_and(|name| name == "functools.lru_cache")
        && size.or(args.first().copied()).is_some_and(is_none)
}

/// Every call leads to code of the project that computes, to built-ins, or to methods of containers and
/// texts: nothing waits, and nothing lets go of the interpreter's lock.
fn computes(program: &Program<'_>, function: FnId, depth: u32) -> bool {
    let summary = program.summary(function);
    if depth == 0 || !summary.losses.is_empty() && summary.is_open {
        return false;
    }
    let info = program.body(function);
    if info.is_async || info.is_generator && info.kind != BodyKind::Comprehension {
        return false;
    }
    summary.effects.iter().all(|effect| match &effect.kind {
        EffectKind::Call { callee, .. } => is_computing_call(program, function, callee, depth),
        EffectKind::Await { .. } => false,
        _ => true,
    })
}

fn is_computing_call(program: &Program<'_>, function: FnId, callee: &Callee, depth: u32) -> bool {
    match callee {
        Callee::Super { .. } => false,
        Callee::Method { recv, name } => match callee_name(program, function, callee) {
            Some(dotted) => dotted.starts_with("math.") || dotted.starts_with("random."),
            None => is_container_method(name.as_str()) && library_name(program, function, *recv).is_none(),
        },
        Callee::Node(node) => {
            if let NodeKind::Function(inner) = program.summary(function).nodes[*node].kind {
                return computes(program, program.fn_id(program.file_of(function), inner), depth - 1);
            }
            let mut targets = program.resolve(function, *node).into_iter().peekable();
            targets.peek().is_some()
                && targets.all(|target| match target {
                    Target::Function(inner) => inner == function || computes(program, inner, depth - 1),
                    Target::Builtin(name) => is_computing_builtin(name.as_str()),
                    Target::Library(name) => name.as_str().starts_with("math."),
                    _ => false,
                })
        }
    }
}

fn is_computing_builtin(name: &str) -> bool {
    matches!(
        name,
        "abs"
            | "all"
            | "any"
            | "bin"
            | "bool"
            | "chr"
            | "dict"
            | "divmod"
            | "enumerate"
            | "filter"
            | "float"
            | "frozenset"
            | "hash"
            | "int"
            | "isinstance"
            | "iter"
            | "len"
            | "list"
            | "map"
            | "max"
            | "min"
            | "next"
            | "ord"
            | "pow"
            | "range"
            | "repr"
            | "reversed"
            | "round"
            | "set"
            | "slice"
            | "sorted"
            | "str"
            | "sum"
            | "tuple"
            | "type"
            | "zip"
    )
}

fn is_container_method(name: &str) -> bool {
    matches!(
        name,
        "append"
            | "extend"
            | "insert"
            | "pop"
            | "remove"
            | "sort"
            | "reverse"
            | "add"
            | "discard"
            | "update"
            | "items"
            | "keys"
            | "values"
            | "setdefault"
            | "split"
            | "strip"
            | "lower"
            | "upper"
            | "startswith"
            | "endswith"
            | "replace"
            | "count"
            | "index"
    )
}
