//! What is written where: formats, colours, files, pages.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use super::run::Folder;

fn two_findings() -> Folder {
    let folder = Folder::new();
    folder.file("pkg/a.py", "# é\nclass A:\n    x = )\n").file("b.py", "x = 1  # heaplint: ignore[HL001]\n");
    folder
}

#[test]
fn the_full_format_shows_lines() {
    let ended = two_findings().run(&["check"]);
    assert_eq!(ended.status, Some(1));
    assert_snapshot!(ended.stdout, @r"
    warning[unused-suppression]: unused suppression: `HL001` finds nothing here
     --> b.py:1:8
      |
    1 | x = 1  # heaplint: ignore[HL001]
      |        ^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: remove `HL001` from the comment

    error[syntax-error]: syntax error: expected an expression
     --> pkg/a.py:3:9
      |
    3 |     x = )
      |         ^
    ");
    assert_snapshot!(ended.stderr, @r"
    Found 2 problems in 2 files
    1 fixable with --fix.
    ");
}

#[test]
fn json_has_the_fixed_form() {
    let ended = two_findings().run(&["check", "--output-format", "json"]);
    assert_eq!(ended.stderr, "");
    let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(report["version"], 1);
    assert_eq!(report["summary"]["files"], 2);
    assert_eq!(report["summary"]["diagnostics"], 2);
    let found = &report["diagnostics"][1];
    assert_eq!(found["code"], "HL001");
    assert_eq!(found["name"], "syntax-error");
    assert_eq!(found["group"], "general");
    assert_eq!(found["level"], "error");
    assert_eq!(found["confidence"], "certain");
    assert_eq!(found["file"], "pkg/a.py");
    assert_eq!(found["range"]["start"], serde_json::json!({"line": 3, "column": 9}));
    assert_eq!(found["fingerprint"].as_str().map(str::len), Some(16));
    assert!(found.get("cycle").is_none(), "absent parts are left out");
}

#[test]
fn every_format_is_well_formed_with_and_without_findings() {
    let clean = Folder::new();
    clean.file("a.py", "x = 1\n");
    for format in ["json", "sarif", "gitlab", "rdjson"] {
        for folder in [&two_findings(), &clean] {
            let ended = folder.run(&["check", "--output-format", format]);
            serde_json::from_str::<Value>(&ended.stdout).unwrap_or_else(|error| panic!("{format}: {error}"));
        }
    }
    let lines = two_findings().run(&["check", "--output-format", "json-lines"]).stdout;
    assert_eq!(lines.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count(), 2);
    for format in ["grouped", "github", "azure", "pylint", "junit"] {
        assert_snapshot!(format, two_findings().run(&["check", "--output-format", format]).stdout);
    }
}

#[test]
fn clean_runs_say_so() {
    let folder = Folder::new();
    folder.file("a.py", "x = 1\n");
    let ended = folder.run(&["check"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(0), ""));
    assert_eq!(ended.stderr, "No problems found in 1 file\n");
    assert_eq!(folder.run(&["check", "-q"]).stderr, "");
    let empty = Folder::new();
    let ended = empty.run(&["check"]);
    assert_eq!(ended.status, Some(0));
    assert!(ended.stderr.starts_with("warning: no Python files found"), "{}", ended.stderr);
}

#[test]
fn colours_come_when_asked_for() {
    let folder = two_findings();
    for format in ["full", "concise", "grouped"] {
        let plain = folder.run(&["check", "--output-format", format]).stdout;
        let colored = folder.run(&["check", "--output-format", format, "--color", "always"]).stdout;
        assert!(!plain.contains('\u{1b}') && colored.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn several_outputs_are_written_at_once() {
    let folder = two_findings();
    let ended = folder.run(&["check", "-q", "--output", "json:r.json", "--output", "sarif:r.sarif"]);
    assert!(ended.stdout.contains("error[syntax-error]"));
    for name in ["r.json", "r.sarif"] {
        let text = fs::read_to_string(folder.path(name)).expect(name);
        serde_json::from_str::<Value>(&text).expect(name);
    }
    let ended = folder.run(&["check", "--output", "json:no/such/folder.json"]);
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("cannot write to `no/such/folder.json`"), "{}", ended.stderr);
}

#[test]
fn statistics_count_instead_of_listing() {
    let ended = two_findings().run(&["check", "--statistics"]);
    assert_eq!(ended.status, Some(1));
    assert_snapshot!(ended.stdout, @r"
      1  HL001  syntax-error
      1  HL002  unused-suppression
    ");
}

#[test]
fn quiet_runs_say_less_and_less() {
    let folder = two_findings();
    folder.file("c.py", "x = 1\n");
    let quiet = folder.run(&["check", "-q", "missing.py", "pkg"]);
    assert!(quiet.stdout.contains("error[syntax-error]") && quiet.stderr.contains("missing.py"));
    let silent = folder.run(&["check", "-qq", "missing.py", "pkg"]);
    assert!(silent.stdout.is_empty() && silent.stderr.contains("missing.py"));
}

#[test]
fn findings_stand_in_the_same_order_with_any_number_of_threads() {
    let folder = Folder::new();
    for number in 0..40 {
        folder.file(&format!("f{number:02}.py"), "a = (\n");
    }
    let one = folder.run(&["check", "--threads", "1", "--output-format", "json"]);
    let four = folder.run(&["check", "--threads", "4", "--output-format", "json"]);
    assert_eq!(one.stdout, four.stdout);
}

#[test]
fn pages_versions_and_completions_are_printed() {
    let folder = Folder::new();
    let page = folder.run(&["rule", "hl001"]);
    assert_eq!(page.status, Some(0));
    assert!(page.stdout.starts_with("# syntax-error (HL001)\n"));
    assert_eq!(page.stdout, folder.run(&["rule", "syntax-error"]).stdout);
    let all = folder.run(&["rule", "--all", "--output-format", "json"]).stdout;
    let all: Value = serde_json::from_str(&all).expect("JSON");
    assert!(all.as_array().is_some_and(|rules| rules.len() >= 2));
    let version = folder.run(&["version"]).stdout;
    assert!(version.starts_with(concat!("heaplint ", env!("CARGO_PKG_VERSION"))), "{version}");
    assert_eq!(folder.run(&["--version"]).stdout, version);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.run(&["completions", shell]).stdout.contains("heaplint"), "{shell}");
    }
}

#[test]
fn the_help_names_every_flag() {
    let folder = Folder::new();
    assert_snapshot!("help", folder.run(&["--help"]).stdout);
    assert_snapshot!("help_check", folder.run(&["check", "--help"]).stdout);
}

/// A ring over two files, one of whose edges lies in either.
fn cycle_over_files() -> Folder {
    let folder = Folder::new();
    folder.file("pkg/__init__.py", "");
    folder.file(
        "pkg/owner.py",
        "from .part import Part\n\n\nclass Owner:\n    def __init__(self):\n        self.part = Part(self)\n",
    );
    folder.file("pkg/part.py", "class Part:\n    def __init__(self, owner):\n        self.owner = owner\n");
    folder
}

#[test]
fn a_cycle_is_drawn_in_every_file_it_runs_through() {
    let ended = cycle_over_files().run(&["check", "pkg", "--select", "HL101"]);
    assert_eq!(ended.status, Some(1), "{}", ended.stderr);
    assert_snapshot!("cycle_over_files", ended.stdout);
}

#[test]
fn json_tells_nodes_and_edges_of_a_cycle() {
    let ended = cycle_over_files().run(&["check", "pkg", "--select", "HL101", "--output-format", "json"]);
    let report: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let cycle = &report["diagnostics"][0]["cycle"];
    assert_eq!(
        *cycle,
        serde_json::json!({
            "nodes": [
                {"label": "pkg.owner:Owner", "kind": "instance", "file": "pkg/owner.py", "line": 4},
                {"label": "pkg.part:Part", "kind": "instance", "file": "pkg/part.py", "line": 1},
            ],
            "edges": [
                {"label": "attr part", "file": "pkg/owner.py", "line": 6},
                {"label": "attr owner", "file": "pkg/part.py", "line": 3},
            ],
        })
    );
    let sarif =
        cycle_over_files().run(&["check", "pkg", "--select", "HL101", "--output-format", "sarif"]).stdout;
    let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    let steps = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().map(Vec::len);
    assert_eq!(steps, Some(2), "each edge is a step");
    assert_eq!(
        sarif["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("a number") as usize]
            ["id"],
        "HL101"
    );
}

#[test]
fn limits_are_explained_when_asked_for() {
    let folder = Folder::new();
    folder.file("a.py", "def f(x):\n    exec(x)\n    return y\n");
    let ended = folder.run(&["check", "--explain-limits"]);
    assert_eq!(ended.status, Some(0));
    let last = ended.stderr.lines().last().unwrap_or("");
    assert!(last.starts_with("Number of times the analysis gave up: "), "{}", ended.stderr);
    assert!(ended.stderr.lines().any(|line| line.starts_with("a.py:")), "{}", ended.stderr);
}
