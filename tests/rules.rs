//! Every fixture and every page of every rule, through the public API.
//!
//! A fixture is a Python file below `fixtures/rules/<rule>/`; a folder there is a project of several
//! files. Expectations stand in comments on the line of the finding:
//!
//! * `# error: [rule] "part of the message"` wants a finding; the text is optional.
//! * `# known-miss: [rule] why` marks what is not found so far; the test fails once it is, so that
//!   the mark goes away.
//!
//! A comment of its own near the top of a file may say `# python: 3.8` or `# min-confidence: possible`.
//! The findings that count are those of the folder's rule, of its group, and of rules named in the file.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use heaplint::ir::Version;
use heaplint::rules::{RULES, Rule, find};
use support::{Project, files_below, root};

/// What a comment says of its line.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Expectation {
    file: usize,
    line: usize,
    rule: String,
    text: Option<String>,
    is_miss: bool,
}

#[test]
fn fixtures_hold() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let folder = root().join("fixtures/rules").join(rule.id.name);
        for project in projects(&folder) {
            let files = project.iter().map(|path| (shown(path), fs::read_to_string(path).expect("text")));
            wrong.extend(compare(rule, Project::new(files)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn pages_hold() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for (at, example) in examples(&rule.page()).into_iter().enumerate() {
            let path = format!("example_{}_of_{}.py", at + 1, rule.id.name.replace('-', "_"));
            wrong.extend(compare(rule, Project::new([(path, example)])));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn fixtures_belong_to_rules() {
    let folder = root().join("fixtures/rules");
    for path in files_below(&folder) {
        let inside = path.strip_prefix(&folder).expect("inside");
        let name = inside.iter().next().and_then(|name| name.to_str()).expect("a folder");
        assert!(RULES.iter().any(|rule| rule.id.name == name), "{}: no rule `{name}`", path.display());
    }
}

/// Each file of the folder by itself, each folder in it as one project.
fn projects(folder: &Path) -> Vec<Vec<PathBuf>> {
    let mut projects = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for entry in entries {
        let files = if entry.is_dir() { files_below(&entry) } else { vec![entry] };
        let files: Vec<_> =
            files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "py")).collect();
        projects.extend((!files.is_empty()).then_some(files));
    }
    projects
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/")
}

/// The blocks of a page that are Python.
fn examples(page: &str) -> Vec<String> {
    let blocks = page.split("```python\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or("").to_owned()).collect()
}

/// What differs between expected and found, as lines for a person.
fn compare(rule: &Rule, mut project: Project) -> Vec<String> {
    let texts: Vec<String> = project.files.iter().map(|(_, text)| text.clone()).collect();
    configure(&mut project, &texts);
    let mut expected: Vec<Expectation> =
        texts.iter().enumerate().flat_map(|(file, text)| expectations(file, text)).collect();
    let named: BTreeSet<&str> = expected.iter().map(|expectation| expectation.rule.as_str()).collect();
    let named: BTreeSet<String> = named.into_iter().map(str::to_owned).collect();
    let checked = project.check();
    let mut wrong: Vec<String> = checked.crashes.iter().map(|crash| format!("crash: {crash:?}")).collect();
    for found in &checked.diagnostics {
        if found.rule.group != rule.id.group && !named.contains(found.rule.name) {
            continue;
        }
        let (file, line) = (found.spot.file.0 as usize, project.line(found));
        let is_met = |want: &Expectation| {
            let is_place = (want.file, want.line, want.rule.as_str()) == (file, line, found.rule.name);
            is_place && want.text.as_deref().is_none_or(|text| found.message.contains(text))
        };
        let place = format!("{}:{line}: [{}] {}", project.files[file].0, found.rule.name, found.message);
        match expected.iter().position(is_met) {
            Some(at) if expected.remove(at).is_miss => wrong.push(format!("{place}: no longer missed")),
            Some(_) => {}
            None => wrong.push(format!("{place}: not expected")),
        }
    }
    for missed in expected.iter().filter(|want| !want.is_miss) {
        let text = missed.text.as_deref().map(|text| format!(" \"{text}\"")).unwrap_or_default();
        let path = &project.files[missed.file].0;
        wrong.push(format!("{path}:{}: [{}]{text}: expected, not found", missed.line, missed.rule));
    }
    wrong
}

fn configure(project: &mut Project, texts: &[String]) {
    for line in texts.iter().flat_map(|text| text.lines()) {
        if let Some(version) = line.strip_prefix("# python: ") {
            project.settings.target = version.trim().parse::<Version>().expect("a version");
        }
        if let Some(least) = line.strip_prefix("# min-confidence: ") {
            project.settings.rules.min_confidence = least.trim().parse().expect("a confidence");
        }
    }
}

fn expectations(file: usize, text: &str) -> Vec<Expectation> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for part in line.split("# ").skip(1) {
            let (rest, is_miss) = match (part.strip_prefix("error: ["), part.strip_prefix("known-miss: [")) {
                (Some(rest), _) => (rest, false),
                (_, Some(rest)) => (rest, true),
                _ => continue,
            };
            let (rule, rest) = rest.split_once(']').expect("a closing bracket");
            assert!(find(rule).is_some(), "line {}: no rule `{rule}`", at + 1);
            let text = rest.trim().strip_prefix('"').and_then(|rest| rest.split_once('"'));
            let text = text.map(|(text, _)| text.to_owned()).filter(|_| !is_miss);
            found.push(Expectation { file, line: at + 1, rule: rule.to_owned(), text, is_miss });
        }
    }
    found
}
