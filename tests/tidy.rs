//! What must stay true of the sources themselves.

mod support;

use std::fs;

use heaplint::rules::RULES;
use support::{files_below, root, sources};

/// No file is longer; near 250 lines is where they are read with pleasure.
const LONGEST_FILE: usize = 800;

/// No function is longer.
const LONGEST_FUNCTION: usize = 80;

/// Longer functions that are one flat `match` over a closed set, with the length they may have.
const FLAT: &[(&str, usize)] = &[("src/exec/step.rs", 100)];

/// Sections of a rule's page, in order.
const SECTIONS: &[&str] =
    &["## What it does", "## Why is this bad", "## Example", "## How to fix", "## Limits"];

#[test]
fn every_file_opens_with_its_duty() {
    for folder in ["src", "tests"] {
        for source in sources(folder) {
            assert!(source.text.starts_with("//! "), "{}: no header", source.path);
        }
    }
}

#[test]
fn files_and_functions_stay_short() {
    let mut wrong = Vec::new();
    for source in sources("src").into_iter().chain(sources("tests")) {
        let lines: Vec<&str> = source.text.lines().collect();
        if lines.len() > LONGEST_FILE {
            wrong.push(format!("{}: {} lines", source.path, lines.len()));
        }
        for (start, length) in functions(&lines) {
            let budget = FLAT.iter().find(|(path, _)| *path == source.path).map(|(_, budget)| *budget);
            if length > budget.unwrap_or(LONGEST_FUNCTION) {
                wrong.push(format!("{}:{}: a function of {length} lines", source.path, start + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Start and length of each function: formatted code closes a function at its own indentation.
fn functions(lines: &[&str]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let words = code.split_whitespace().take_while(|word| *word != "fn" && is_modifier(word)).count();
        if code.split_whitespace().nth(words) != Some("fn") || code.ends_with('}') || code.ends_with(';') {
            continue;
        }
        let close = format!("{}}}", &line[..line.len() - code.len()]);
        let end = lines[start..].iter().position(|line| *line == close);
        found.extend(end.map(|length| (start, length + 1)));
    }
    found
}

fn is_modifier(word: &str) -> bool {
    word.starts_with("pub") || matches!(word, "const" | "async" | "extern" | "unsafe") || word.ends_with(')')
}

#[test]
fn no_file_holds_notes_to_ourselves() {
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/runner"),
    ];
    let mut wrong = Vec::new();
    let mut files: Vec<_> = ["src", "tests", "fixtures", ".ci", ".github"]
        .into_iter()
        .flat_map(|folder| files_below(&root().join(folder)))
        .collect();
    let plain = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "Cargo.toml"];
    files.extend(plain.map(|name| root().join(name)));
    for path in files {
        // Fixtures may hold bytes that are no text on purpose.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (at, line) in text.lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(*word)) {
                wrong.push(format!("{}:{}: {word}", path.display(), at + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rules_are_sorted_and_named_once() {
    assert!(RULES.is_sorted_by_key(|rule| rule.id.code), "RULES is sorted by code");
    for pair in RULES.windows(2) {
        assert_ne!(pair[0].id.code, pair[1].id.code);
    }
    for rule in RULES {
        let code = rule.id.code;
        assert!(code.len() == 5 && code.starts_with("HL") && code[2..].bytes().all(|b| b.is_ascii_digit()));
        assert!(rule.id.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", rule.id.name);
        let same_name = RULES.iter().filter(|other| other.id.name == rule.id.name).count();
        assert_eq!(same_name, 1, "{}", rule.id.name);
    }
}

#[test]
fn every_rule_has_a_file_a_page_and_fixtures() {
    for rule in RULES {
        let name = rule.id.name;
        let file = format!("src/rules/{}.rs", name.replace('-', "_"));
        assert!(root().join(&file).is_file(), "{file} is missing");
        let page = rule.page();
        let mut from = 0;
        for section in SECTIONS {
            let at = page[from..].find(section);
            from += at.unwrap_or_else(|| panic!("the page of {name} has no `{section}` in its place"));
        }
        assert!(page.contains("```python"), "the page of {name} has no example");
        let fixtures = files_below(&root().join("fixtures/rules").join(name));
        assert!(!fixtures.is_empty(), "fixtures/rules/{name} is missing");
    }
    for source in sources("src/rules") {
        let declares = source.text.contains("\nrule! {");
        let name = source.path.trim_start_matches("src/rules/").trim_end_matches(".rs").replace('_', "-");
        assert!(
            !declares || RULES.iter().any(|rule| rule.id.name == name),
            "{} declares a rule that RULES does not list",
            source.path
        );
    }
}

#[test]
fn every_dependency_says_why() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("readable");
    let mut in_dependencies = false;
    let mut has_reason = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]");
            has_reason = false;
        } else if line.starts_with('#') {
            has_reason = true;
        } else if line.is_empty() {
            has_reason = false;
        } else if in_dependencies {
            // Lines under one comment share its reason.
            assert!(has_reason || !line.contains('='), "Cargo.toml: no reason above `{line}`");
        }
    }
}
