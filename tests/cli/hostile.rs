//! Input that nobody would write on purpose: each ends in a clear message and the right status, and
//! every other file is checked all the same.

use std::fs;

use insta::assert_snapshot;

use super::run::Folder;

/// A folder with one plain finding, which must always be there.
fn with_witness() -> Folder {
    let folder = Folder::new();
    folder.file("witness.py", "w = (\n");
    folder
}

fn assert_witness(stdout: &str) {
    assert!(stdout.contains("witness.py:1:"), "the other file was not checked: {stdout}");
}

#[test]
fn missing_paths_are_told_and_the_rest_is_checked() {
    let folder = with_witness();
    let ended = folder.run(&["check", "--output-format", "concise", "nowhere", "witness.py", "no/such.py"]);
    assert_eq!(ended.status, Some(2));
    assert_witness(&ended.stdout);
    assert_snapshot!(ended.stderr, @r"
    error: cannot check `no/such.py`: no such file or folder; check the spelling of the path
    error: cannot check `nowhere`: no such file or folder; check the spelling of the path
    Found 1 problem in 1 file
    ");
}

#[test]
fn bytes_that_are_no_text_are_findings() {
    let folder = with_witness();
    folder.file("bad.py", b"x = 1\ny = '\xff'\n").file("null.py", b"a = 1\n\0\0\0");
    folder.file("unknown.py", "# coding: klingon\n").file("utf16.py", b"\xff\xfea\0 \0=\0 \x001\0");
    folder.file("mark.py", b"\xef\xbb\xbfx = 1\n").file("latin.py", b"# coding: latin-1\nx = '\xe9'\n");
    folder.file("empty.py", "");
    let ended = folder.run(&["check", "--output-format", "concise"]);
    assert_eq!(ended.status, Some(1));
    assert_witness(&ended.stdout);
    assert_snapshot!(ended.stdout, @r"
    bad.py:2:6: error[syntax-error] byte 0xff is not valid in utf-8
    null.py:2:1: error[syntax-error] the file contains a null byte, so it is not Python source
    unknown.py:1:11: error[syntax-error] the coding line names `klingon`, an encoding that is not known
    utf16.py:1:4: error[syntax-error] the file contains a null byte, so it is not Python source
    witness.py:1:6: error[syntax-error] syntax error: unexpected EOF while parsing
    ");
}

#[test]
fn broken_code_of_every_kind_is_read_to_the_end() {
    let folder = with_witness();
    folder.file("half.py", "class A:\n    def f(self):\n        self.x = [\n");
    folder.file("two.py", "print 'hello'\nexec 'x'\nexcept_ = 1\nraise E, 'm'\n");
    let deep = 10_000;
    folder.file("parentheses.py", format!("x = {}1{}\n", "(".repeat(deep), ")".repeat(deep)));
    folder.file("unclosed.py", "[".repeat(deep));
    folder.file("minus.py", format!("x = {}1\n", "-".repeat(deep)));
    folder.file("attributes.py", format!("x = a{}\n", ".b".repeat(deep)));
    folder.file("calls.py", format!("x = a{}\n", "()".repeat(deep)));
    folder.file("sum.py", format!("x = 1{}\n", " + 1".repeat(deep)));
    folder.file("lambdas.py", format!("x = {}1\n", "lambda: ".repeat(deep)));
    let blocks: String = (0..1_000).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
    folder.file("blocks.py", format!("{blocks}{}pass\n", " ".repeat(1_000)));
    folder.file("elif.py", format!("if x: pass\n{}", "elif x: pass\n".repeat(deep)));
    folder.file("line.py", format!("x = [{}]\n", "1, ".repeat(200_000)));
    let ended = folder.run(&["check", "--output-format", "concise"]);
    assert_eq!(ended.status, Some(1), "{}", ended.stderr);
    assert_witness(&ended.stdout);
    assert!(ended.stderr.contains("in 13 files"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("failed"), "{}", ended.stderr);
}

#[test]
fn files_too_large_are_left_out_and_told() {
    let folder = with_witness();
    // Sparse: fifty megabytes that take no time to write.
    let file = fs::File::create(folder.path("huge.py")).expect("a file");
    file.set_len(50_000_000).expect("space");
    let ended = folder.run(&["check", "--output-format", "concise"]);
    assert_eq!(ended.status, Some(1), "met in a folder it fails nothing");
    assert_witness(&ended.stdout);
    assert_snapshot!(ended.stderr, @r"
    warning: cannot check `huge.py`: it is larger than 20 MB, which is data rather than code; exclude it, or move its data out of Python source
    Found 1 problem in 1 file
    ");
    assert_eq!(folder.run(&["check", "huge.py"]).status, Some(2), "named it is an error");
}

#[test]
fn trace_survives_what_check_survives() {
    let folder = Folder::new();
    folder.file("null.py", b"a\0").file("half.py", "x = (\n").file("loop.py", "while True:\n    pass\n");
    folder.file("deep.py", format!("print({}1{})\n", "(".repeat(10_000), ")".repeat(10_000)));
    folder.file("recursion.py", "def f(n):\n    return f(n + 1)\n\n\nf(0)\n");
    folder.file("memory.py", "x = [0] * 10**12\ny = 'a' * 10**11\nz = 1 << 10**12\nw = 10**10**10\n");
    for (name, statuses) in [
        ("null.py", &[0][..]),
        ("missing.py", &[2]),
        (".", &[2]),
        ("half.py", &[0, 2]),
        ("loop.py", &[0]),
        ("deep.py", &[0]),
        ("recursion.py", &[0]),
        ("memory.py", &[0]),
    ] {
        let ended = folder.run(&["trace", name]);
        let status = ended.status.expect("no signal ended it");
        assert!(statuses.contains(&status), "{name}: {ended:?}");
        assert!(!ended.stderr.contains("failed"), "{name}: {}", ended.stderr);
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    use super::*;

    #[test]
    fn loops_of_links_end() {
        let folder = with_witness();
        folder.file("pkg/a.py", "");
        symlink("..", folder.path("pkg/up")).expect("a link");
        symlink("itself.py", folder.path("itself.py")).expect("a link");
        symlink("nowhere.py", folder.path("broken.py")).expect("a link");
        symlink("witness.py", folder.path("second_name.py")).expect("a link");
        let ended = folder.run(&["check", "--output-format", "concise"]);
        assert_eq!(ended.status, Some(1));
        assert_witness(&ended.stdout);
        let told: Vec<&str> = ended.stderr.lines().collect();
        assert_eq!(told.len(), 4, "{told:#?}");
        assert!(told[0].starts_with("warning: cannot check `broken.py`: no such file"), "{told:#?}");
        assert!(told[1].starts_with("warning: cannot check `itself.py`: "), "{told:#?}");
        assert!(told[2].starts_with("warning: cannot check `pkg/up`: a link to a folder that contains it"));
        assert_eq!(told[3], "Found 1 problem in 2 files");
        assert_eq!(folder.run(&["check", "itself.py"]).status, Some(2));
    }

    #[test]
    fn links_that_lead_elsewhere_are_followed_once() {
        let (folder, other) = (Folder::new(), Folder::new());
        other.file("lib/b.py", "").file("single.py", "");
        folder.file("a.py", "");
        symlink(other.path("lib"), folder.path("linked")).expect("a link");
        symlink(other.path("lib"), folder.path("linked_again")).expect("a link");
        symlink(other.path("single.py"), folder.path("single.py")).expect("a link");
        let ended = folder.run(&["check", "--show-files"]);
        let shown: Vec<&str> = ended.stdout.lines().collect();
        assert_eq!(shown.len(), 3, "{shown:?}");
        assert!(shown.contains(&"single.py") && shown.contains(&"a.py"));
    }

    #[test]
    fn pipes_do_not_block() {
        let folder = with_witness();
        let made = Command::new("mkfifo").arg(folder.path("pipe.py")).status();
        assert!(made.expect("mkfifo").success());
        let ended = folder.run(&["check", "--output-format", "concise"]);
        assert_eq!(ended.status, Some(1));
        assert_witness(&ended.stdout);
        assert!(ended.stderr.starts_with("warning: cannot check `pipe.py`: not a regular file"));
        let named = folder.run(&["check", "--output-format", "concise", "pipe.py", "witness.py"]);
        assert_eq!(named.status, Some(2));
        assert_witness(&named.stdout);
        assert_eq!(folder.run(&["trace", "pipe.py"]).status, Some(2));
    }

    #[test]
    fn unreadable_files_are_told() {
        let folder = with_witness();
        folder.file("secret.py", "");
        fs::set_permissions(folder.path("secret.py"), fs::Permissions::from_mode(0o000)).expect("changed");
        if fs::read(folder.path("secret.py")).is_ok() {
            // Whoever may read everything cannot see this.
            return;
        }
        let ended = folder.run(&["check", "--output-format", "concise"]);
        assert_eq!(ended.status, Some(2));
        assert_witness(&ended.stdout);
        assert!(ended.stderr.contains("cannot check `secret.py`: permission denied"), "{}", ended.stderr);
    }

    #[test]
    fn names_that_are_not_utf8_are_checked() {
        let folder = Folder::new();
        let name = OsStr::from_bytes(b"caf\xe9.py");
        if fs::write(folder.path("").join(name), "x = (\n").is_err() {
            // Some file systems refuse such names.
            return;
        }
        folder.file("tab\tand\u{1b}[31m.py", "x = (\n");
        for format in ["concise", "json", "full", "sarif"] {
            let ended = folder.run(&["check", "--output-format", format]);
            assert_eq!(ended.status, Some(1), "{}", ended.stderr);
            assert!(ended.stdout.contains("caf\u{fffd}.py") || ended.stdout.contains("caf%EF%BF%BD.py"));
            assert!(!ended.stdout.contains('\u{1b}'), "a file's name cannot steer the terminal");
        }
    }
}
