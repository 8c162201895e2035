//! Symbolic runs of every body of a file, and the artefact they give.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::base::{FileId, SiteId, Symbol};
use crate::heap::{Kind, Label, ObjId, Origin, Payload, SymbolKey};
use crate::ir::{self, Body, BodyId, BodyKind, Inst, LocalKind};
use crate::summary::{BodySummary, Evidence, FileArtefact, ImportRow, Loss, LossKind, Summary, Weight};

use super::emit::{Ending, emit};
use super::flow::{Flow, Way};
use super::machine::{CodeRef, EMPTY, Frame, Machine};
use super::{limits, places, shapes, statics, weigh};

/// Runs every body of a module with symbolic parameters.
pub fn summarize_module(module: Arc<ir::Module>, file: FileId) -> FileArtefact {
    let names = Arc::new(module_names(&module));
    let mut artefact = FileArtefact {
        imports: import_rows(&module),
        evidence: evidence(&module),
        ..FileArtefact::default()
    };
    for (id, body) in module.bodies.iter_enumerated() {
        let inlined = body.kind == BodyKind::Comprehension;
        let run = if inlined { Run::default() } else { run_body(&module, file, id, body, &names) };
        artefact.classes.extend(run.classes);
        artefact.weights.extend(run.weights.into_iter().map(|weight| (id, weight)));
        artefact.bodies.push(BodySummary {
            kind: body.kind,
            name: body.name,
            qualname: body.qualname,
            parent: body.parent,
            site: body.site,
            params: body.params.clone(),
            free: free_names(body),
            result: body.result,
            is_generator: body.is_generator,
            is_async: body.is_async,
            summary: run.summary,
        });
    }
    shapes::complete(&module, &mut artefact);
    for (site, what) in &module.unsupported {
        artefact.losses.push(Loss { kind: LossKind::Unsupported, site: *site, what: what.as_str().into() });
    }
    artefact.losses.sort();
    artefact.losses.dedup();
    artefact.bodies.shrink_to_fit();
    places::keep_named(&mut artefact, &module.sites);
    artefact
}

#[derive(Default)]
struct Run {
    summary: Summary,
    classes: Vec<crate::summary::ClassShape>,
    weights: Vec<Weight>,
}

fn run_body(
    module: &Arc<ir::Module>,
    file: FileId,
    id: BodyId,
    body: &Body,
    names: &Arc<FxHashSet<Symbol>>,
) -> Run {
    let mut machine = Machine::symbolic(module.clone(), file);
    machine.module_names = names.clone();
    machine.is_open = body.is_open;
    machine.fuel = if body.kind == BodyKind::Module { limits::MODULE_FUEL } else { limits::SYMBOLIC_FUEL };
    machine.start_tally(body);
    let mut frame = machine.enter(id, body);
    let flow = machine.run_body(&mut frame);
    let ending = machine.end_body(frame, flow);
    let weights = weigh::weights(&mut machine, module, body, &ending);
    let (summary, nodes) = emit(&mut machine, body, &ending);
    let classes = shapes::classes_of(&machine, module, id, body, &summary, &nodes, &ending);
    Run { summary, classes, weights }
}

impl Machine {
    /// A frame with symbolic parameters and captured cells.
    fn enter(&mut self, id: BodyId, body: &Body) -> Frame {
        self.site = body.site;
        let code = CodeRef { unit: 0, body: id };
        let globals = self.units[0].module;
        let namespace = match body.kind {
            BodyKind::Module => globals,
            BodyKind::Class => self.new_object(Kind::Dict, statics::DICT, Payload::None),
            _ => EMPTY,
        };
        let mut frame = self.frame(code, namespace, EMPTY);
        frame.object = self.new_object(Kind::Frame, statics::FRAME, Payload::Code(code.pack()));
        for at in 0..body.params.len() {
            frame.slots[at] = self.new_symbolic(Origin::Param(at as u16), None);
        }
        let mut free = 0;
        for (at, local) in body.locals.iter().enumerate() {
            if local.kind == LocalKind::Free {
                frame.slots[at] = self.new_symbolic(Origin::Capture(free), None);
                free += 1;
            }
        }
        self.make_cells(&mut frame, body);
        frame
    }

    /// Everything the body leaves behind: its returns joined, its raises joined, what its frame holds.
    fn end_body(&mut self, mut frame: Frame, flow: Flow) -> Ending {
        let mut returns = self.take_ways(0, |flow| matches!(flow, Flow::Return(_)));
        let mut raises = self.take_ways(0, |flow| matches!(flow, Flow::Raise(_)));
        self.ways.clear();
        let last = Way { heap: self.heap.clone(), frame: frame.clone(), flow };
        match flow {
            Flow::Return(_) => returns.push(last),
            Flow::Raise(_) => raises.push(last),
            _ => returns.push(Way { flow: Flow::Return(statics::NONE), ..last }),
        }
        let mut ending = Ending { namespace: frame.namespace, frame: frame.object, ..Ending::default() };
        let mut first = true;
        for way in returns.into_iter().chain(raises) {
            let before = std::mem::replace(&mut self.heap, way.heap);
            self.heap.skip_to(self.high_water);
            frame = way.frame;
            match way.flow {
                Flow::Return(value) => ending.returns.extend(self.alternatives(value)),
                Flow::Raise(exc) => {
                    self.leave_by_raise(&frame, exc);
                    ending.raises.extend(self.alternatives(exc));
                }
                _ => {}
            }
            self.fill_frame(&frame);
            if !first {
                let mine = std::mem::replace(&mut self.heap, before);
                self.heap.unite(mine);
            }
            first = false;
        }
        ending.yields = std::mem::take(&mut self.yields);
        ending
    }

    /// Whether a traceback, a local or a record of frames on this way leads to the frame.
    fn is_held(&self, frame: &Frame) -> bool {
        let leads = |id: ObjId| {
            let refs = self.heap.get(id).map(|object| &object.refs);
            refs.is_some_and(|refs| refs.iter().any(|reference| reference.target == frame.object))
        };
        frame.slots.contains(&frame.object) || self.heap.ids().any(leads)
    }

    /// A frame that something keeps on this way holds its locals as they are at the end.
    fn fill_frame(&mut self, frame: &Frame) {
        if !self.frame_used || !self.is_held(frame) {
            return;
        }
        let unit = self.unit(frame.code);
        let body = &unit.bodies[frame.code.body];
        for (at, (local, &value)) in body.locals.iter().zip(&frame.slots).enumerate() {
            let has_left = self.walks_out && self.alternatives(value).contains(&frame.object);
            if value == EMPTY || self.is_scalar(value) || has_left {
                continue;
            }
            self.site = binding_site(body, at);
            let label = Label::Local(SymbolKey(local.name));
            self.hold_and_record(frame.object, label, value);
        }
    }
}

/// Where a local first gets a value that is no constant, by the order of the text; the head of the
/// body for a parameter.
fn binding_site(body: &Body, at: usize) -> SiteId {
    let is_own = |inst: &Inst| match inst {
        Inst::StoreLocal { local, .. } => local.0 as usize == at,
        Inst::StoreCell { cell, .. } => cell.0 as usize == at,
        _ => false,
    };
    let is_constant = |before: usize| matches!(body.code[before], Inst::Const { .. });
    let stores = (1..body.code.len()).filter(|&pc| is_own(&body.code[pc]));
    let mut stores = stores.filter(|&pc| !is_constant(pc - 1));
    stores.next().map_or(body.site, |pc| body.sites[pc])
}

/// Every name the module may bind at its top level.
fn module_names(module: &ir::Module) -> FxHashSet<Symbol> {
    let mut names = FxHashSet::default();
    for body in module.bodies.iter() {
        for inst in &body.code {
            match inst {
                Inst::StoreName { name, .. } if body.kind == BodyKind::Module => {
                    names.insert(*name);
                }
                Inst::StoreGlobal { name, .. } => {
                    names.insert(*name);
                }
                _ => {}
            }
        }
    }
    names
}

fn free_names(body: &Body) -> Vec<Symbol> {
    body.locals.iter().filter(|local| local.kind == LocalKind::Free).map(|local| local.name).collect()
}

fn import_rows(module: &ir::Module) -> Vec<ImportRow> {
    let mut rows: Vec<ImportRow> = Vec::new();
    for body in module.bodies.iter() {
        for (inst, site) in body.code.iter().zip(&body.sites) {
            match inst {
                Inst::Import { module, level, .. } => rows.push(ImportRow {
                    module: *module,
                    level: *level,
                    names: Vec::new(),
                    site: *site,
                    type_only: false,
                }),
                Inst::ImportFrom { name, .. } => {
                    if let Some(row) = rows.last_mut() {
                        row.names.push(*name);
                    }
                }
                Inst::Intrinsic { kind: ir::Intrinsic::ImportStar, .. } => {
                    if let Some(row) = rows.last_mut() {
                        row.names.push(Symbol::new("*"));
                    }
                }
                _ => {}
            }
        }
    }
    rows
}

fn evidence(module: &ir::Module) -> Vec<Evidence> {
    let mut rows = Vec::new();
    for (id, body) in module.bodies.iter_enumerated() {
        for hint in &body.hints {
            rows.push(Evidence { body: id, site: body.site, attribute: hint.0, annotation: hint.1.clone() });
        }
    }
    rows
}

/// The number of an object's node, once emitted.
pub(super) type NodeOf = rustc_hash::FxHashMap<ObjId, crate::summary::NodeId>;
