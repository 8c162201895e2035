//! Traces against what the interpreters printed: `fixtures/trace/NAME.out` holds, for each group of
//! versions, the recorded output of `NAME.py`.

use std::fs;
use std::path::Path;

use heaplint::base::Cancel;
use heaplint::ir::Version;
use heaplint::syntax::SourceFile;
use heaplint::trace::{Request, trace};

/// What the trace says the program prints.
fn printed(text: &str, version: &str) -> String {
    let source = SourceFile::from_text("program.py", text);
    let version = version.parse::<Version>().expect("a known version");
    let traced = trace(&Request {
        source: &source,
        version,
        function: None,
        objects: false,
        cancel: Cancel::default(),
    });
    let texts = traced.steps.into_iter().filter_map(|step| (step.event == "print").then_some(step.text?));
    texts.map(|text| text + "\n").collect()
}

/// Sections of a recorded file: versions, and what they print.
fn sections(text: &str) -> Vec<(Vec<&str>, String)> {
    let mut out: Vec<(Vec<&str>, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("== "), out.last_mut()) {
            (Some(versions), _) => out.push((versions.split(' ').collect(), String::new())),
            (None, Some((_, body))) => {
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => panic!("a section starts with `== VERSIONS`"),
        }
    }
    out
}

#[test]
fn traces_say_what_the_interpreters_printed() {
    let wrong = differences("fixtures/trace");
    assert!(!programs("fixtures/trace").is_empty(), "the fixtures are there");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Programs that are not followed to the end yet: whoever mends one moves it up a folder.
#[test]
fn known_misses_are_still_missed() {
    let wrong = differences("fixtures/trace/known-miss");
    for name in programs("fixtures/trace/known-miss") {
        let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        assert!(wrong.iter().any(|miss| miss.starts_with(&name)), "{name} is right now: move it up");
    }
}

fn programs(folder: &str) -> Vec<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    // The folder of misses goes when nothing is missed.
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let entries = entries.map(|entry| entry.expect("an entry").path());
    let mut programs: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "py")).collect();
    programs.sort();
    programs
}

fn differences(folder: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for program in programs(folder) {
        let text = fs::read_to_string(&program).expect("a program");
        let recorded = fs::read_to_string(program.with_extension("out")).expect("a recording");
        for (versions, expected) in sections(&recorded) {
            for version in versions {
                let found = printed(&text, version);
                if found != expected {
                    let name = program.file_name().unwrap_or_default().to_string_lossy();
                    wrong.push(format!("{name} on {version}:\n{found}--- recorded:\n{expected}"));
                }
            }
        }
    }
    wrong
}

const METHOD: &str = "\
class Node:
    def __init__(self, name, parent=None):
        self.name = name
        self.parent = parent
        self.children = []

    def add(self, child):
        child.parent = self
        self.children.append(child)
        print(len(self.children), child.parent is self, child.name)
        if child.size > 3:
            print('large')
        print('added')

class Sized:
    @property
    def size(self):
        print('asked')
        return 1

def pair(first, *rest, key):
    print(first is first, key, rest)
    return [first, first]

def numbers(count):
    yield 1
    print('asked twice')

print('loaded')
";

/// What a function prints when it is followed by itself, and what was lost.
fn followed(function: &str) -> (bool, Vec<String>, Vec<String>) {
    let source = SourceFile::from_text("program.py", METHOD);
    let version = "3.12".parse::<Version>().expect("a known version");
    let function = Some(function);
    let traced =
        trace(&Request { source: &source, version, function, objects: true, cancel: Cancel::default() });
    let prints = traced.steps.into_iter().filter(|step| step.event == "print");
    let printed = prints.map(|step| step.text.unwrap_or_default()).collect();
    (traced.missing, printed, traced.losses.into_iter().map(|lost| lost.what).collect())
}

#[test]
fn a_function_is_followed_with_unknown_arguments() {
    let (missing, printed, losses) = followed("pair");
    assert!(!missing);
    // The top level ran before, and what it printed is not part of the function.
    assert_eq!(printed, ["? ? ()"]);
    let said = "nothing is known of `first`, `key`; `rest` taken to be empty";
    assert!(losses.iter().any(|loss| loss == said), "{losses:?}");
}

#[test]
fn a_method_is_followed_on_a_new_instance() {
    let (_, printed, losses) = followed("Node.add");
    // What is stored in an argument is read back; nothing is sure after an unknown condition.
    assert_eq!(printed, ["1 True ?", "?"]);
    assert!(losses.contains(&"nothing is known of `child`".to_owned()), "{losses:?}");
    assert_eq!(followed("Sized.size").1, ["asked"]);
    assert_eq!(followed("numbers").1, ["asked twice"]);
}

#[test]
fn a_function_that_is_not_there_is_said_to_be_missing() {
    for name in ["add", "Node.size", "", ".", "pair.nothing"] {
        assert!(followed(name).0, "{name}");
    }
}

#[test]
fn what_a_library_does_inside_is_not_told() {
    let text = "import functools\nx = []\n";
    let source = SourceFile::from_text("program.py", text);
    let version = "3.12".parse::<Version>().expect("a known version");
    let traced = trace(&Request {
        source: &source,
        version,
        function: None,
        objects: true,
        cancel: Cancel::default(),
    });
    let objects: Vec<String> = traced.steps.into_iter().filter_map(|step| step.object).collect();
    assert!(objects.iter().all(|object| !object.contains('?')), "{objects:?}");
    assert!(objects.iter().any(|object| object == "list created on line 2"), "{objects:?}");
}
