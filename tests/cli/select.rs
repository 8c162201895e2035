//! Which files and which rules take part, and what wrong usage is answered with.

use insta::assert_snapshot;

use super::run::Folder;

/// Wrong in every version.
const BROKEN: &str = "x = (\n";

fn shown(folder: &Folder, arguments: &[&str]) -> String {
    let ended = folder.run(&[&["check", "--show-files"], arguments].concat());
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn some_files() -> Folder {
    let folder = Folder::new();
    for name in ["a.py", "b.pyi", "notes.txt", "script", "pkg/__init__.py", "pkg/build/__init__.py"] {
        folder.file(name, "");
    }
    for name in [".venv/x.py", "node_modules/y.py", "build/z.py", "gen/made_pb2.py", "gen/ignored.py"] {
        folder.file(name, "");
    }
    folder.file(".gitignore", "ignored.py\n").file(".git/HEAD", "ref: refs/heads/main\n");
    folder
}

#[test]
fn folders_give_their_python_files() {
    let folder = some_files();
    assert_eq!(
        shown(&folder, &[]),
        "a.py b.pyi gen/made_pb2.py pkg/__init__.py pkg/build/__init__.py",
        "a package may be called build"
    );
    assert_eq!(shown(&folder, &["gen", "./pkg/../a.py"]), "a.py gen/made_pb2.py");
}

#[test]
fn patterns_leave_files_out() {
    let folder = some_files();
    assert_eq!(shown(&folder, &["--extend-exclude", "*_pb2.py,pkg"]), "a.py b.pyi");
    assert_eq!(shown(&folder, &["--exclude", "gen/made_*.py,pkg"]).split(' ').count(), 5);
    assert_eq!(shown(&folder, &["--no-respect-gitignore", "gen"]), "gen/ignored.py gen/made_pb2.py");
}

#[test]
fn named_files_are_checked_unless_exclusion_is_forced() {
    let folder = some_files();
    assert_eq!(shown(&folder, &["build/z.py", "script"]), "build/z.py script");
    assert_eq!(shown(&folder, &["--force-exclude", "build/z.py", "a.py"]), "a.py");
    assert_eq!(shown(&folder, &["--force-exclude", "build"]), "");
}

#[test]
fn wrong_usage_is_told_at_once_and_as_a_whole() {
    let folder = Folder::new();
    folder.file("a.py", "");
    let ended =
        folder.run(&["check", "--select", "syntax-eror,HL9", "--ignore", "foo", "--exclude", "[", "a.py"]);
    assert_eq!(ended.status, Some(2));
    assert_eq!(ended.stdout, "");
    assert_snapshot!(ended.stderr, @r"
    error: unknown rule `syntax-eror`, did you mean `syntax-error`?
    error: unknown rule `HL9`; `heaplint rule --all` lists the rules
    error: unknown rule `foo`; `heaplint rule --all` lists the rules
    error: cannot read the pattern `[`: unclosed character class; missing ']'
    ");
    for wrong in [
        &["check", "--no-such-flag"][..],
        &["check", "--target-version", "3.7"],
        &["check", "--output-format", "yaml"],
        &["check", "--min-confidence", "sure"],
        &["check", "--fail-on", "off"],
        &["check", "--output", "json"],
        &["check", "--threads", "0"],
        &["check", "-", "a.py"],
        &["rule", "no-such-rule"],
        &["rule"],
        &[],
    ] {
        let ended = folder.run(wrong);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""), "{wrong:?}");
        assert!(!ended.stderr.is_empty(), "{wrong:?}");
    }
}

#[test]
fn rules_are_selected_by_code_name_prefix_and_group() {
    let folder = Folder::new();
    folder.file("a.py", BROKEN);
    for (flags, found) in [
        (&["--select", "HL001"][..], true),
        (&["--select", "syntax-error"], true),
        (&["--select", "hl0"], true),
        (&["--select", "general"], true),
        (&["--select", "HL002"], false),
        (&["--select", "HL002", "--extend-select", "HL001"], true),
        (&["--ignore", "HL0"], false),
        (&["--ignore", "HL0", "--extend-select", "HL001"], true),
    ] {
        let ended = folder.run(&[&["check", "-q"], flags].concat());
        assert_eq!(ended.status, Some(i32::from(found)), "{flags:?} {}", ended.stderr);
    }
}

#[test]
fn the_level_that_fails_can_be_chosen() {
    let folder = Folder::new();
    folder.file("error.py", BROKEN);
    folder.file("warning.py", "x = 1  # heaplint: ignore[HL001]\n");
    folder.file("info.py", "match 1:\n    case 1: pass\n");
    let status =
        |flags: &[&str]| folder.run(&[&["check", "-q", "--target-version", "py38"], flags].concat()).status;
    assert_eq!(status(&["error.py"]), Some(1));
    assert_eq!(status(&["warning.py"]), Some(1));
    assert_eq!(status(&["info.py"]), Some(0));
    assert_eq!(status(&["info.py", "--fail-on", "info"]), Some(1));
    assert_eq!(status(&["warning.py", "--fail-on", "error"]), Some(0));
    assert_eq!(status(&["error.py", "--exit-zero"]), Some(0));
    assert_eq!(status(&["error.py", "missing.py", "--exit-zero"]), Some(2));
}

#[test]
fn the_target_version_comes_from_the_project() {
    let folder = Folder::new();
    folder.file("old/pyproject.toml", "[project]\nname = 'old'\nrequires-python = '>=3.9'\n");
    folder.file("old/src/a.py", "match 1:\n    case 1: pass\n");
    folder.file("broken/pyproject.toml", "[project\n").file("broken/a.py", "");
    let told = |arguments: &[&str]| {
        let ended = folder.run(&[&["check", "-v"], arguments].concat());
        ended.stderr.lines().next().unwrap_or("").to_owned()
    };
    assert!(told(&["old/src"]).starts_with("target version 3.9 ("));
    assert_eq!(told(&["broken"]), "target version 3.13 (the default)");
    assert_eq!(told(&["old", "--target-version", "3.12"]), "target version 3.12 (--target-version)");
}

#[test]
fn the_standard_input_is_checked_under_a_name() {
    let folder = Folder::new();
    let ended = folder.run_with(
        &["check", "-", "--stdin-filename", "pkg/a.py", "--output-format", "concise"],
        "x = 1\ny = (\n",
    );
    assert_eq!(ended.status, Some(1));
    assert_snapshot!(ended.stdout, @"pkg/a.py:2:6: error[syntax-error] syntax error: unexpected EOF while parsing");
    let left_out =
        folder.run_with(&["check", "-", "--stdin-filename", "build/a.py", "--force-exclude", "-q"], BROKEN);
    assert_eq!(left_out.status, Some(0));
}
