//! Traces against what the interpreters printed: `fixtures/trace/NAME.out` holds, for each group of
//! versions, the recorded output of `NAME.py`.

use std::fs;
use std::path::Path;

use heaplint::base::Cancel;
use heaplint::ir::Version;
use heaplint::syntax::SourceFile;
use heaplint::trace::{Request, trace};

/// What the trace says the program prints.
fn printed(text: &str, version: &str) -> String {
    let source = SourceFile::from_text("program.py", text);
    let version = version.parse::<Version>().expect("a known version");
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
    let wrong = differences("fixtures/trace");
    assert!(!programs("fixtures/trace").is_empty(), "the fixtures are there");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Programs that are not followed to the end yet: whoever mends one moves it up a folder.
#[test]
fn known_misses_are_still_missed() {
    let wrong = differences("fixtures/trace/known-miss");
    for name in programs("fixtures/trace/known-miss") {
        let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        assert!(wrong.iter().any(|miss| miss.starts_with(&name)), "{name} is right now: move it up");
    }
}

fn programs(folder: &str) -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    // The folder of misses goes when nothing is missed.
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let entries = entries.map(|entry| entry.expect("an entry").path());
    let mut programs: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "py")).collect();
    programs.sort();
    programs
}

fn differences(folder: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for program in programs(folder) {
        let text = fs::read_to_string(&program).expect("a program");
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
    wrong
}
