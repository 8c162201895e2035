//! Traces against what the interpreters printed: `fixtures/trace/NAME.out` holds, for each group of
//! versions, the recorded output of `NAME.py`.

use std::fs;
use std::path::Path;

use heaplint::base::Cancel;
use heaplint::config::parse_version;
use heaplint::syntax::SourceFile;
use heaplint::trace::{Request, trace};

/// What the trace says the program prints.
fn printed(text: &str, version: &str) -> String {
    let source = SourceFile::from_text("program.py", text);
    let version = parse_version(version).expect("a known version");
    let traced = trace(&Request { source: &source, version, objects: false, cancel: Cancel::default() });
    let texts = traced.steps.into_iter().filter_map(|step| (step.event == "print").then_some(step.text?));
    texts.map(|text| text + "\n").collect()
}

/// Sections of a recorded file: versions, and what they print.
fn sections(text: &str) -> Vec<(Vec<&str>, String)> {
    let mut out: Vec<(Vec<&str>, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("== "), out.last_mut()) {
            (Some(versions), _) => out.push((versions.split(' ').collect(), String::new())),
            (None, Some((_, body))) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => panic!("a section starts with `== VERSIONS`"),
        }
    }
    out
}

#[test]
fn traces_say_what_the_interpreters_printed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/trace");
    let mut wrong = Vec::new();
    let mut programs: Vec<_> =
        fs::read_dir(&folder).expect("the fixtures").map(|entry| entry.expect("an entry").path()).collect();
    programs.sort();
    for program in programs.iter().filter(|path| path.extension().is_some_and(|e| e == "py")) {
        let text = fs::read_to_string(program).expect("a program");
        let recorded = fs::read_to_string(program.with_extension("out")).expect("a recording");
        for (versions, expected) in sections(&recorded) {
            for version in versions {
                let found = printed(&text, version);
                if found != expected {
                    let name = program.file_name().unwrap_or_default().to_string_lossy();
                    wrong.push(format!("{name} on {version}:\n{found}--- recorded:\n{expected}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
