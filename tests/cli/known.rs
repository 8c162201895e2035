//! Findings that are known: baselines, suppressions that are written, and fingerprints.

use std::fs;

use serde_json::Value;

use super::run::Folder;

/// Two rings that hold each other; the second class of each closes it.
fn ring(first: &str, second: &str) -> String {
    format!(
        "class {first}:\n    def __init__(self):\n        self.other = {second}(self)\n\n\n\
         class {second}:\n    def __init__(self, other):\n        self.other = other\n"
    )
}

fn prints(folder: &Folder, flags: &[&str]) -> Vec<String> {
    let ended = folder.run(&[&["check", "--output-format", "json"], flags].concat());
    let report: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{}", ended.stderr));
    let rows = report["diagnostics"].as_array().expect("a list").iter();
    rows.map(|row| row["fingerprint"].as_str().expect("a print").to_owned()).collect()
}

fn write_baseline(folder: &Folder, flags: &[&str]) -> String {
    let flags = [&["check", "--baseline", "known.json", "--update-baseline"], flags].concat();
    let ended = folder.run(&flags);
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(0), ""), "{}", ended.stderr);
    ended.stderr
}

#[test]
fn only_what_is_new_is_shown() {
    let folder = Folder::new();
    folder.file("a.py", ring("A", "B"));
    assert_eq!(folder.run(&["check"]).status, Some(1));
    assert_eq!(write_baseline(&folder, &[]), "Wrote 1 known finding to known.json (0 before)\n");
    let known = &["check", "--baseline", "known.json"];
    let ended = folder.run(known);
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(0), ""));
    assert_eq!(ended.stderr, "No problems found in 1 file; 1 known from the baseline\n");
    // Lines move, and names that have nothing to do with it come and go.
    folder.file(
        "a.py",
        format!("import os\n\n# a comment\nX = os.sep\n{}\n\n{}", ring("A", "B"), ring("C", "D")),
    );
    let ended = folder.run(known);
    assert_eq!(ended.status, Some(1));
    assert!(
        ended.stdout.contains("`C` and `D`") && !ended.stdout.contains("`A` and `B`"),
        "{}",
        ended.stdout
    );
    folder.file("heaplint.toml", "baseline = 'known.json'\n");
    assert_eq!(folder.run(&["check"]).stdout, ended.stdout, "the file is a setting");
    folder.file("a.py", "x = 1\n");
    let ended = folder.run(known);
    assert_eq!(ended.status, Some(0));
    assert!(ended.stderr.starts_with("1 known finding of the baseline is no more"), "{}", ended.stderr);
    assert_eq!(write_baseline(&folder, &[]), "Wrote 0 known findings to known.json (1 before)\n");
}

#[test]
fn an_update_leaves_alone_what_it_did_not_look_at() {
    let folder = Folder::new();
    folder.file("a.py", ring("A", "B")).file("b.py", ring("C", "D")).file("gone.py", ring("E", "F"));
    assert_eq!(write_baseline(&folder, &[]), "Wrote 3 known findings to known.json (0 before)\n");
    let before = fs::read_to_string(folder.path("known.json")).expect("a baseline");
    assert_eq!(write_baseline(&folder, &["a.py"]), "Wrote 3 known findings to known.json (3 before)\n");
    assert_eq!(before, fs::read_to_string(folder.path("known.json")).expect("a baseline"));
    assert_eq!(
        write_baseline(&folder, &["--select", "HL3"]),
        "Wrote 3 known findings to known.json (3 before)\n"
    );
    fs::remove_file(folder.path("gone.py")).expect("removed");
    assert_eq!(write_baseline(&folder, &["a.py"]), "Wrote 2 known findings to known.json (3 before)\n");
}

#[test]
fn a_baseline_that_cannot_be_used_is_told() {
    let folder = Folder::new();
    folder.file("a.py", ring("A", "B")).file("broken.json", "{");
    let ended = folder.run(&["check", "--baseline", "none.json"]);
    assert_eq!(ended.status, Some(2));
    assert_eq!(ended.stderr, "error: there is no baseline `none.json`; write one with --update-baseline\n");
    let ended = folder.run(&["check", "--baseline", "broken.json"]);
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("`broken.json` is no baseline: "), "{}", ended.stderr);
    assert_eq!(folder.run(&["check", "--baseline", "no/such/x.json", "--update-baseline"]).status, Some(2));
}

#[test]
fn fingerprints_are_equal_wherever_a_run_starts_and_in_every_format() {
    let folder = Folder::new();
    folder.file("pkg/a.py", ring("A", "B") + "\n\n" + &ring("C", "D")).file(".git/HEAD", "");
    let all = prints(&folder, &[]);
    assert_eq!(all.len(), 2);
    assert_ne!(all[0], all[1]);
    let inside = folder.run_in("pkg", &["check", "--output-format", "json"]).stdout;
    let inside: Value = serde_json::from_str(&inside).expect("JSON");
    assert_eq!(inside["diagnostics"][0]["fingerprint"], all[0].as_str());
    let sarif: Value = parsed(&folder, "sarif");
    let results = sarif["runs"][0]["results"].as_array().expect("results").iter();
    let of_sarif: Vec<&str> =
        results.filter_map(|result| result["partialFingerprints"]["heaplint/v1"].as_str()).collect();
    let gitlab = parsed(&folder, "gitlab");
    let rows = gitlab.as_array().expect("rows").iter();
    let of_gitlab: Vec<&str> = rows.filter_map(|row| row["fingerprint"].as_str()).collect();
    assert_eq!(
        (of_sarif, of_gitlab),
        (all.iter().map(String::as_str).collect(), all.iter().map(String::as_str).collect())
    );
}

fn parsed(folder: &Folder, format: &str) -> Value {
    serde_json::from_str(&folder.run(&["check", "--output-format", format]).stdout).expect("JSON")
}

#[test]
fn findings_that_nothing_tells_apart_have_numbers() {
    let folder = Folder::new();
    folder.file("a.py", "x = (\ny = 1\nz = [\n");
    let all = prints(&folder, &[]);
    let mut sorted = all.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), all.len(), "{all:?}");
}

#[test]
fn comments_are_added_where_they_count() {
    let folder = Folder::new();
    let long = "class B:\n    def __init__(self, other):\n        self.other = dict(\n            a=other,\n        )\n";
    let short = "class A:\n    def __init__(self):\n        self.b = B(self)\n\n\n";
    let decorated = "import functools\n\n\nclass C:\n    @functools.cache  # why\n    def size(self):\n        return 1\n";
    folder.file("a.py", format!("{short}{long}\n\n{decorated}"));
    folder.file("crlf.py", ring("A", "B").replace('\n', "\r\n"));
    folder.file("mark.py", format!("\u{feff}{}", ring("A", "B")));
    folder.file("latin.py", b"# coding: latin-1\nx = '\xe9'\n");
    assert_eq!(folder.run(&["check", "-q"]).status, Some(1));
    let ended = folder.run(&["check", "--add-ignore=known since last year"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("Silenced 4 findings in 3 files"), "{}", ended.stderr);
    let text = fs::read_to_string(folder.path("a.py")).expect("text");
    assert!(text.contains("# heaplint: ignore[reference-cycle] known since last year"), "{text}");
    assert!(text.contains("# heaplint: ignore[cached-method] known since last year"), "{text}");
    let crlf = fs::read_to_string(folder.path("crlf.py")).expect("text");
    assert_eq!(crlf.matches('\n').count(), crlf.matches("\r\n").count());
    assert!(fs::read(folder.path("mark.py")).expect("bytes").starts_with(b"\xef\xbb\xbfclass"));
    let again = folder.run(&["check", "--output-format", "concise"]);
    assert_eq!((again.status, again.stdout.as_str()), (Some(0), ""), "{text}");
    let ended = folder.run(&["check", "--add-ignore"]);
    assert!(ended.stderr.contains("Silenced 0 findings in 0 files"), "{}", ended.stderr);
}

#[test]
fn a_comment_that_is_there_takes_the_name() {
    let folder = Folder::new();
    let text = ring("A", "B").replace("= other\n", "= other  # heaplint: ignore[missing-slots] small\n");
    folder.file("a.py", text);
    folder.run(&["check", "--add-ignore", "--select", "HL1"]);
    let text = fs::read_to_string(folder.path("a.py")).expect("text");
    assert!(text.contains("# heaplint: ignore[missing-slots, reference-cycle] small"), "{text}");
}

#[test]
fn a_watched_folder_is_checked_again() {
    let folder = Folder::new();
    folder.file("a.py", "x = 1\n");
    let mut watched = folder.start(&["check", "--watch", "--output-format", "concise"]);
    watched.wait_for("No problems found in 1 file");
    folder.file("a.py", "x = (\n");
    watched.wait_for("Found 1 problem in 1 file");
    watched.end();
    let ended = folder.run(&["check", "--watch", "-"]);
    assert_eq!(ended.status, Some(2));
}

#[test]
fn whoever_begins_is_told_how_to() {
    let folder = Folder::new();
    let rings: Vec<String> = (0..120).map(|n| ring(&format!("A{n}"), &format!("B{n}"))).collect();
    folder.file("a.py", rings.join("\n\n"));
    let hint = "--update-baseline makes it known";
    assert!(folder.run(&["check"]).stderr.contains(hint));
    assert!(!folder.run(&["check", "--statistics"]).stderr.contains(hint));
    let ended = folder.run(&["check", "--update-baseline"]);
    assert!(
        ended.stderr.contains("Put `baseline = \"heaplint-baseline.json\"` into the settings"),
        "{}",
        ended.stderr
    );
    folder.file("heaplint.toml", "baseline = \"heaplint-baseline.json\"\n");
    let ended = folder.run(&["check"]);
    assert_eq!(ended.stderr, "No problems found in 1 file; 120 known from the baseline\n");
    assert!(!folder.run(&["check", "--update-baseline"]).stderr.contains("into the settings"));
}
