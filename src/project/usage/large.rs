//! Large values of module and class bodies.

use crate::base::{FileId, Idx, Place, Spot};
use crate::ir::BodyKind;
use crate::outcome::LargeValue;
use crate::project::program::Program;

pub(super) fn values(program: &Program<'_>) -> Vec<LargeValue> {
    let mut out = Vec::new();
    for (at, artefact) in program.files.iter().enumerate() {
        let file = FileId::from_usize(at);
        for (body, weight) in &artefact.weights {
            let holder = program.body(program.fn_id(file, *body));
            let Some(span) = program.span(Place::new(file, weight.site)) else { continue };
            if is_local(program, file, *body) {
                continue;
            }
            out.push(LargeValue {
                name: match holder.kind {
                    BodyKind::Class => format!("{}.{}", holder.qualname, weight.name),
                    _ => weight.name.to_string(),
                },
                spot: Spot { file, span },
                bytes: weight.bytes,
                what: weight.what.clone(),
                numbers: weight.numbers,
                source: weight.source,
                readers: weight.readers.iter().map(|&reader| artefact.bodies[reader].qualname).collect(),
            });
        }
    }
    out
}

/// Whether the body runs only when some function is called.
fn is_local(program: &Program<'_>, file: FileId, body: crate::ir::BodyId) -> bool {
    let mut at = Some(program.fn_id(file, body));
    while let Some(body) = at {
        if matches!(program.body(body).kind, BodyKind::Function | BodyKind::Lambda) {
            return true;
        }
        at = program.parent(body);
    }
    false
}
