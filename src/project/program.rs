//! The program: all artefacts under one numbering of bodies and classes.
//!
//! A *body number* and a *class number* are valid for one `Program`. Everything that linking knows
//! beforehand hangs here: modules, names, classes. It is built once and then only read.

use rustc_hash::FxHashMap;

use super::classes::ClassInfo;
use super::modules::Modules;
use super::names::Targets;
use super::registry::Registries;
use crate::base::{FileId, IndexVec, Place, Span, Symbol, index};
use crate::ir::{BodyId, BodyKind};
use crate::summary::{BodySummary, ClassShape, FileArtefact, NodeId, NodeKind, Summary};

index! {
    /// A body of the program.
    pub struct FnId;
}

index! {
    /// A class statement of the program.
    pub struct ClassId;
}

/// Everything that linking reads.
pub struct Program<'a> {
    pub files: Vec<&'a FileArtefact>,
    pub modules: Modules,
    /// Body number of each file's module body; one more entry than files.
    bases: Vec<u32>,
    bodies: Vec<&'a BodySummary>,
    file_of_body: Vec<FileId>,
    pub classes: IndexVec<ClassId, ClassInfo>,
    pub class_of_body: FxHashMap<FnId, ClassId>,
    pub registries: Registries,
    /// What each module-level name means, before any other file is asked.
    pub(super) globals: Vec<FxHashMap<Symbol, Targets>>,
    /// Modules whose names a file takes over with `*`.
    pub(super) stars: Vec<Vec<FileId>>,
}

impl<'a> Program<'a> {
    /// `paths` belong to `files`, in the order of the file numbers.
    pub fn new<P: AsRef<str>>(files: Vec<&'a FileArtefact>, paths: &[P], roots: &[String]) -> Self {
        let mut bases = Vec::with_capacity(files.len() + 1);
        let mut count = 0u32;
        for file in &files {
            bases.push(count);
            count += file.bodies.len() as u32;
        }
        bases.push(count);
        let bodies = files.iter().flat_map(|file| file.bodies.iter()).collect();
        let numbered = files.iter().enumerate();
        let file_of_body = numbered
            .flat_map(|(at, file)| std::iter::repeat_n(FileId(at as u32), file.bodies.len()))
            .collect();
        let mut program = Self {
            files,
            modules: Modules::with_roots(paths, roots),
            bases,
            bodies,
            file_of_body,
            classes: IndexVec::default(),
            class_of_body: FxHashMap::default(),
            registries: Registries::default(),
            globals: Vec::new(),
            stars: Vec::new(),
        };
        program.list_classes();
        super::names::fill(&mut program);
        super::classes::fill(&mut program);
        program.registries = Registries::of(&program);
        program
    }

    fn list_classes(&mut self) {
        for (at, file) in self.files.iter().enumerate() {
            for (shape_at, shape) in file.classes.iter().enumerate() {
                let id = FileId(at as u32);
                let body = FnId(self.bases[at] + shape.body.0);
                let class = self.classes.push(ClassInfo::new(id, shape_at, body, shape));
                self.class_of_body.insert(body, class);
            }
        }
    }

    pub fn body_count(&self) -> usize {
        self.bases.last().copied().unwrap_or(0) as usize
    }

    pub fn fn_id(&self, file: FileId, body: BodyId) -> FnId {
        FnId(self.bases[file.0 as usize] + body.0)
    }

    pub fn file_of(&self, body: FnId) -> FileId {
        self.file_of_body[body.0 as usize]
    }

    pub fn local(&self, body: FnId) -> (FileId, BodyId) {
        let file = self.file_of(body);
        (file, BodyId(body.0 - self.bases[file.0 as usize]))
    }

    pub fn body(&self, body: FnId) -> &'a BodySummary {
        self.bodies[body.0 as usize]
    }

    pub fn summary(&self, body: FnId) -> &'a Summary {
        &self.body(body).summary
    }

    /// Whether a call of the body may give an object of its own finding.
    pub fn gives(&self, body: FnId) -> bool {
        let body = self.body(body);
        let nodes = &body.summary.nodes;
        let is_object = |node: &NodeId| {
            !matches!(
                nodes.get(*node).map(|node| &node.kind),
                Some(NodeKind::Const(_) | NodeKind::Unknown) | None
            )
        };
        body.is_generator || body.is_async || body.summary.returns.iter().any(is_object)
    }

    pub fn module_body(&self, file: FileId) -> FnId {
        FnId(self.bases[file.0 as usize])
    }

    pub fn has_bodies(&self, file: FileId) -> bool {
        !self.files[file.0 as usize].bodies.is_empty()
    }

    /// Bodies of one file.
    pub fn bodies_of(&self, file: FileId) -> impl Iterator<Item = FnId> + use<> {
        (self.bases[file.0 as usize]..self.bases[file.0 as usize + 1]).map(FnId)
    }

    pub fn parent(&self, body: FnId) -> Option<FnId> {
        let (file, local) = self.local(body);
        let parent = self.files[file.0 as usize].bodies[local].parent?;
        Some(self.fn_id(file, parent))
    }

    pub fn shape(&self, class: ClassId) -> &'a ClassShape {
        let info = &self.classes[class];
        &self.files[info.file.0 as usize].classes[info.shape]
    }

    /// The class whose block directly contains the function.
    pub fn class_around(&self, body: FnId) -> Option<ClassId> {
        let parent = self.parent(body)?;
        self.class_of_body.get(&parent).copied()
    }

    /// The nearest function or class block outside, comprehensions skipped: the body whose name a
    /// reader would use.
    pub fn named_body(&self, body: FnId) -> FnId {
        let mut at = body;
        while self.body(at).kind == BodyKind::Comprehension {
            match self.parent(at) {
                Some(parent) => at = parent,
                None => break,
            }
        }
        at
    }

    pub fn span(&self, place: Place) -> Option<Span> {
        self.files.get(place.file.0 as usize)?.sites.get(place.site).copied()
    }

    /// `module:qualname`
    pub fn label(&self, body: FnId) -> String {
        let file = self.file_of(body);
        format!("{}:{}", self.modules.name(file), self.body(body).qualname)
    }
}
