//! Files summarized one by one and linked elsewhere: the same findings as a single run, byte for byte, and
//! plain words about archives that cannot be read.

use std::fs;

use super::run::{Ended, Folder};
use super::support::{files_below, root};

const FORMATS: &[&str] =
    &["full", "concise", "grouped", "json", "json-lines", "sarif", "github", "gitlab", "junit", "rdjson"];

/// A project whose files hold each other, with comments, broken files and a notebook.
fn project() -> Folder {
    let folder = Folder::new();
    let notebook = r##"{"cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [],
        "source": ["TABLE = list(range(10_000_000))\n"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}"##;
    folder
        .file("pyproject.toml", "[project]\nrequires-python = '>=3.11'\n[tool.heaplint]\nmin-confidence = 'possible'\n\
               [[tool.heaplint.overrides]]\nfiles = ['shop/quiet.py']\nignore = ['HL1']\n")
        .file("shop/__init__.py", "")
        .file("shop/order.py", "from .item import Item\n\n\nclass Order:\n    def __init__(self):\n        self.items = []\n\n    \
               def add(self):\n        self.items.append(Item(self))\n")
        .file("shop/item.py", "class Item:\n    def __init__(self, order):\n        self.order = order\n")
        .file("shop/quiet.py", "class A:\n    def __init__(self):\n        self.me = [self]\n")
        .file("shop/said.py", "class Ä:\n    def __init__(self):\n        self.me = [self]  # heaplint: ignore[HL101] known\n\n\n\
               x = 1  # heaplint: ignore[HL102]\ny = 2  # heaplint: ignore[no-such-rule]\n")
        .file("shop/broken.py", "class B:\n    def f(self:\n        self.x = [self]\n\nprint 'x'\n")
        .file("shop/latin.py", b"# -*- coding: latin-1 -*-\nT = ['\xe4'] * 9_000_000\n")
        .file("shop/bytes.py", b"T = '\xff'\n")
        .file("shop/notes.ipynb", notebook)
        .file("shop/types.pyi", "class P:\n    def __init__(self): self.p = self\n");
    folder
}

/// Every file of the project by itself, as workers of a build would.
fn summarize(folder: &Folder, files: &[&str]) -> Vec<String> {
    files
        .iter()
        .map(|file| {
            let archive = format!("out/{}.hls", file.replace('/', "-"));
            fs::create_dir_all(folder.path("out")).expect("a folder");
            let ended = folder.run(&["summarize", file, "-o", &archive]);
            assert_eq!((ended.status, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), "", ""));
            archive
        })
        .collect()
}

fn python_files(folder: &Folder) -> Vec<String> {
    let listed = folder.run(&["check", "--show-files"]).stdout;
    listed.lines().map(str::to_owned).collect()
}

fn link(folder: &Folder, archives: &[String], flags: &[&str]) -> Ended {
    let archives: Vec<&str> = archives.iter().map(String::as_str).collect();
    folder.run(&[&["link"], archives.as_slice(), flags].concat())
}

fn assert_same(folder: &Folder, archives: &[String], flags: &[&str]) {
    let single = folder.run(&[&["check", "--no-cache"], flags].concat());
    let linked = link(folder, archives, flags);
    assert!(single.status.is_some_and(|status| status < 2), "{}", single.stderr);
    assert_eq!(linked.stdout, single.stdout, "{flags:?}");
    assert_eq!((linked.status, &linked.stderr), (single.status, &single.stderr), "{flags:?}");
}

#[test]
fn linked_files_give_the_findings_of_a_single_run() {
    let folder = project();
    let files = python_files(&folder);
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    assert_eq!(files.len(), 10);
    let mut archives = summarize(&folder, &files);
    for format in FORMATS {
        assert_same(&folder, &archives, &["--output-format", format]);
    }
    let full = folder.run(&["check", "--no-cache"]).stdout;
    for expected in ["reference-cycle", "unused-suppression", "syntax-error", "large-global", "self.items"] {
        assert!(full.contains(expected), "{expected} is part of\n{full}");
    }
    for flags in
        [&["--select", "cycles"][..], &["--explain-limits"], &["--statistics"], &["--fail-on", "error"]]
    {
        assert_same(&folder, &archives, flags);
    }
    archives.reverse();
    assert_same(&folder, &archives, &[]);
}

#[test]
fn nothing_but_archives_and_settings_is_needed() {
    let folder = project();
    let single = folder.run(&["check", "--no-cache", "--output-format", "json"]).stdout;
    let ended = folder.run(&["summarize", "shop", "-o", "shop.hls"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    fs::remove_dir_all(folder.path("shop")).expect("removed");
    assert_eq!(link(&folder, &["shop.hls".to_owned()], &["--output-format", "json"]).stdout, single);
    // Elsewhere, with the settings beside it.
    let other = Folder::new();
    fs::copy(folder.path("shop.hls"), other.path("shop.hls")).expect("copied");
    fs::copy(folder.path("pyproject.toml"), other.path("pyproject.toml")).expect("copied");
    assert_eq!(link(&other, &["shop.hls".to_owned()], &["--output-format", "json"]).stdout, single);
}

#[test]
fn the_projects_of_the_rules_are_linked_alike() {
    let folder = Folder::new();
    let fixtures = root().join("fixtures/rules");
    for path in files_below(&fixtures) {
        let name = path.strip_prefix(&fixtures).expect("inside").to_string_lossy().replace('\\', "/");
        folder.file(&name, fs::read(&path).expect("bytes"));
    }
    let mut rules: Vec<String> = fs::read_dir(&fixtures)
        .expect("rules")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    rules.sort();
    let archives: Vec<String> = rules
        .iter()
        .map(|rule| {
            let archive = format!("{rule}.hls");
            let ended = folder.run(&["summarize", rule, "-o", &archive, "--isolated"]);
            assert_eq!(ended.status, Some(0), "{}", ended.stderr);
            archive
        })
        .collect();
    for format in ["full", "json", "sarif"] {
        assert_same(
            &folder,
            &archives,
            &["--isolated", "--min-confidence", "possible", "--output-format", format],
        );
    }
}

#[test]
fn equal_files_give_equal_archives() {
    let folder = project();
    let bytes = |arguments: &[&str]| {
        let ended = folder.run(&[&["summarize", "-o", "a.hls"], arguments].concat());
        assert_eq!(ended.status, Some(0), "{}", ended.stderr);
        fs::read(folder.path("a.hls")).expect("an archive")
    };
    let first = bytes(&["shop"]);
    assert_eq!(bytes(&["shop", "--threads", "1"]), first);
    assert_eq!(bytes(&["shop/order.py", "shop", "shop/item.py"]), first);
    folder.file("paths", python_files(&folder).join("\n"));
    assert_eq!(bytes(&["@paths"]), first);
    // Names that other files bring along change nothing.
    let alone = bytes(&["shop/item.py"]);
    folder.file("shop/item.py", fs::read(folder.path("shop/item.py")).expect("bytes"));
    assert_eq!(bytes(&["shop/item.py", "--threads", "1"]), alone);
}

#[test]
fn archives_are_not_much_larger_than_sources() {
    let folder = Folder::new();
    let paths = files_below(&root().join("fixtures/trace"));
    let mut size = 0;
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "py")) {
        let text = fs::read(path).expect("text");
        size += text.len();
        folder.file(&path.file_name().expect("a name").to_string_lossy(), text);
    }
    folder.run(&["summarize", ".", "-o", "a.hls", "--isolated"]);
    let archive = fs::metadata(folder.path("a.hls")).expect("an archive").len();
    assert!(archive < size as u64 * 3 / 2, "{archive} bytes about {size}");
}

#[test]
fn generated_files_are_known_by_another_path() {
    let folder = project();
    let text = fs::read_to_string(folder.path("shop/quiet.py")).expect("text");
    let ended =
        folder.run_with(&["summarize", "-", "--stdin-filename", "gen/made.py", "-o", "made.hls"], &text);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let linked = link(&folder, &["made.hls".to_owned()], &["--output-format", "concise"]);
    assert!(linked.stdout.contains("gen/made.py:3:19: warning[reference-cycle]"), "{}", linked.stdout);
}

#[test]
fn baselines_count_for_linked_files() {
    let folder = project();
    let archives = vec!["shop.hls".to_owned()];
    folder.run(&["summarize", "shop", "-o", "shop.hls"]);
    let ended = link(&folder, &archives, &["--update-baseline"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    let linked = fs::read(folder.path("heaplint-baseline.json")).expect("a baseline");
    fs::remove_file(folder.path("heaplint-baseline.json")).expect("removed");
    folder.run(&["check", "--no-cache", "--update-baseline"]);
    assert_eq!(fs::read(folder.path("heaplint-baseline.json")).expect("a baseline"), linked);
    assert_same(&folder, &archives, &["--baseline", "heaplint-baseline.json"]);
}

#[test]
fn archives_that_cannot_be_read_are_told() {
    let folder = project();
    folder.run(&["summarize", "shop/item.py", "-o", "good.hls"]);
    let good = fs::read(folder.path("good.hls")).expect("an archive");
    let line_end = good.iter().position(|&byte| byte == b'\n').expect("a line");
    let line = String::from_utf8(good[..line_end].to_vec()).expect("text");
    let words: Vec<&str> = line.split(' ').collect();
    let with = |at: usize, word: &str| {
        let mut words = words.clone();
        words[at] = word;
        [words.join(" ").as_bytes(), &good[line_end..]].concat()
    };
    let mut flipped = good.clone();
    *flipped.last_mut().expect("bytes") ^= 1;
    let cases: &[(Vec<u8>, &str)] = &[
        (
            Vec::new(),
            "does not begin as a file of summaries does; give files that `heaplint summarize` wrote",
        ),
        (b"import os\n".to_vec(), "does not begin as a file of summaries does"),
        (b"heaplint-fa".to_vec(), "ends before its content does; write it anew with `heaplint summarize`"),
        (good[..good.len() - 9].to_vec(), "ends before its content does"),
        (flipped, "is damaged: its content is not what was written"),
        ([&good[..], b"x"].concat(), "is damaged"),
        (with(2, "0.0.1"), "heaplint 0.0.1 wrote it, and this is"),
        (with(1, "2"), "wrote it, and this is"),
        (
            with(3, "0000000000000000"),
            "from other sources wrote it; summarize and link with the same heaplint",
        ),
        (with(4, "py3.9"), "it was summarized for Python 3.9, and this run assumes 3.11"),
        (with(5, "x"), "is damaged"),
    ];
    for (bytes, expected) in cases {
        folder.file("bad.hls", bytes);
        let ended = link(&folder, &["bad.hls".to_owned()], &[]);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""), "{expected}");
        assert!(ended.stderr.starts_with("error: cannot link `bad.hls`: "), "{}", ended.stderr);
        assert!(ended.stderr.contains(expected), "{expected}\n{}", ended.stderr);
    }
    let ended = link(&folder, &["none.hls".to_owned(), "bad.hls".to_owned()], &[]);
    assert_eq!(ended.stderr.lines().count(), 2, "every problem is told: {}", ended.stderr);
    folder.file("shop/item.py", "x = 1\n");
    folder.run(&["summarize", "shop/item.py", "-o", "new.hls"]);
    let ended = link(&folder, &["good.hls".to_owned(), "new.hls".to_owned()], &[]);
    assert!(ended.stderr.contains("they differ about `shop/item.py`"), "{}", ended.stderr);
    let twice = link(&folder, &["new.hls".to_owned(), "new.hls".to_owned()], &[]);
    assert_eq!(twice.status, Some(0), "{}", twice.stderr);
}

#[test]
fn files_that_cannot_be_read_leave_no_archive() {
    let folder = project();
    let ended = folder.run(&["summarize", "shop/item.py", "shop/none.py", "-o", "a.hls"]);
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("`shop/none.py`: no such file"), "{}", ended.stderr);
    assert!(!folder.path("a.hls").exists());
    let ended = folder.run(&["summarize", "shop/item.py", "-o", "none/a.hls"]);
    assert!(ended.stderr.starts_with("error: cannot write `none/a.hls`: "), "{}", ended.stderr);
    assert_eq!(folder.run(&["link", "@none"]).status, Some(2));
}
