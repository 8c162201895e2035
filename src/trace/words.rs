//! The words a reader would use for an object: "Node created on line 12", "function `f`".

use crate::base::{FileId, SiteId};
use crate::exec::{CodeRef, statics};
use crate::heap::{Cause, Event, EventKind, Heap, Kind, ObjId, Object, Payload};
use crate::ir::Module;

/// The file of the program's own objects and events.
const PROGRAM: FileId = FileId(0);

pub(super) struct Names<'a> {
    pub heap: &'a Heap,
    pub module: &'a Module,
    pub line_of: &'a dyn Fn(SiteId) -> u32,
}

impl Names<'_> {
    /// `None` for what a reader never sees: plain values and the interpreter's own objects.
    pub fn of(&self, id: ObjId) -> Option<String> {
        if self.heap.is_static(id) {
            return None;
        }
        let object = self.object(id)?;
        let line = (self.line_of)(object.site);
        Some(match object.kind {
            Kind::Scalar | Kind::Symbolic | Kind::OneOf | Kind::Native => return None,
            Kind::Function => format!("function `{}`", self.own(object)),
            Kind::Class => format!("class `{}`", self.own(object)),
            Kind::Module => format!("module `{}`", self.own(object)),
            _ => format!("{} created on line {line}", self.class(object)),
        })
    }

    /// Whether an event is a library's own affair: a name that it binds, or what becomes of an object
    /// that it made, in its own code; its functions, classes and modules wherever they end.
    pub fn is_inside_library(&self, event: &Event) -> bool {
        let in_library = event.file != PROGRAM;
        if in_library && matches!(event.kind, EventKind::Bind(_) | EventKind::Unbind(_)) {
            return true;
        }
        let Some(object) = self.object(event.obj).filter(|object| object.file != PROGRAM) else {
            return false;
        };
        let is_code = matches!(object.kind, Kind::Function | Kind::Class | Kind::Module | Kind::Cell);
        match event.kind {
            EventKind::Collect { .. } => false,
            EventKind::Bind(_) | EventKind::Unbind(_) => in_library,
            EventKind::Free(cause) => in_library || is_code || cause == Cause::Exit,
            _ => in_library || is_code,
        }
    }

    /// The object, alive or as it was when it died.
    fn object(&self, id: ObjId) -> Option<&Object> {
        self.heap.get(id).or_else(|| self.heap.timeline()?.grave(id))
    }

    fn class(&self, object: &Object) -> String {
        if let Some(name) = statics::type_name(object.class) {
            return name.rsplit('.').next().unwrap_or(name).to_owned();
        }
        self.object(object.class).map_or("object".to_owned(), |class| self.own(class))
    }

    /// What a function, class or module is called.
    fn own(&self, object: &Object) -> String {
        match object.payload {
            Payload::Name(name) => name.as_str().to_owned(),
            Payload::Code(code) => {
                let code = CodeRef::unpack(code);
                let body = self.module.bodies.get(code.body).filter(|_| code.unit == 0);
                body.map_or("?", |body| body.name.as_str()).to_owned()
            }
            _ => "?".to_owned(),
        }
    }
}
