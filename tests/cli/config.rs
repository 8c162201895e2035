//! Files of configuration: which one counts, what it changes, and what mistakes are answered with.

use std::fs;
use std::path::Path;

use heaplint::config::{keys, reference, schema};
use heaplint::rules::RULES;
use insta::assert_snapshot;
use serde_json::Value;

use super::run::Folder;

/// Two objects that hold each other, and a method that keeps every `self`.
const RING: &str = "import functools\n\n\nclass A:\n    def __init__(self):\n        self.b = B(self)\n\n    \
                    @functools.cache\n    def size(self):\n        return 1\n\n\nclass B:\n    \
                    def __init__(self, a):\n        self.a = a\n";

/// Paths and codes of what is found.
fn found(folder: &Folder, flags: &[&str]) -> Vec<String> {
    let ended = folder.run(&[&["check", "--output-format", "json"], flags].concat());
    let report: Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|_| panic!("{}", ended.stderr));
    let rows = report["diagnostics"].as_array().expect("a list").iter();
    let row = |row: &Value| {
        let word = |key: &str| row[key].as_str().unwrap_or("").to_owned();
        format!("{} {} {}", word("file"), word("code"), word("level"))
    };
    rows.map(row).collect()
}

fn ring() -> Folder {
    let folder = Folder::new();
    folder.file("a.py", RING);
    folder
}

#[test]
fn each_kind_of_file_is_read() {
    let folder = ring();
    assert_eq!(found(&folder, &[]), ["a.py HL303 warning", "a.py HL101 warning"]);
    folder.file("pyproject.toml", "[tool.heaplint]\nselect = ['HL101']\n");
    assert_eq!(found(&folder, &[]), ["a.py HL101 warning"]);
    folder.file("heaplint.toml", "[rules]\ncycles = 'error'\ncached-method = 'off'\n");
    assert_eq!(found(&folder, &[]), ["a.py HL101 error"]);
    folder.file(".heaplint.toml", "ignore = ['HL1']\n");
    assert_eq!(found(&folder, &[]), ["a.py HL303 warning"]);
    assert_eq!(found(&folder, &["--isolated"]).len(), 2);
    assert_eq!(found(&folder, &["--select", "cycles"]), ["a.py HL101 warning"], "flags come first");
    assert_eq!(found(&folder, &["--config", "heaplint.toml"]), ["a.py HL101 error"]);
    assert_eq!(found(&folder, &["--config", "rules.HL303=error"]), ["a.py HL303 error"]);
}

#[test]
fn every_file_has_the_rules_of_its_own_folder() {
    let folder = ring();
    folder
        .file("sub/b.py", RING)
        .file("sub/heaplint.toml", "extend = '../heaplint.toml'\nignore = ['HL3']\n");
    folder.file("tests/c.py", RING).file("sub/made/d.py", RING);
    folder.file(
        "heaplint.toml",
        "extend-exclude = ['made']\n[[overrides]]\nfiles = ['tests']\nignore = ['HL1']\nrules.HL303 = 'info'\n",
    );
    assert_eq!(
        found(&folder, &[]),
        ["a.py HL303 warning", "a.py HL101 warning", "sub/b.py HL101 warning", "tests/c.py HL303 info",]
    );
}

#[test]
fn a_setting_decides_what_fails_and_how_it_is_shown() {
    let folder = ring();
    folder
        .file("heaplint.toml", "fail-on = 'error'\noutput-format = 'concise'\nmin-confidence = 'possible'\n");
    let ended = folder.run(&["check"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("a.py:"), "{}", ended.stdout);
    assert_eq!(folder.run(&["check", "--fail-on", "warning"]).status, Some(1));
    let shown = folder.run(&["check", "--show-settings"]);
    assert_eq!(shown.status, Some(0));
    assert!(shown.stdout.contains("fail-on = \"error\"") && shown.stdout.contains("heaplint.toml"));
    let path = folder.path("shown.toml");
    fs::write(&path, &shown.stdout).expect("written");
    let again = folder.run(&["check", "--config", "shown.toml", "--show-settings"]);
    assert_eq!(again.status, Some(0), "what is shown can be read: {}", again.stderr);
}

#[test]
fn thresholds_are_settings() {
    let folder = Folder::new();
    folder.file("a.py", "SMALL = [n * n for n in range(3_000)]\n");
    assert_eq!(found(&folder, &[]).len(), 0);
    folder.file("pyproject.toml", "[tool.heaplint.thresholds]\nlarge-global = '8 KiB'\n");
    assert_eq!(found(&folder, &[]), ["a.py HL301 warning"]);
    folder.file("pyproject.toml", "[tool.heaplint.thresholds]\nboxed-numbers = 2_000\n");
    assert_eq!(found(&folder, &[]), ["a.py HL406 info"]);
    let shown =
        folder.run(&["check", "--show-settings", "--config", "thresholds.missing-slots = '200 B'"]).stdout;
    for line in ["large-global = \"1 MiB\"", "boxed-numbers = 2000", "missing-slots = \"200 B\""] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let ended = folder.run(&["check", "--config", "thresholds.boxed-numbers = 'many'"]);
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("`thresholds.boxed-numbers`"), "{}", ended.stderr);
}

#[test]
fn slots_that_save_too_little_are_no_finding() {
    let folder = Folder::new();
    folder.file(
        "a.py",
        "class P:\n    def __init__(self):\n        self.x = 1\n\n\nALL = [P() for _ in range(9)]\n",
    );
    assert_eq!(found(&folder, &["--select", "HL401"]), ["a.py HL401 info"]);
    folder.file("pyproject.toml", "[tool.heaplint.thresholds]\nmissing-slots = 1_000\n");
    assert_eq!(found(&folder, &["--select", "HL401"]).len(), 0);
}

#[test]
fn source_roots_are_settings() {
    let folder = Folder::new();
    let (one, two) = RING.split_once("\n\n\nclass B").expect("two classes");
    folder.file("lib/__init__.py", "").file("lib/part.py", format!("class B{two}"));
    folder.file("lib/owner.py", one.replace("import functools", "import functools\nfrom part import B"));
    folder.file("other/part.py", "class B:\n    pass\n").file("other/owner.py", "from part import B\n");
    folder.file("heaplint.toml", "src = ['lib']\n");
    assert!(found(&folder, &["--select", "HL101"]).iter().any(|row| row.starts_with("lib/")));
    let inside = folder.run_in("lib", &["check", "--select", "HL101", "--output-format", "concise"]);
    assert!(inside.stdout.contains("reference-cycle"), "{}", inside.stdout);
    let shown = folder.run(&["check", "--show-settings"]).stdout;
    assert!(shown.contains("src = [\"lib\"]"), "{shown}");
}

#[test]
fn every_mistake_is_told_at_its_place() {
    let folder = ring();
    folder.file(
        "pyproject.toml",
        "[tool.heaplint]\nselct = ['HL1']\nignore = ['HL9']\nfail-on = 'fatal'\ntarget-version = '3.2'\n\n\
         [tool.heaplint.rules]\nreference-cycel = 'error'\n",
    );
    let ended = folder.run(&["check"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""));
    assert_snapshot!(ended.stderr, @r"
    error: pyproject.toml:2:1: `tool.heaplint.selct`: unknown setting, did you mean `select`?
    error: pyproject.toml:3:11: `tool.heaplint.ignore[0]`: unknown rule `HL9`; `heaplint rule --all` lists the rules
    error: pyproject.toml:4:11: `tool.heaplint.fail-on`: `fatal` is none of off, hint, info, warning, error
    error: pyproject.toml:5:18: `tool.heaplint.target-version`: `3.2` is none of 2.7, 3.3, 3.8, 3.9, 3.10, 3.11, 3.12, 3.13, 3.14
    error: pyproject.toml:8:1: `tool.heaplint.rules.reference-cycel`: unknown rule `reference-cycel`, did you mean `reference-cycle`?
    ");
    for (flags, told) in [
        (&["--config", "fail-on=fatal"][..], "--config: `fail-on`: `fatal` is none of"),
        (&["--config", "nowhere.toml"], "nowhere.toml: no such file; check the path given to --config"),
        (&["--config", "a.toml", "--config", "b.toml"], "--config takes one file"),
        (&["--isolated", "--config", "a.toml"], "exclude each other"),
    ] {
        let ended = folder.run(&[&["check"], flags].concat());
        assert_eq!(ended.status, Some(2), "{flags:?}");
        assert!(ended.stderr.contains(told), "{flags:?}: {}", ended.stderr);
    }
    folder.file("pyproject.toml", "[tool.other\n");
    assert_eq!(folder.run(&["check"]).status, Some(1), "a broken file that is not ours is not our business");
}

#[test]
fn settings_have_pages() {
    let folder = Folder::new();
    assert_snapshot!(folder.run(&["config", "fail-on"]).stdout, @r#"
    # fail-on

    The lowest level that makes the exit status of `check` 1.

    Type: one of off, hint, info, warning, error. Default: warning.

    ```toml
    fail-on = "error"
    ```
    "#);
    let ended = folder.run(&["config", "fail_on"]);
    assert_eq!(ended.stderr, "error: unknown setting `fail_on`, did you mean `fail-on`?\n");
    let list = folder.run(&["config"]).stdout;
    assert_eq!(list.lines().count(), keys().len());
    let json: Value =
        serde_json::from_str(&folder.run(&["config", "--output-format", "json"]).stdout).expect("JSON");
    assert_eq!(&json, schema());
}

/// The generated files below `docs/`. `UPDATE=1` writes them anew.
#[test]
fn the_reference_is_in_step() {
    let mut files = vec![
        ("docs/settings.md".to_owned(), reference()),
        (
            "docs/heaplint.schema.json".to_owned(),
            serde_json::to_string_pretty(schema()).expect("JSON") + "\n",
        ),
    ];
    let mut index = String::from("# Rules\n\nThese pages are what `heaplint rule NAME` prints.\n\n");
    for rule in RULES {
        let name = rule.id.name;
        index.push_str(&format!("* [{name}]({name}.md) ({}): {}\n", rule.id.code, rule.summary()));
        files.push((format!("docs/rules/{name}.md"), rule.page()));
    }
    files.push(("docs/rules/README.md".to_owned(), index));
    files.extend(man_pages());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, fresh) in files {
        let path = root.join(&name);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(&path, &fresh).expect("written");
        } else {
            let text = fs::read_to_string(&path).unwrap_or_default();
            assert!(text == fresh, "{name} is out of step; run the tests with UPDATE=1 and look at it");
        }
    }
}

/// A page for the command and one for each of its verbs.
fn man_pages() -> Vec<(String, String)> {
    let mut command = heaplint::cli::command().version(env!("CARGO_PKG_VERSION"));
    command.build();
    let mut pages = Vec::new();
    let verbs = command.get_subcommands().filter(|verb| verb.get_name() != "help").cloned();
    for page in std::iter::once(command.clone()).chain(verbs) {
        let name = page.get_display_name().unwrap_or(page.get_name()).to_owned();
        let mut text = Vec::new();
        clap_mangen::Man::new(page.clone()).title(&name).render(&mut text).expect("memory");
        pages.push((format!("docs/man/{name}.1"), String::from_utf8(text).expect("UTF-8")));
    }
    pages
}
