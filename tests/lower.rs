//! Lowering: a snapshot per construct, and the rules that every body must keep.

#[path = "support/bodies.rs"]
mod bodies;

use bodies::check;
use heaplint::base::Idx;
use heaplint::ir::{BodyId, Inst, Module, Version};
use heaplint::lower::lower;
use heaplint::syntax::{LineIndex, parse};

/// The version a fixture asks for in its first line, `# python: 3.11`.
fn version_of(text: &str) -> Version {
    let asked = text.lines().next().and_then(|line| line.strip_prefix("# python: 3."));
    Version::new(3, asked.and_then(|minor| minor.trim().parse().ok()).unwrap_or(13))
}

fn lowered(text: &str, version: Version) -> Module {
    let module = lower(&parse(text, version), version);
    for body in module.bodies.iter() {
        if let Err(problem) = check(&module, body) {
            panic!("{}: {problem}\n{}", module.heading(body), module.to_text());
        }
    }
    module
}

/// A body as text, each statement under its own line of source.
fn with_source(text: &str, module: &Module) -> String {
    let lines = LineIndex::new(text);
    let mut out = String::new();
    for (id, body) in module.bodies.iter_enumerated() {
        out.push_str(&format!("body {} {}\n", id.as_usize(), module.heading(body)));
        for (pc, inst) in body.code.iter().enumerate() {
            let site = module.sites[body.sites[pc]];
            if matches!(inst, Inst::Line) {
                let line = lines.line(site.start);
                out.push_str(&format!("{line:4} | {}\n", lines.line_text(text, line)));
            }
            let (start, end) = (site.start as usize, (site.end as usize).min(text.len()));
            let at = text[start..end].lines().next().unwrap_or("");
            let inst = module.inst_text(body, pc);
            out.push_str(format!("{pc:5} {inst:<60} {at}").trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    for (site, what) in &module.unsupported {
        out.push_str(&format!("unsupported, line {}: {what}\n", lines.line(module.sites[*site].start)));
    }
    out
}

#[test]
fn every_construct_is_lowered_in_order() {
    insta::glob!("..", "fixtures/lower/*.py", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let module = lowered(&text, version_of(&text));
        insta::assert_snapshot!(with_source(&text, &module));
    });
}

#[test]
fn every_fixture_is_valid_for_every_version() {
    insta::glob!("..", "fixtures/lower/*.py", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        for minor in 8..=14 {
            lowered(&text, Version::new(3, minor));
        }
    });
}

#[test]
fn broken_and_deep_code_is_lowered_without_harm() {
    let version = Version::new(3, 13);
    let depth = 20_000;
    let texts = [
        "def f(:\n  return\nbreak\nx = = 2\nclass\n".to_owned(),
        "def f():\n  yield = 3\n  1 = x\n  del 1\n  f() += 1\n".to_owned(),
        format!("x = {}{}\n", "(".repeat(depth), ")".repeat(depth)),
        format!("x = {}1{}\n", "[".repeat(depth), "]".repeat(depth)),
        format!("x = {}y\n", "-".repeat(depth)),
        format!("x{} = 1\n", ".y".repeat(depth)),
        format!("x = 1{}\n", "+1".repeat(depth)),
        format!("x = y{}\n", "+1".repeat(depth)),
        format!("x = y{}\n", " if z else y".repeat(depth)),
        format!("x = {}1\n", "lambda: ".repeat(2000)),
        format!("{}1\n", "a and not b or ".repeat(depth)),
        format!("x = {}1{}\n", "[y for y in ".repeat(300), "]".repeat(300)),
        format!("match x:\n  case {}_{}: pass\n", "[".repeat(2000), "]".repeat(2000)),
    ];
    for text in texts {
        lowered(&text, version);
    }
    let nested = |line: &str| -> String {
        (0..60).map(|level| format!("{0}try:\n{0} {line}\n{0}finally:\n", " ".repeat(level))).collect()
    };
    let module = lowered(&format!("{}{}pass\n", nested("x()"), " ".repeat(60)), version);
    assert!(module.unsupported.iter().any(|(_, what)| what.contains("one more copy")));
    let loops: String = (0..25).map(|level| format!("{}for x in y:\n", " ".repeat(level))).collect();
    let module = lowered(&format!("{loops}{}pass\n", " ".repeat(25)), version);
    assert!(module.unsupported.iter().any(|(_, what)| what.contains("statically nested")));
    let inside = nested("return x").replace('\n', "\n ");
    lowered(&format!("def f():\n {inside}{}pass\n", " ".repeat(60)), version);
}

#[test]
fn bodies_are_numbered_from_the_outside_in() {
    let module = lowered("def f():\n    def g():\n        return lambda: 1\n", Version::new(3, 13));
    let parents: Vec<Option<BodyId>> = module.bodies.iter().map(|body| body.parent).collect();
    assert_eq!(parents, [None, Some(BodyId(0)), Some(BodyId(1)), Some(BodyId(2))]);
}
