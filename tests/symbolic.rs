//! What symbolic runs write down, as snapshots of the summaries of every body of a fixture.

use std::fmt::Write;
use std::sync::Arc;

use heaplint::base::{FileId, Idx};
use heaplint::ir::{BodyKind, Version};

fn summaries(text: &str) -> String {
    let version = Version::new(3, 12);
    let parsed = heaplint::syntax::parse(text, version);
    let module = Arc::new(heaplint::lower::lower(&parsed, version));
    let artefact = heaplint::exec::summarize_module(module, FileId(0));
    let mut out = String::new();
    for (id, body) in artefact.bodies.iter_enumerated() {
        if body.kind != BodyKind::Comprehension {
            let _ = writeln!(out, "{} {} {:?}", id.as_usize(), body.qualname, body.kind);
            out.push_str(&body.summary.to_text());
        }
    }
    for class in &artefact.classes {
        let _ = writeln!(out, "class {} slots {:?}", class.qualname, class.slots);
        for member in &class.members {
            let _ = writeln!(out, "    {} {:?}", member.name, member.kind);
        }
    }
    out
}

#[test]
fn summaries_of_fixtures() {
    insta::glob!("../fixtures/symbolic", "*.py", |path| {
        let text = std::fs::read_to_string(path).expect("a fixture");
        insta::assert_snapshot!(summaries(&text));
    });
}
