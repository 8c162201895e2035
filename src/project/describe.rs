//! From a ring of objects to a ring that rules can word: names, places, labels of links.
//!
//! A class is named by the base-most class that stores the link's attribute, so that a ring which
//! every subclass inherits is one ring; `variant` keeps the concrete classes beside it.

use super::graph::{Hop, Link, RingPath};
use super::machine::{Birth, Cut, Machine, Payload};
use super::program::{ClassId, FnId, Program};
use super::types::Ty;
use super::words::WORDS;
use crate::base::{FileId, Place, Span, Symbol};
use crate::heap::{Certainty, Kind, Label, ObjId};
use crate::outcome::{Cutter, Ring, RingEdge, RingNode, Spot, Via};

/// A described ring and the concrete classes on it.
pub struct Described {
    pub ring: Ring,
    /// The same nodes by their concrete classes, where these are known, and where a ring of these is told.
    pub concrete: Option<(Spot, Vec<RingNode>)>,
}

/// A node of a ring by the class that stores the link, and how well it is known.
struct Named {
    node: RingNode,
    /// By its own class, where that is known.
    concrete: Option<RingNode>,
    is_known: bool,
}

pub struct Describer<'m, 'p, 'a> {
    pub machine: &'m Machine<'p, 'a>,
}

impl Describer<'_, '_, '_> {
    fn program(&self) -> &Program<'_> {
        self.machine.program
    }

    pub fn describe(&self, path: &RingPath) -> Option<Described> {
        let folded = self.without_frames(path);
        let path = folded.as_ref().unwrap_or(path);
        let mut nodes = Vec::with_capacity(path.nodes.len());
        let mut concrete = Vec::with_capacity(path.nodes.len());
        let mut edges = Vec::with_capacity(path.nodes.len());
        let mut is_founded = true;
        for (&object, link) in path.nodes.iter().zip(&path.links) {
            let named = self.node(object, link.hops[0].reference.label)?;
            is_founded &= named.is_known;
            nodes.push(named.node);
            concrete.extend(named.concrete);
            let (edge, founded) = self.edge(link);
            edges.push(edge);
            is_founded &= founded;
        }
        let stored = |edge: &&RingEdge| edge.certainty < Certainty::Abduced;
        if !edges.iter().any(|edge| stored(&edge)) {
            return None;
        }
        let closing = self.closing(path);
        let hop = last_store(&path.links[closing]);
        let place = Place::new(hop.reference.file, hop.reference.site);
        let spot = self.primary(&nodes, &edges, closing);
        let is_known = concrete.len() == nodes.len();
        let concrete = is_known.then(|| (self.primary(&concrete, &edges, closing), concrete));
        let ring = Ring {
            spot,
            symbol: self.symbol_at(place).unwrap_or_default(),
            cutters: self.cutters(path),
            nodes,
            edges,
            closing,
            is_founded,
        };
        Some(Described { ring, concrete })
    }

    /// The ring with its frames inside links, where an object keeps what leads to them: whichever
    /// frame the exception passed, the object's attribute is what keeps it.
    fn without_frames(&self, path: &RingPath) -> Option<RingPath> {
        let is_frame = |object: &ObjId| self.machine.kind(*object) == Kind::Frame;
        let is_other = |object: ObjId, link: &Link| {
            let is_raised = link.hops[0].reference.label == Label::Traceback;
            let class = self.machine.classes_of(object).next().filter(|_| !is_raised);
            class.is_some_and(|class| !self.program().is_exception(class))
        };
        if !path.nodes.iter().any(is_frame) {
            return None;
        }
        let start = path.nodes.iter().zip(&path.links).position(|(object, link)| is_other(*object, link))?;
        let mut folded = RingPath { nodes: Vec::new(), links: Vec::new() };
        for step in 0..path.nodes.len() {
            let at = (start + step) % path.nodes.len();
            let (object, link) = (path.nodes[at], &path.links[at]);
            match folded.links.last_mut().filter(|_| is_frame(&object)) {
                Some(before) => {
                    before.to = link.to;
                    before.hops.extend(link.hops.iter().copied());
                }
                None => {
                    folded.nodes.push(object);
                    folded.links.push(link.clone());
                }
            }
        }
        Some(folded)
    }

    /// The store that closes the ring: the last one made here, by the order of objects and references.
    fn closing(&self, path: &RingPath) -> usize {
        let is_back = |link: &Link| link.hops.iter().any(|hop| hop.certainty == Certainty::Abduced);
        let candidates = path.links.iter().enumerate().filter(|(_, link)| !is_back(link));
        // A statement that stores is what a reader looks for, before a capture or a frame.
        let key = |link: &Link| {
            let hop = last_store(link);
            let label = link.hops[0].reference.label;
            let is_statement = !matches!(label, Label::Local(_) | Label::Closure(_) | Label::Traceback);
            (is_statement, hop.reference.certainty == Certainty::Must, hop.reference.site)
        };
        candidates.max_by_key(|(at, link)| (key(link), usize::MAX - at)).map_or(0, |(at, _)| at)
    }

    fn node(&self, object: ObjId, label: Label) -> Option<Named> {
        let program = self.program();
        let kind = self.machine.kind(object);
        let fact = self.machine.fact(object);
        let all: Vec<ClassId> = self.machine.classes_of(object).collect();
        // The attribute is there, so the object is of a class that has it.
        let having: Vec<ClassId> = all.iter().copied().filter(|&class| self.provides(class, label)).collect();
        let mut classes = if having.is_empty() { all } else { having }.into_iter();
        if let Some(class) = classes.next() {
            let folded = classes
                .fold(self.owner(class, label), |known, class| self.common(known, self.owner(class, label)));
            let is_exact = fact.birth == Birth::Made && fact.types.len() == 1;
            let node = self.class_node(folded);
            // Several classes that share nothing which has the attribute: it is not known whose it is.
            let is_known = fact.types.len() == 1 || self.provides(folded, label);
            return Some(Named { concrete: is_exact.then(|| self.class_node(class)), node, is_known });
        }
        let node = match self.machine.heap.get(object)?.payload {
            Payload::Code(body) => self.body_node(FnId(body), kind, program),
            _ => self.container_node(object, kind)?,
        };
        Some(Named { concrete: Some(node.clone()), node, is_known: true })
    }

    /// A container by the function that makes it.
    fn container_node(&self, object: ObjId, kind: Kind) -> Option<RingNode> {
        let made = self.machine.heap.get(object)?;
        let place = Place::new(made.file, made.site);
        let spot = self.spot(place);
        let body = body_around(self.program(), place.file, spot.span)?;
        let label = self.program().label(body);
        Some(RingNode {
            name: self.program().body(body).qualname.to_string(),
            label,
            kind,
            spot,
            has_finalizer: false,
        })
    }

    /// The base-most class that stores or declares the attribute.
    fn owner(&self, class: ClassId, label: Label) -> ClassId {
        let provides = |ancestor: &ClassId| self.provides_itself(*ancestor, label);
        self.program().ancestors(class).filter(provides).last().unwrap_or(class)
    }

    fn provides(&self, class: ClassId, label: Label) -> bool {
        self.program().ancestors(class).any(|ancestor| self.provides_itself(ancestor, label))
    }

    fn provides_itself(&self, class: ClassId, label: Label) -> bool {
        let row = self.machine.types.row(Ty::Instance(class), label);
        let is_declared = match label {
            Label::Attr(name) => self.program().own_member(class, name.0).is_some(),
            _ => false,
        };
        is_declared || row.is_some_and(|row| row.place.is_some())
    }

    /// The nearest class that both come from, else the first.
    fn common(&self, a: ClassId, b: ClassId) -> ClassId {
        let program = self.program();
        program.ancestors(a).find(|&ancestor| program.is_subclass(b, ancestor)).unwrap_or(a)
    }

    fn class_node(&self, class: ClassId) -> RingNode {
        let program = self.program();
        let info = &program.classes[class];
        let body = program.body(info.body);
        RingNode {
            label: program.label(info.body),
            name: body.qualname.to_string(),
            kind: Kind::Instance,
            spot: self.spot(self.machine.class_place(class)),
            has_finalizer: program.member(class, WORDS.del).is_some(),
        }
    }

    fn body_node(&self, body: FnId, kind: Kind, program: &Program<'_>) -> RingNode {
        let named = program.named_body(body);
        RingNode {
            label: program.label(body),
            name: program.body(named).qualname.to_string(),
            kind,
            spot: self.spot(self.machine.body_place(body)),
            has_finalizer: false,
        }
    }

    /// The closing store; a ring that exists by a test's own class is told in the test.
    fn primary(&self, nodes: &[RingNode], edges: &[RingEdge], closing: usize) -> Spot {
        let modules = &self.program().modules;
        let spot = edges[closing].spot;
        let Some(node) = nodes.iter().find(|node| modules.of(node.spot.file).is_test) else { return spot };
        let in_test = edges.iter().map(|edge| edge.spot).find(|spot| modules.of(spot.file).is_test);
        if modules.of(spot.file).is_test { spot } else { in_test.unwrap_or(node.spot) }
    }

    fn spot(&self, place: Place) -> Spot {
        let span = self.program().span(place).unwrap_or(Span::new(0, 0));
        Spot { file: place.file, span }
    }

    fn edge(&self, link: &Link) -> (RingEdge, bool) {
        let mut label = self.first_word(&link.hops[0]);
        let mut via = Via::default();
        let mut certainty = Certainty::Must;
        let mut is_founded = true;
        for (at, hop) in link.hops.iter().enumerate() {
            if at > 0 {
                self.add_word(&mut label, hop, &mut via);
            }
            certainty = certainty.max(hop.certainty);
            if hop.certainty == Certainty::Abduced {
                is_founded &= self.machine.has_evidence(hop.from, hop.reference.label);
            }
            is_founded &= self.is_method(&link.hops[0], hop);
            let is_unknown = at > 0 && matches!(hop.reference.label, Label::Attr(_));
            // A future lets its callbacks go when it is done, and its result when it is asked; an
            // exception it keeps.
            let is_pending = hop.reference.label == Label::Callback
                || self.is_future(hop.from) && self.machine.kind(hop.reference.target) != Kind::Exception;
            is_founded &= !is_unknown && !is_pending && hop.certainty != Certainty::Retained;
        }
        via.is_traceback |= matches!(link.hops[0].reference.label, Label::Traceback);
        let name = match link.hops[0].reference.label {
            Label::Attr(name) | Label::Local(name) => Some(name.0),
            _ => None,
        };
        let spot = self.edge_spot(link);
        (RingEdge { label, name, spot, certainty, via }, is_founded)
    }

    /// Whether what a hop passes is a bound method, and not any value that `getattr` may have found.
    fn is_method(&self, first: &Hop, hop: &Hop) -> bool {
        let is_found_by_name = hop.reference.label == Label::SelfArg && !self.machine.has_function(hop.from);
        match first.reference.label {
            Label::Attr(name) => !is_found_by_name || self.machine.is_taken_for_method(hop.from, name.0),
            // A local, a default or a cell of a callable is there to be called.
            Label::Local(_) | Label::Closure(_) | Label::Default(_) | Label::KwDefault(_) => true,
            _ => !is_found_by_name,
        }
    }

    fn is_future(&self, object: ObjId) -> bool {
        self.machine.fact(object).types.iter().any(|ty| match ty {
            Ty::External(name) => matches!(name.as_str().rsplit('.').next(), Some("Future" | "Task")),
            _ => false,
        })
    }

    /// Where the reference is made; for one that an unseen store made, where that store is known to be.
    fn edge_spot(&self, link: &Link) -> Spot {
        let hop = last_store(link);
        if hop.certainty == Certainty::Abduced {
            let types = &self.machine.fact(hop.from).types;
            for &ty in types {
                let owners: Vec<Ty> = match ty {
                    Ty::Instance(class) => self.program().ancestors(class).map(Ty::Instance).collect(),
                    other => vec![other],
                };
                let place = owners
                    .into_iter()
                    .find_map(|ty| self.machine.types.row(ty, hop.reference.label).and_then(|row| row.place));
                if let Some(place) = place {
                    return self.spot(place);
                }
            }
        }
        self.spot(Place::new(hop.reference.file, hop.reference.site))
    }

    fn first_word(&self, hop: &Hop) -> String {
        let kind = self.machine.kind(hop.from);
        match hop.reference.label {
            Label::Attr(name) => format!("attr {}", name.0),
            Label::Local(name) => format!("local {}", name.0),
            Label::Closure(at) => {
                let name = self.captured_name(hop.from, at);
                if kind == Kind::Function { format!("closure {name}") } else { format!("cell {name}") }
            }
            Label::Default(_) | Label::KwDefault(_) => "default".to_owned(),
            Label::Traceback => "__traceback__".to_owned(),
            Label::Cause => "__cause__".to_owned(),
            Label::Context => "__context__".to_owned(),
            Label::Func => "attr _target".to_owned(),
            Label::Arg(_) | Label::Keyword(_) => "attr _args[]".to_owned(),
            Label::Callback => "attr _callbacks[]".to_owned(),
            Label::Temp(_) => "local".to_owned(),
            _ => "item []".to_owned(),
        }
    }

    fn captured_name(&self, object: ObjId, at: u16) -> String {
        let Some(Payload::Code(body)) = self.machine.heap.get(object).map(|object| &object.payload) else {
            return String::new();
        };
        let free = &self.program().body(FnId(*body)).free;
        free.get(usize::from(at)).map(|name| name.to_string()).unwrap_or_default()
    }

    fn add_word(&self, label: &mut String, hop: &Hop, via: &mut Via) {
        match hop.reference.label {
            Label::SelfArg => {
                via.is_bound = true;
                via.method = self.method_name(hop.from);
                match via.method {
                    Some(name) => label.push_str(&format!(" (bound method {name})")),
                    None => label.push_str(" (bound method)"),
                }
            }
            Label::Content => via.is_closure = true,
            Label::Closure(_) => via.is_closure = true,
            Label::Traceback => {
                via.is_traceback = true;
                label.push_str(" __traceback__");
            }
            Label::Frame | Label::TracebackNext | Label::Context | Label::Cause => {}
            Label::Func | Label::Arg(_) | Label::Keyword(_)
                if self.machine.kind(hop.from) == Kind::Partial =>
            {
                via.is_partial = true;
                if !label.ends_with("(partial)") {
                    label.push_str(" (partial)");
                }
            }
            Label::Attr(name) => label.push_str(&format!(".{}", name.0)),
            Label::Local(name) => {
                let of = self.frame_name(hop.from).map_or("a frame", |name| name.as_str());
                label.push_str(&format!(" (local {} of {of})", name.0));
            }
            Label::Key => {
                via.is_container = true;
                label.push_str("[key]");
            }
            _ => {
                via.is_container = true;
                via.is_library |= self.machine.kind(hop.from) == Kind::External;
                label.push_str("[]");
            }
        }
    }

    /// The name of the function that a frame runs.
    fn frame_name(&self, frame: ObjId) -> Option<Symbol> {
        let Payload::Code(body) = self.machine.heap.get(frame)?.payload else { return None };
        Some(self.program().body(self.program().named_body(FnId(body))).name)
    }

    fn method_name(&self, method: ObjId) -> Option<Symbol> {
        let functions = self.machine.refs(method).iter().filter(|r| r.label == Label::Func);
        functions.into_iter().find_map(|reference| {
            let Payload::Code(body) = self.machine.heap.get(reference.target)?.payload else { return None };
            Some(self.program().body(FnId(body)).name)
        })
    }

    /// Qualified name of the innermost function whose text contains the place.
    fn symbol_at(&self, place: Place) -> Option<String> {
        let program = self.program();
        let span = program.span(place)?;
        body_around(program, place.file, span).map(|body| program.body(body).qualname.to_string())
    }

    /// The method that takes a callback out of the attribute in which it is registered.
    fn unregisters(&self, object: ObjId, link: &Link) -> Option<Cutter> {
        let program = self.program();
        let Label::Attr(attribute) = link.hops[0].reference.label else { return None };
        let is_callback = link.hops.iter().any(|hop| hop.reference.label == Label::SelfArg)
            || self.machine.kind(link.to) == Kind::Function;
        let class = self.machine.classes_of(object).next().filter(|_| is_callback && link.hops.len() > 1)?;
        let remover = program.registries.remover(program, class, attribute.0)?;
        let name = program.body(remover).qualname.to_string();
        Some(Cutter { name, is_closer: true, is_certain: false, is_at_birth: false, unties: false })
    }

    /// Whether a function cuts further down in its text what it ties, so that the ring is passing.
    /// Among objects of one class nobody knows whether it is the same one that is cut.
    fn unties(&self, path: &RingPath, cut: &Cut) -> bool {
        let program = self.program();
        let mut classes: Vec<Option<ClassId>> =
            path.nodes.iter().map(|&node| self.machine.classes_of(node).next()).collect();
        classes.sort_unstable();
        if path.nodes.len() < 2 || classes.windows(2).any(|pair| pair[0] == pair[1]) {
            return false;
        }
        let Some(after) = program.span(cut.place) else { return false };
        let function = body_around(program, cut.place.file, after);
        path.links.iter().flat_map(|link| &link.hops).any(|hop| {
            hop.reference.file == cut.place.file
                && program.span(Place::new(hop.reference.file, hop.reference.site)).is_some_and(|before| {
                    before.start < after.start && body_around(program, cut.place.file, before) == function
                })
        })
    }

    /// Places that cut one of the ring's references.
    fn cutters(&self, path: &RingPath) -> Vec<Cutter> {
        let mut out: Vec<Cutter> = Vec::new();
        for (&object, link) in path.nodes.iter().zip(&path.links) {
            out.extend(self.unregisters(object, link));
        }
        for hop in path.links.iter().flat_map(|link| &link.hops) {
            for cut in &self.machine.cuts {
                if cut.object != hop.from || cut.label != hop.reference.label {
                    continue;
                }
                let body = self.program().body(cut.by);
                let cutter = Cutter {
                    name: body.qualname.to_string(),
                    is_closer: is_closer(body.name.as_str()) && !self.machine.at_birth.contains(&cut.by),
                    is_certain: cut.is_certain,
                    is_at_birth: cut.is_at_birth,
                    unties: cut.is_certain && self.unties(path, cut),
                };
                if !out.contains(&cutter) {
                    out.push(cutter);
                }
            }
        }
        out
    }
}

/// The hop that a reader would call the store: a statement before a handler before a capture.
fn last_store(link: &Link) -> &Hop {
    let rank = |hop: &Hop| match hop.reference.label {
        Label::SelfArg | Label::Func | Label::Content | Label::Frame | Label::TracebackNext => 0,
        Label::Local(_) => 1,
        Label::Traceback => 2,
        _ => 3,
    };
    let first = &link.hops[0];
    link.hops
        .iter()
        .fold(first, |best, hop| if rank(hop) >= rank(best) && rank(hop) > 0 { hop } else { best })
}

/// The body whose `def` stands last before the place: bodies are numbered in the order of their text.
fn body_around(program: &Program<'_>, file: FileId, span: Span) -> Option<FnId> {
    let mut best: Option<(u32, FnId)> = None;
    for body in program.bodies_of(file) {
        let info = program.body(body);
        let start = program.span(Place::new(file, info.site))?.start;
        if start <= span.start && best.is_none_or(|(known, _)| start >= known) {
            best = Some((start, body));
        }
    }
    best.map(|(_, body)| program.named_body(body))
}

/// Names of methods that end the use of an object.
pub fn is_closer(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    matches!(
        name,
        "close"
            | "aclose"
            | "stop"
            | "shutdown"
            | "dispose"
            | "destroy"
            | "disconnect"
            | "unregister"
            | "detach"
            | "cleanup"
            | "clear"
            | "cancel"
            | "release"
            | "exit__"
            | "aexit__"
            | "terminate"
            | "finish"
            | "reset"
            | "teardown"
            | "tearDown"
            | "connection_lost"
            | "on_close"
            | "quit"
            | "unlink"
            | "kill"
    )
}
