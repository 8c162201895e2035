//! What consumers of each format count on.

use std::collections::BTreeSet;

use serde_json::Value;

use super::run::Folder;

/// A ring over two files, a class at import, a name that is no ASCII, and a broken file.
fn project() -> Folder {
    let folder = Folder::new();
    folder.file("pkg/__init__.py", "");
    folder.file(
        "pkg/owner.py",
        "from .part import Part\n\n\nclass Owner:\n    def __init__(self):\n        self.part = Part(self)\n",
    );
    folder.file("pkg/part.py", "class Part:\n    def __init__(self, owner):\n        self.owner = owner\n");
    folder.file("spa ce/caf\u{e9}.py", "BIG = [n * n for n in range(1_000_000)]\nx = 'é' + (\n");
    folder
}

fn json(folder: &Folder, format: &str) -> Value {
    let ended = folder.run(&["check", "--output-format", format]);
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{format}: {error}"))
}

/// The properties that SARIF 2.1.0 allows where we write any, and after `!` those that it demands or
/// that its readers cannot do without.
const SARIF: &[(&str, &str)] = &[
    ("log", "$schema !version !runs"),
    ("run", "!tool columnKind originalUriBaseIds !results"),
    ("tool", "!driver"),
    ("driver", "!name version semanticVersion informationUri !rules"),
    ("rule", "!id !name !shortDescription !help helpUri !defaultConfiguration properties"),
    (
        "result",
        "!ruleId !ruleIndex !level !message !locations !partialFingerprints properties relatedLocations codeFlows fixes",
    ),
    ("location", "!physicalLocation message"),
    ("physicalLocation", "!artifactLocation !region"),
    ("artifactLocation", "!uri uriBaseId"),
    ("region", "!startLine !startColumn !endLine !endColumn"),
    ("codeFlow", "!threadFlows"),
    ("threadFlow", "!locations"),
    ("threadFlowLocation", "!location"),
    ("fix", "!description !artifactChanges"),
    ("artifactChange", "!artifactLocation !replacements"),
    ("replacement", "!deletedRegion insertedContent"),
];

/// Which kind of object a property holds, or each item of its list.
fn kind_below(kind: &str, property: &str) -> Option<&'static str> {
    Some(match (kind, property) {
        ("log", "runs") => "run",
        ("run", "tool") => "tool",
        ("run", "results") => "result",
        ("tool", "driver") => "driver",
        ("driver", "rules") => "rule",
        ("result", "locations" | "relatedLocations") | ("threadFlowLocation", "location") => "location",
        ("result", "codeFlows") => "codeFlow",
        ("result", "fixes") => "fix",
        ("location", "physicalLocation") => "physicalLocation",
        ("physicalLocation" | "artifactChange", "artifactLocation") => "artifactLocation",
        ("physicalLocation", "region") | ("replacement", "deletedRegion") => "region",
        ("codeFlow", "threadFlows") => "threadFlow",
        ("threadFlow", "locations") => "threadFlowLocation",
        ("fix", "artifactChanges") => "artifactChange",
        ("artifactChange", "replacements") => "replacement",
        _ => return None,
    })
}

fn check_sarif(kind: &str, value: &Value) {
    if let Some(items) = value.as_array() {
        assert!(!items.is_empty() || kind == "result", "an empty list of {kind}");
        items.iter().for_each(|item| check_sarif(kind, item));
        return;
    }
    let (_, known) = SARIF.iter().find(|(name, _)| *name == kind).expect(kind);
    let object = value.as_object().unwrap_or_else(|| panic!("{kind} is no object: {value}"));
    let known: Vec<&str> = known.split(' ').collect();
    for name in object.keys() {
        let is_known = known.iter().any(|word| word.trim_start_matches('!') == name);
        assert!(is_known, "SARIF knows no `{name}` of a {kind}");
    }
    for needed in known.iter().filter_map(|word| word.strip_prefix('!')) {
        assert!(object.contains_key(needed), "a {kind} without `{needed}`: {value}");
    }
    for (name, inner) in object {
        if let Some(below) = kind_below(kind, name) {
            check_sarif(below, inner);
        }
    }
    if kind == "region" {
        let number = |name: &str| value[name].as_u64().unwrap_or(0);
        assert!(number("startLine") > 0 && number("startColumn") > 0, "{value}");
        let (start, end) = (("startLine", "startColumn"), ("endLine", "endColumn"));
        assert!((number(start.0), number(start.1)) <= (number(end.0), number(end.1)), "{value}");
    }
}

#[test]
fn sarif_says_only_what_the_standard_knows() {
    let folder = project();
    let sarif = json(&folder, "sarif");
    assert_eq!(sarif["version"], "2.1.0");
    check_sarif("log", &sarif);
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("results");
    let mut prints = BTreeSet::new();
    for result in results {
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let uri = place["uri"].as_str().expect("a URI");
        assert!(!uri.starts_with('/') && !uri.contains(':') && uri.is_ascii() && !uri.contains(' '), "{uri}");
        assert!(run["originalUriBaseIds"].get(place["uriBaseId"].as_str().expect("a base")).is_some());
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("a number") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(prints.insert(result["partialFingerprints"]["heaplint/v1"].as_str().expect("a print")));
    }
    let ring = results.iter().find(|result| result["ruleId"] == "HL101").expect("the ring");
    let steps = ring["codeFlows"][0]["threadFlows"][0]["locations"].as_array().expect("steps");
    assert_eq!(steps.len(), 2, "a step for each edge");
    assert_eq!(ring["relatedLocations"].as_array().map(Vec::len), Some(2));
    let clean = Folder::new();
    clean.file("a.py", "x = 1\n");
    check_sarif("log", &json(&clean, "sarif"));
}

#[test]
fn gitlab_has_what_its_reports_need() {
    let rows = json(&project(), "gitlab");
    let rows = rows.as_array().expect("a list");
    assert!(!rows.is_empty());
    for row in rows {
        assert!(row["description"].is_string() && row["check_name"].is_string(), "{row}");
        let severities = ["info", "minor", "major", "critical", "blocker"];
        assert!(severities.contains(&row["severity"].as_str().expect("a severity")), "{row}");
        assert!(row["location"]["path"].as_str().is_some_and(|path| !path.starts_with(['/', '.'])), "{row}");
        assert!(row["location"]["positions"]["begin"]["line"].as_u64().is_some_and(|line| line > 0), "{row}");
    }
}

#[test]
fn rdjson_counts_bytes_from_one() {
    let report = json(&project(), "rdjson");
    assert_eq!(report["source"]["name"], "heaplint");
    let rows = report["diagnostics"].as_array().expect("a list");
    for row in rows {
        assert!(
            ["ERROR", "WARNING", "INFO"].contains(&row["severity"].as_str().expect("a severity")),
            "{row}"
        );
        let start = &row["location"]["range"]["start"];
        assert!(start["line"].as_u64() > Some(0) && start["column"].as_u64() > Some(0), "{row}");
    }
    let broken = rows.iter().find(|row| row["code"]["value"] == "HL001").expect("the broken file");
    assert_eq!(broken["location"]["range"]["start"]["column"], 13, "é takes two bytes: {broken}");
}

#[test]
fn annotations_escape_what_would_end_them() {
    let folder = Folder::new();
    folder.file("a,b:c;d]e%.py", "x = (\n");
    let github = folder.run(&["check", "--output-format", "github"]).stdout;
    assert!(github.contains("file=a%2Cb%3Ac;d]e%25.py,line=1,"), "{github}");
    let azure = folder.run(&["check", "--output-format", "azure"]).stdout;
    assert!(azure.contains("sourcepath=a,b:c%3Bd%5De%.py;linenumber=1;"), "{azure}");
    assert_eq!(azure.lines().count(), 1);
}

#[test]
fn junit_is_xml_whatever_the_text_holds() {
    let folder = Folder::new();
    folder.file("a&b<c>\"d'.py", "x = (\n");
    let xml = folder.run(&["check", "--output-format", "junit"]).stdout;
    assert!(xml.contains("name=\"a&amp;b&lt;c&gt;&quot;d'.py\""), "{xml}");
    for tag in ["testsuites", "testsuite", "testcase", "failure"] {
        let (open, close) =
            (xml.matches(&format!("<{tag} ")).count(), xml.matches(&format!("</{tag}>")).count());
        assert_eq!(open, close, "{tag}");
    }
}

/// Two code cells around a note, with a command for IPython.
const NOTEBOOK: &str = r##"{"cells": [
 {"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [],
  "source": ["%matplotlib inline\n", "class A:\n", "    def __init__(self):\n", "        self.b = B(self)"]},
 {"cell_type": "markdown", "metadata": {}, "source": ["# a note"]},
 {"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [],
  "source": ["class B:\n", "    def __init__(self, a):\n", "        self.a = a\n"]}],
 "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 2}"##;

#[test]
fn places_in_notebooks_are_places_in_cells() {
    let folder = Folder::new();
    folder.file("n.ipynb", NOTEBOOK);
    let concise = folder.run(&["check", "--output-format", "concise"]).stdout;
    assert!(concise.starts_with("n.ipynb:cell 3:3:9: warning[reference-cycle]"), "{concise}");
    let row = &json(&folder, "json")["diagnostics"][0];
    assert_eq!((&row["cell"], &row["range"]["start"]["line"]), (&Value::from(3), &Value::from(3)));
    let full = folder.run(&["check"]).stdout;
    assert!(full.contains("--> n.ipynb:cell 3:3:9") && full.contains("n.ipynb:cell 1:4:9"), "{full}");
    let gitlab = json(&folder, "gitlab");
    assert_eq!(gitlab[0]["location"]["positions"]["begin"]["line"], 1);
    assert!(
        gitlab[0]["description"].as_str().is_some_and(|text| text.contains("cell 3, line 3: ")),
        "{gitlab}"
    );
    check_sarif("log", &json(&folder, "sarif"));
    for (flags, status) in [(&["--fix", "--unsafe-fixes"][..], 1), (&["--add-ignore"], 2)] {
        assert_eq!(folder.run(&[&["check"], flags].concat()).status, Some(status), "{flags:?}");
        assert_eq!(std::fs::read_to_string(folder.path("n.ipynb")).expect("text"), NOTEBOOK, "{flags:?}");
    }
}

#[test]
fn files_that_are_no_notebooks_are_told() {
    let folder = Folder::new();
    folder
        .file("a.ipynb", "{")
        .file("b.ipynb", "x = 1\n")
        .file("c.ipynb", b"\xff")
        .file("d.ipynb", "{\"cells\": 1}");
    folder.file("r.ipynb", NOTEBOOK.replace("\"python\"", "\"R\""));
    let ended = folder.run(&["check", "--output-format", "concise"]);
    assert_eq!(ended.status, Some(1));
    assert_eq!(ended.stdout.lines().count(), 4, "{}", ended.stdout);
    assert!(!ended.stderr.contains("failed"), "{}", ended.stderr);
}

#[test]
fn stubs_are_read_for_types_only() {
    let folder = Folder::new();
    let ring = "class A:\n    def __init__(self):\n        self.b = B(self)\n\n\nclass B:\n    def __init__(self, a):\n        self.a = a\n";
    folder.file("a.pyi", ring).file("broken.pyi", "x = (\n");
    let ended = folder.run(&["check", "--output-format", "concise"]);
    assert_eq!(ended.stdout.lines().count(), 1, "{}", ended.stdout);
    assert!(ended.stdout.starts_with("broken.pyi:1:"));
}
