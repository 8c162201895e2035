//! Cycles as drawings.

use insta::assert_snapshot;
use serde_json::Value;

use super::run::Folder;

fn project() -> Folder {
    let folder = Folder::new();
    folder.file("pkg/__init__.py", "");
    folder.file(
        "pkg/owner.py",
        "from .part import Part\n\n\nclass Owner:\n    def __init__(self):\n        self.part = Part(self)\n        \
         self.draw = lambda: self.part\n",
    );
    folder.file("pkg/part.py", "class Part:\n    def __init__(self, owner):\n        self.owner = owner\n");
    folder
}

#[test]
fn cycles_are_drawn_for_graphviz() {
    assert_snapshot!("graph_dot", project().run(&["graph"]).stdout);
}

#[test]
fn cycles_are_drawn_for_comments() {
    assert_snapshot!(
        "graph_mermaid",
        project().run(&["graph", "--output-format", "mermaid", "--class", "Part"]).stdout
    );
}

#[test]
fn cycles_are_drawn_for_browsers() {
    assert_snapshot!("graph_svg", project().run(&["graph", "--output-format", "svg"]).stdout);
}

#[test]
fn one_cycle_is_chosen_by_its_fingerprint() {
    let folder = project();
    let report = folder.run(&["check", "--output-format", "json", "--select", "HL103"]).stdout;
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let print = report["diagnostics"][0]["fingerprint"].as_str().expect("a print");
    let drawn = folder.run(&["graph", "--cycle", &print[..8]]).stdout;
    assert!(drawn.contains("lambda") && !drawn.contains("Part"), "{drawn}");
    for wrong in [&["--cycle", "0000"][..], &["--class", "Nobody"], &["nowhere"]] {
        assert_eq!(folder.run(&[&["graph"], wrong].concat()).status, Some(2), "{wrong:?}");
    }
    folder.file("clean/a.py", "x = 1\n");
    let ended = folder.run(&["graph", "clean"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(0), ""));
    assert_eq!(ended.stderr, "warning: no cycles were found\n");
}
