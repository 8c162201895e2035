//! Imports point downwards: which part of `src` may name which other part, and who may name the
//! parser, the runtime of the server, and the operating system.

mod support;

use std::collections::BTreeSet;

use support::sources;

/// A module and the modules it may name. Its own name is always allowed.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("python", &["base"]),
    ("ir", &["base", "python"]),
    ("syntax", &["base", "ir"]),
    ("lower", &["base", "ir", "syntax"]),
    ("heap", &["base", "python"]),
    ("summary", &["base", "heap", "ir"]),
    ("models", &["base", "heap", "python", "summary"]),
    ("exec", &["base", "heap", "ir", "models", "python", "summary"]),
    ("outcome", &["base", "heap"]),
    ("project", &["base", "heap", "ir", "models", "outcome", "python", "summary"]),
    ("diagnostic", &["base"]),
    ("rules", &["base", "diagnostic", "heap", "outcome", "python", "summary"]),
    ("report", &["base", "diagnostic", "heap", "rules", "syntax"]),
    ("fixes", &["base", "diagnostic", "ir", "syntax"]),
    ("config", &["base", "diagnostic", "ir", "report", "rules"]),
    (
        "check",
        &[
            "base",
            "config",
            "diagnostic",
            "exec",
            "fixes",
            "heap",
            "ir",
            "lower",
            "outcome",
            "project",
            "rules",
            "summary",
            "syntax",
        ],
    ),
    ("archive", &["base", "check", "ir"]),
    ("fix", &["base", "check", "diagnostic", "fixes", "syntax"]),
    ("trace", &["base", "config", "exec", "heap", "ir", "lower", "summary", "syntax"]),
    (
        "lsp",
        &[
            "base",
            "check",
            "config",
            "diagnostic",
            "fixes",
            "heap",
            "ir",
            "outcome",
            "python",
            "report",
            "rules",
            "syntax",
            "trace",
        ],
    ),
    (
        "cli",
        &[
            "archive",
            "base",
            "check",
            "config",
            "diagnostic",
            "fix",
            "ir",
            "lsp",
            "report",
            "rules",
            "syntax",
            "trace",
        ],
    ),
    ("main", &[]),
    ("lib", &[]),
];

/// Words that only some parts may name.
const FENCED: &[(&str, &[&str])] = &[
    ("ruff_python", &["syntax", "lower"]),
    ("ruff_text", &["syntax", "lower"]),
    ("ruff_source", &["syntax", "lower"]),
    ("tokio", &["lsp"]),
    ("tower_lsp", &["lsp"]),
    ("std::fs", &["cli", "lsp"]),
    ("std::env", &["cli", "lsp"]),
    ("std::process", &["cli", "lsp", "main"]),
    ("std::time", &["cli", "lsp"]),
    ("anstream", &["cli"]),
    ("clap", &["cli"]),
    ("rayon", &["check", "cli", "fixes", "lsp", "project"]),
];

#[test]
fn imports_point_downwards() {
    let mut wrong = BTreeSet::new();
    for source in sources("src") {
        let part = source.part();
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == part) else {
            panic!("{}: `{part}` has no row in the table of layers", source.path);
        };
        for (line, imported) in source.crate_paths() {
            if imported != part && !allowed.contains(&imported.as_str()) {
                wrong.insert(format!("{}:{line}: {part} may not see {imported}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn parser_runtime_and_system_are_fenced() {
    let mut wrong = BTreeSet::new();
    for source in sources("src") {
        let part = source.part();
        for (line, text) in source.code_lines() {
            for (word, allowed) in FENCED {
                if text.contains(word) && !allowed.contains(&part.as_str()) {
                    wrong.insert(format!("{}:{line}: {part} may not name {word}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_row_of_the_table_points_downwards() {
    for (at, (name, allowed)) in MAY_IMPORT.iter().enumerate() {
        for lower in *allowed {
            let below = MAY_IMPORT[..at].iter().any(|(other, _)| other == lower);
            assert!(below, "{name} may see {lower}, which does not stand above it in the table");
        }
    }
}
