//! What must not change a finding, and what must: programs are rewritten, and the findings compared.
//!
//! The programs are the fixtures of the cycles family and a few written here. Renaming, the order of
//! methods, the split into files and the number of threads say nothing about memory; a weak back
//! reference, a `del` in a `finally` and a closing method do.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use heaplint::report::Format;
use support::{Project, files_below, root};

/// Rules of the cycles and finalizers families, by what they find.
const FAMILIES: [&str; 8] = [
    "bound-method-cycle",
    "closure-cycle",
    "finalizer-in-cycle",
    "generator-cycle",
    "recursive-closure",
    "reference-cycle",
    "self-containing-container",
    "traceback-cycle",
];

/// Two classes that hold each other, by a line that makes the way back.
fn pair(back: &str, more: &str) -> String {
    format!(
        "import weakref\n\n\nclass Owner:\n    def __init__(self):\n        self.part = Part(self)\n{more}\n\n\
         class Part:\n    def __init__(self, owner):\n        {back}\n"
    )
}

/// An exception kept by a local, with an end of one's own.
fn kept(end: &str) -> String {
    format!(
        "def attempt(job):\n    error = None\n    try:\n        job()\n    except ValueError as exc:\n        \
         error = exc\n    try:\n        return str(error)\n{end}\n"
    )
}

/// Code, line and message of every finding of the cycles and finalizers groups.
fn found(project: &Project) -> Vec<(String, usize, String)> {
    let checked = project.check();
    assert!(checked.crashes.is_empty(), "{:?}", checked.crashes);
    let is_cycle = |code: &str| code.starts_with("HL1") || code.starts_with("HL2");
    let all = checked.diagnostics.iter().filter(|found| is_cycle(found.rule.code));
    all.map(|one| (one.rule.code.to_owned(), project.line(one), one.message.clone())).collect()
}

fn codes(text: &str) -> Vec<String> {
    found(&Project::new([("a.py", text)])).into_iter().map(|(code, ..)| code).collect()
}

/// Path and text of every fixture of one file.
fn fixtures() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for family in FAMILIES {
        for path in files_below(&root().join("fixtures/rules").join(family)) {
            let text = fs::read_to_string(&path).expect("text");
            if path.extension().is_some_and(|end| end == "py") {
                out.push((path.file_name().expect("a name").to_string_lossy().into_owned(), text));
            }
        }
    }
    assert!(out.len() > 10);
    out
}

#[test]
fn a_weak_back_reference_is_silent() {
    assert_eq!(codes(&pair("self.owner = owner", "")), ["HL101"]);
    assert!(codes(&pair("self.owner = weakref.ref(owner)", "")).is_empty());
    assert!(codes(&pair("self.owner = weakref.proxy(owner)", "")).is_empty());
    assert!(codes(&pair("self.owner = id(owner)", "")).is_empty());
}

#[test]
fn without_its_breaker_a_cycle_is_told() {
    assert!(codes(&kept("    finally:\n        del error")).is_empty());
    assert!(codes(&kept("    finally:\n        error = None")).is_empty());
    assert_eq!(codes(&kept("    finally:\n        print(job)")), ["HL105"]);
    let close = "\n    def close(self):\n        self.part = None\n";
    let certain = Project::new([("a.py", pair("self.owner = owner", ""))]);
    let broken = Project::new([("a.py", pair("self.owner = owner", close))]);
    let sure = |project: &Project| project.check().diagnostics.first().map(|found| found.confidence);
    assert!(sure(&broken) < sure(&certain), "a closing method makes it less sure");
}

#[test]
fn names_say_nothing() {
    let mut changed = 0;
    for (path, text) in fixtures() {
        let renamed = rename(&text);
        changed += usize::from(text != renamed);
        let places = |text: &str| -> Vec<(String, usize)> {
            let all = found(&Project::new([(path.as_str(), text)]));
            all.into_iter().map(|(code, line, _)| (code, line)).collect()
        };
        assert_eq!(places(&text), places(&renamed), "{path}:\n{renamed}");
    }
    assert!(changed > 10, "{changed}");
}

/// Gives every class and every parameter that is not `self` or `cls` another name.
fn rename(text: &str) -> String {
    let words = words(text);
    let mut own: BTreeSet<&str> = BTreeSet::new();
    for pair in words.windows(2) {
        if pair[0].1 == "class" {
            own.insert(pair[1].1);
        }
    }
    for line in text.lines().filter(|line| line.trim_start().starts_with("def ")) {
        let inside =
            line.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
        for part in inside.split(',') {
            let name = part.split([':', '=']).next().unwrap_or("").trim().trim_start_matches('*');
            // A keyword argument names its parameter wherever it stands: those stay.
            let is_keyword = text.contains(&format!("{name}="));
            if !name.is_empty() && !matches!(name, "self" | "cls") && !is_keyword {
                own.insert(name);
            }
        }
    }
    let mut out = String::new();
    let mut at = 0;
    for (start, word) in words {
        let is_attribute = text[..start].ends_with('.');
        if own.contains(word) && !is_attribute {
            out.push_str(&text[at..start]);
            out.push_str(&format!("{word}_renamed"));
            at = start + word.len();
        }
    }
    out.push_str(&text[at..]);
    // Annotations in quotes.
    own.iter().fold(out, |out, name| out.replace(&format!("\"{name}\""), &format!("\"{name}_renamed\"")))
}

/// Words of the text with their places, outside comments and strings.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let code = line.split('#').next().unwrap_or("");
        let mut quote = None;
        let mut start = None;
        for (at, c) in code.char_indices().chain([(code.len(), ' ')]) {
            let is_word = quote.is_none() && (c.is_alphanumeric() || c == '_');
            match (start, is_word) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    out.push((offset + from, &text[offset + from..offset + at]));
                    start = None;
                }
                _ => {}
            }
            match quote {
                Some(open) if c == open => quote = None,
                None if c == '"' || c == '\'' => quote = Some(c),
                _ => {}
            }
        }
        offset += line.len();
    }
    out
}

#[test]
fn the_order_of_methods_says_nothing() {
    for (path, text) in fixtures() {
        let turned = turn_methods(&text);
        let messages = |text: &str| -> BTreeSet<(String, String)> {
            let all = found(&Project::new([(path.as_str(), text)]));
            // Of a ring's objects the one that comes first in the text begins the sentence.
            all.into_iter().map(|(code, _, message)| (code, sorted_words(&message))).collect()
        };
        assert_eq!(messages(&text), messages(&turned), "{path}:\n{turned}");
    }
}

fn sorted_words(message: &str) -> String {
    let mut parts: Vec<&str> =
        message.split([' ', '`', '(', ')', ',']).filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts.dedup();
    parts.join(" ")
}

/// Turns round the methods of each class whose body is methods alone.
fn turn_methods(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut methods: Vec<Vec<String>> = Vec::new();
    let mut in_class = false;
    for line in text.lines().chain(["end"]) {
        let is_method = in_class && (line.starts_with("    def ") || line.starts_with("    @"));
        let continues = line.is_empty() || line.starts_with("     ");
        if is_method {
            let decorated =
                methods.last().and_then(|lines| lines.last()).is_some_and(|last| last.starts_with("    @"));
            match methods.last_mut().filter(|_| decorated) {
                Some(open) => open.push(line.to_owned()),
                None => methods.push(vec![line.to_owned()]),
            }
        } else if let (true, Some(open)) = (continues, methods.last_mut()) {
            open.push(line.to_owned());
        } else {
            out.extend(methods.drain(..).rev().flatten());
            in_class =
                line.starts_with("class ") || (in_class && (line.is_empty() || line.starts_with("    ")));
            if line != "end" {
                out.push(line.to_owned());
            }
        }
    }
    out.join("\n") + "\n"
}

#[test]
fn the_split_into_files_says_nothing() {
    let owner = "from {part} import Part\n\n\nclass Owner:\n    def __init__(self):\n        self.part = Part(self)\n";
    let part = "class Part:\n    def __init__(self, owner):\n        self.owner = owner\n";
    let whole = format!("{part}\n\n{}", owner.replace("from {part} import Part\n\n\n", ""));
    let one = found(&Project::new([("pkg/__init__.py", String::new()), ("pkg/all.py", whole)]));
    let split = |import: &str| {
        found(&Project::new([
            ("pkg/__init__.py", String::new()),
            ("pkg/a.py", owner.replace("{part}", import)),
            ("pkg/b.py", part.to_owned()),
        ]))
    };
    let message =
        |all: &[(String, usize, String)]| -> Vec<String> { all.iter().map(|one| one.2.clone()).collect() };
    assert_eq!(one.len(), 1);
    assert_eq!(message(&one), message(&split("pkg.b")));
    assert_eq!(message(&one), message(&split(".b")));
}

#[test]
fn the_number_of_threads_says_nothing() {
    let project = Project::new(
        fixtures().into_iter().enumerate().map(|(at, (path, text))| (format!("p{at}/{path}"), text)),
    );
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for threads in [1, 2, 3, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let text = pool.install(|| project.render(&project.check().diagnostics, Format::Json));
        *seen.entry(text).or_default() += 1;
    }
    assert_eq!(seen.len(), 1);
}
