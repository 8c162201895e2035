//! Results of earlier runs: used when nothing has changed, and never wrong.

use std::fs;
use std::path::PathBuf;

use super::run::Folder;

const RING: &str = "class A:\n    def __init__(self):\n        self.b = B(self)\n\n\nclass B:\n    \
                    def __init__(self, a):\n        self.a = a\n";

/// A run that says whether it was a repetition.
fn check(folder: &Folder, flags: &[&str]) -> (bool, String) {
    let ended = folder.run(&[&["check", "-v", "--cache-dir", "kept"], flags].concat());
    assert!(ended.status.is_some_and(|status| status < 2), "{}", ended.stderr);
    (ended.stderr.contains("nothing has changed since an earlier run"), ended.stdout)
}

fn ring() -> Folder {
    let folder = Folder::new();
    folder.file("a.py", RING).file("b.py", "x = [0] * 10_000_000\n");
    folder
}

/// The files that hold results.
fn results(folder: &Folder) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder.path("kept")).expect("the cache").map(|entry| entry.expect("an entry").path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    found.sort();
    found
}

#[test]
fn a_repetition_finds_the_same_in_every_format() {
    let folder = ring();
    let first = check(&folder, &[]);
    assert!(!first.0 && first.1.contains("reference-cycle"));
    assert_eq!(check(&folder, &[]), (true, first.1));
    for format in ["json", "sarif", "full"] {
        let fresh = folder.run(&["check", "--no-cache", "--output-format", format]);
        let kept = check(&folder, &["--output-format", format]);
        assert_eq!(kept, (true, fresh.stdout), "{format}");
    }
}

#[test]
fn whatever_matters_makes_a_run_of_its_own() {
    let folder = ring();
    check(&folder, &[]);
    for flags in
        [&["--select", "HL3"][..], &["--target-version", "3.9"], &["--min-confidence", "possible"], &["a.py"]]
    {
        assert!(!check(&folder, flags).0, "{flags:?}");
        assert!(check(&folder, flags).0, "{flags:?}");
    }
    folder.file("a.py", RING.replace("self.a", "self.owner"));
    let changed = check(&folder, &[]);
    assert!(!changed.0 && changed.1.contains("self.owner"));
    folder.file("heaplint.toml", "ignore = ['HL1']\n");
    let ignored = check(&folder, &[]);
    assert!(!ignored.0 && !ignored.1.contains("reference-cycle"));
    folder.file("heaplint.toml", "[[overrides]]\nfiles = ['a.py']\nignore = ['HL1']\n");
    assert!(!check(&folder, &[]).0);
    for flags in [&["--no-cache"][..], &["--explain-limits"], &["--fix"]] {
        assert!(!check(&folder, flags).0, "{flags:?}");
    }
}

#[test]
fn broken_and_foreign_results_are_ignored_and_written_anew() {
    let folder = ring();
    let first = check(&folder, &[]).1;
    let [path] = &results(&folder)[..] else { panic!("one result") };
    let good = fs::read(path).expect("bytes");
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for bad in [&b""[..], b"\xff\xfe", &good[..good.len() / 2], &flipped, b"heaplint 0 0\n[[],0,0]"] {
        fs::write(path, bad).expect("written");
        assert_eq!(check(&folder, &[]), (false, first.clone()), "{:?}", String::from_utf8_lossy(bad));
        assert_eq!(fs::read(path).expect("bytes"), good);
    }
    fs::remove_file(path).expect("removed");
    fs::create_dir(path).expect("a folder in its place");
    assert_eq!(check(&folder, &[]), (false, first.clone()), "a cache that cannot be written harms nothing");
}

#[test]
fn damage_anywhere_is_noticed() {
    let folder = ring();
    let first = check(&folder, &[]).1;
    let [path] = &results(&folder)[..] else { panic!("one result") };
    let good = fs::read(path).expect("bytes");
    for step in 0..30 {
        let at = step * good.len() / 30;
        let mut bad = good.clone();
        match step % 3 {
            0 => bad[at] = bad[at].wrapping_add(1),
            1 => drop(bad.drain(at..(at + 7).min(good.len()))),
            _ => drop(bad.splice(at..at, *b"[]{}")),
        }
        fs::write(path, &bad).expect("written");
        assert_eq!(check(&folder, &[]), (false, first.clone()), "at byte {at}");
    }
}

#[test]
fn two_processes_do_not_disturb_each_other() {
    let folder = ring();
    let first = folder.run(&["check", "--no-cache"]).stdout;
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| check(&folder, &[]).1)).collect();
        for run in runs {
            assert_eq!(run.join().expect("a run"), first);
        }
    });
    assert_eq!(results(&folder).len(), 1);
}

#[test]
fn the_cache_stays_small_and_can_be_removed() {
    let folder = ring();
    for number in 0..20 {
        let name = format!("f{number}.py");
        folder.file(&name, "x = 1\n");
        check(&folder, &[&name]);
    }
    assert!(results(&folder).len() <= 16);
    let ended = folder.run(&["clean", "--cache-dir", "kept"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), "Removed kept\n"));
    assert!(!folder.path("kept").exists());
    assert_eq!(folder.run(&["clean"]).stderr, "There is no cache: this is no project\n");
    folder.file("heaplint.toml", "");
    assert_eq!(folder.run(&["clean"]).stderr, "There is no cache in .heaplint_cache\n");
    folder.file("heaplint.toml", "cache-dir = 'x/y'\n");
    folder.run(&["check"]);
    assert!(folder.path("x/y/CACHEDIR.TAG").exists());
    folder.file("other/CACHEDIR.TAG", "somebody else's");
    let ended = folder.run(&["clean", "--cache-dir", "other"]);
    assert_eq!(ended.status, Some(2));
    assert!(folder.path("other/CACHEDIR.TAG").exists());
}

#[test]
fn short_runs_leave_nothing_behind() {
    let folder = Folder::new();
    folder.file("a.py", "x = 1\n");
    folder.run(&["check"]);
    assert!(!folder.path(".heaplint_cache").exists());
}

/// How many files of a run were taken from the shelf, and what the run found.
fn taken(folder: &Folder, flags: &[&str]) -> (String, String) {
    let ended = folder.run(&[&["check", "-v", "--cache-dir", "kept"], flags].concat());
    assert!(ended.status.is_some_and(|status| status < 2), "{}", ended.stderr);
    let said = ended.stderr.lines().find_map(|line| line.strip_suffix(" files are as in an earlier run"));
    (said.unwrap_or("all the same").to_owned(), ended.stdout)
}

#[test]
fn what_has_not_changed_is_not_run_again() {
    let folder = ring();
    folder.file(
        "c.py",
        "import a\n\n\nclass C:\n    def __init__(self):\n        self.me = [self]  # noqa: HL107\n",
    );
    assert_eq!(taken(&folder, &[]).0, "0 of 3");
    let edits: &[(&str, String, &str)] = &[
        ("a.py", RING.replace("self.a", "self.owner"), "2 of 3"),
        ("b.py", "x = 1\n".to_owned(), "2 of 3"),
        ("c.py", "class C:\n    def __init__(self):\n        self.me = [self]\n".to_owned(), "2 of 3"),
        ("d.py", "from a import A\nKEPT = []\ndef f():\n    KEPT.append(A())\n".to_owned(), "3 of 4"),
        ("a.py", "def broken(:\n".to_owned(), "3 of 4"),
        ("a.py", RING.to_owned(), "3 of 4"),
    ];
    for (name, text, expected) in edits {
        folder.file(name, text);
        let fresh = folder.run(&["check", "--no-cache"]).stdout;
        assert_eq!(taken(&folder, &[]), ((*expected).to_owned(), fresh.clone()), "{name}");
        assert_eq!(taken(&folder, &[]), ("all the same".to_owned(), fresh), "{name}");
    }
    let single = folder.run(&["check", "--no-cache", "a.py"]).stdout;
    assert_eq!(taken(&folder, &["a.py"]), ("1 of 1".to_owned(), single), "a part of the project");
    assert_eq!(
        taken(&folder, &["--select", "HL3"]).0,
        "4 of 4",
        "settings of rules are about no file by itself"
    );
    assert_eq!(taken(&folder, &["--target-version", "3.9"]).0, "0 of 4");
    fs::create_dir_all(folder.path("sub")).expect("a folder");
    fs::rename(folder.path("d.py"), folder.path("sub/d.py")).expect("moved");
    assert_eq!(taken(&folder, &[]).0, "3 of 4");
}

#[test]
fn a_broken_shelf_is_ignored_and_written_anew() {
    let folder = ring();
    let first = taken(&folder, &[]).1;
    let path = folder.path("kept/files-3.13.bin");
    let good = fs::read(&path).expect("a shelf");
    let again = |bytes: &[u8]| {
        results(&folder).into_iter().for_each(|result| fs::remove_file(result).expect("removed"));
        fs::write(&path, bytes).expect("written");
        taken(&folder, &[])
    };
    assert_eq!(again(&good), ("2 of 2".to_owned(), first.clone()));
    for step in 0..40 {
        let at = step * good.len() / 40;
        let mut bad = good.clone();
        match step % 4 {
            0 => bad[at] = bad[at].wrapping_add(1),
            1 => bad.truncate(at),
            2 => drop(bad.splice(at..at, *b"[]{}")),
            _ => drop(bad.drain(at..(at + 7).min(good.len()))),
        }
        assert_eq!(again(&bad), ("0 of 2".to_owned(), first.clone()), "at byte {at}");
        assert!(fs::read(&path).expect("a shelf") == good, "written anew after damage at byte {at}");
    }
}

#[test]
fn files_that_have_gone_leave_the_shelf() {
    let folder = ring();
    folder.file("gone.py", "name_that_is_nowhere_else = 1\n").file("other/kept.py", "name_that_stays = 1\n");
    taken(&folder, &[]);
    let holds = |name: &str| {
        let bytes = fs::read(folder.path("kept/files-3.13.bin")).expect("a shelf");
        bytes.windows(name.len()).any(|window| window == name.as_bytes())
    };
    assert!(holds("name_that_is_nowhere_else") && holds("name_that_stays"));
    fs::remove_file(folder.path("gone.py")).expect("removed");
    folder.file("a.py", "x = 1\n");
    taken(&folder, &["a.py"]);
    assert!(!holds("name_that_is_nowhere_else") && holds("name_that_stays"));
}

#[test]
fn processes_that_change_the_shelf_at_once_find_the_same() {
    let folder = ring();
    let files: Vec<String> = (0..8).map(|number| format!("f{number}.py")).collect();
    for (number, name) in files.iter().enumerate() {
        folder.file(name, RING.replace("self.a", &format!("self.owner_{number}")));
    }
    let fresh: Vec<String> =
        files.iter().map(|name| folder.run(&["check", "--no-cache", name]).stdout).collect();
    for _ in 0..3 {
        std::thread::scope(|scope| {
            let runs: Vec<_> = files.iter().map(|name| scope.spawn(|| check(&folder, &[name]).1)).collect();
            for (run, fresh) in runs.into_iter().zip(&fresh) {
                assert_eq!(&run.join().expect("a run"), fresh);
            }
        });
    }
}

#[test]
fn a_cache_is_good_elsewhere() {
    let folder = ring();
    folder.file("heaplint.toml", "src = ['lib']\n");
    let first = taken(&folder, &[]);
    assert_eq!(first.0, "0 of 2");
    let other = Folder::new();
    fs::create_dir(other.path("kept")).expect("a folder");
    for entry in fs::read_dir(folder.path("kept")).expect("a cache") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, other.path("kept").join(path.file_name().expect("a name"))).expect("copied");
    }
    for name in ["a.py", "b.py", "heaplint.toml"] {
        other.file(name, fs::read(folder.path(name)).expect("bytes"));
    }
    assert_eq!(taken(&other, &[]), ("all the same".to_owned(), first.1));
    other.file("b.py", "x = 1\n");
    assert_eq!(taken(&other, &[]).0, "1 of 2");
}
