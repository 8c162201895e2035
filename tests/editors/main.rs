//! Real editors over the real server, where they are installed; elsewhere a message says that they are not.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// An editor that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A cycle of two classes, and an exception that is kept.
const TEXT: &str = "\
class Tree:
    def __init__(self):
        self.root = Node(self)


class Node:
    def __init__(self, tree):
        self.tree = tree


def attempt(job):
    error = None
    try:
        return job()
    except ValueError as exc:
        error = exc
    raise error
";

fn is_installed(editor: &str) -> bool {
    let asked = Command::new(editor).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let is_there = asked.is_ok_and(|status| status.success());
    if !is_there {
        eprintln!("skipped: `{editor}` is not installed");
    }
    is_there
}

/// What a script says of driving an editor.
fn driven(editor: &str, arguments: &[&str], script: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().join("home");
    fs::create_dir(&home).expect("a folder");
    let (file, out) = (folder.path().join("tree.py"), folder.path().join("out.txt"));
    fs::write(&file, TEXT).expect("written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editors").join(script);
    let mut command = Command::new(editor);
    command.args(arguments).arg(script);
    command.env("HOME", &home).env("XDG_CACHE_HOME", &home).env("XDG_STATE_HOME", &home);
    command.env("FILE", &file).env("OUT", &out).env("HEAPLINT_BIN", env!("CARGO_BIN_EXE_heaplint"));
    command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    let end = Instant::now() + PATIENCE;
    while child.try_wait().expect("a status").is_none() {
        let said = || fs::read_to_string(&out).unwrap_or_default();
        if Instant::now() > end {
            let _ = child.kill();
            panic!("{editor} does not end; it said:\n{}", said());
        }
        thread::sleep(Duration::from_millis(50));
    }
    fs::read_to_string(&out).unwrap_or_default()
}

#[test]
fn neovim_shows_what_is_found_and_fixes_it() {
    if !is_installed("nvim") {
        return;
    }
    let said = driven("nvim", &["--headless", "-u", "NONE", "-i", "NONE", "-S"], "neovim.lua");
    let expected = "found 15:HL105 8:HL101\nmoved 10:HL101 17:HL105\nsame text true\nhover **`Tree`**\n\
                    action Let go of `error` on the way out\nfixed 10:HL101\nexit 0\n";
    assert_eq!(said, expected);
}

#[test]
fn emacs_shows_what_is_found() {
    if !is_installed("emacs") {
        return;
    }
    let said = driven("emacs", &["--batch", "-l"], "emacs.el");
    if said == "no eglot\n" {
        eprintln!("skipped: this Emacs has no eglot");
        return;
    }
    let expected =
        "found 15:HL105 8:HL101\nmoved 10:HL101 17:HL105\nchanged 17:HL105\nsame text true\nended\n";
    assert_eq!(said, expected);
}
