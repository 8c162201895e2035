//! `--fix`, `--unsafe-fixes` and `--diff` over real files.

use std::fs;

use super::run::Folder;

/// A class of which there are many, for nobody else's eyes.
const PRIVATE: &str = "class _Row:\n    def __init__(self, text):\n        self.text = text\n\n\n\
                       def read(lines):\n    return [_Row(line) for line in lines]\n";

const FIXED: &str = "class _Row:\n    __slots__ = (\"text\",)\n\n    def __init__(self, text):\n        \
                     self.text = text\n\n\ndef read(lines):\n    return [_Row(line) for line in lines]\n";

fn text(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path(name)).expect("readable")
}

#[test]
fn safe_fixes_are_applied_once() {
    let folder = Folder::new();
    folder.file("a.py", PRIVATE);
    let ended = folder.run(&["check", "--fix"]);
    assert_eq!(text(&folder, "a.py"), FIXED);
    assert!(ended.stderr.contains("Fixed 1 problem in 1 file."), "{}", ended.stderr);
    let again = folder.run(&["check", "--fix"]);
    assert_eq!(text(&folder, "a.py"), FIXED);
    assert!(!again.stderr.contains("Fixed"), "{}", again.stderr);
    let left: Vec<_> = fs::read_dir(folder.path(".")).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing stays beside the file");
}

#[test]
fn what_a_killed_run_left_is_cleared_away_and_what_another_holds_is_not() {
    let folder = Folder::new();
    folder.file("a.py", "x = 1\n").file(".a.py.4194999.heaplint-new", "x =").file(".mine.py", "");
    folder.file("b/.b.py.1.heaplint-new", "").file("b/b.py", PRIVATE);
    let held = fs::File::create(folder.path(".c.py.1.heaplint-new")).expect("a file");
    held.lock().expect("locked");
    folder.run(&["check", "--fix"]);
    let names = |inside: &str| {
        let entries = fs::read_dir(folder.path(inside)).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("."), [".c.py.1.heaplint-new", ".mine.py", "a.py", "b"]);
    assert_eq!(names("b"), ["b.py"]);
    assert_eq!(text(&folder, "b/b.py"), FIXED);
}

#[test]
fn others_wait_for_their_flag() {
    let folder = Folder::new();
    let public = PRIVATE.replace("_Row", "Row");
    folder.file("a.py", &public);
    let ended = folder.run(&["check", "--fix"]);
    assert_eq!(text(&folder, "a.py"), public);
    assert_eq!(ended.status, Some(0));
    folder.run(&["check", "--fix", "--unsafe-fixes"]);
    assert_eq!(text(&folder, "a.py"), FIXED.replace("_Row", "Row"));
}

#[test]
fn what_a_baseline_knows_stays() {
    let folder = Folder::new();
    folder.file("a.py", PRIVATE);
    folder.run(&["check", "--update-baseline"]);
    folder.file("b.py", PRIVATE);
    let ended = folder.run(&["check", "--fix", "--baseline", "heaplint-baseline.json"]);
    assert_eq!((text(&folder, "a.py"), text(&folder, "b.py")), (PRIVATE.to_owned(), FIXED.to_owned()));
    assert!(ended.stderr.contains("Fixed 1 problem in 1 file."), "{}", ended.stderr);
    let ended = folder.run(&["check", "--fix", "--baseline", "nowhere.json"]);
    assert_eq!(ended.status, Some(2));
    assert_eq!(text(&folder, "a.py"), PRIVATE, "nothing is written when the baseline is not there");
}

#[test]
fn a_diff_changes_nothing() {
    let folder = Folder::new();
    folder.file("a.py", PRIVATE);
    let ended = folder.run(&["check", "--diff"]);
    assert_eq!(text(&folder, "a.py"), PRIVATE);
    assert_eq!(ended.status, Some(1));
    let diff = "--- a.py\n+++ a.py\n@@ -1,4 +1,6 @@\n class _Row:\n+    __slots__ = (\"text\",)\n+\n     \
                def __init__(self, text):\n         self.text = text\n \n";
    assert_eq!(ended.stdout, diff);
}

#[test]
fn the_standard_input_comes_out_fixed() {
    let folder = Folder::new();
    let ended = folder.run_with(&["check", "--fix", "-"], PRIVATE);
    assert_eq!(ended.stdout, FIXED);
    assert_eq!(ended.status, Some(0));
    let plain = folder.run_with(&["check", "--fix", "-"], "x = 1\n");
    assert_eq!(plain.stdout, "x = 1\n");
}

#[test]
fn encodings_and_permissions_stay() {
    let folder = Folder::new();
    let text = format!("# -*- coding: latin-1 -*-\nNAME = '\u{e9}'\n\n\n{PRIVATE}");
    let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let path = folder.path("a.py");
    fs::write(&path, &bytes).expect("writable");
    folder.run(&["check", "--fix"]);
    let after = fs::read(&path).expect("readable");
    assert!(after.contains(&0xe9) && after.len() > bytes.len());
    let mut permissions = path.metadata().expect("there").permissions();
    permissions.set_readonly(true);
    fs::write(folder.path("b.py"), PRIVATE).expect("writable");
    fs::set_permissions(folder.path("b.py"), permissions).expect("allowed");
    let ended = folder.run(&["check", "--fix"]);
    assert_eq!(ended.status, Some(2));
    assert!(ended.stderr.contains("read-only"), "{}", ended.stderr);
}
