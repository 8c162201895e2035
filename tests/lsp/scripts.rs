//! Analysis after edits equals analysis from scratch: random scripts of edits over files that meet.
//!
//! An *editor* holds what the disk and the open documents say; a *script* is what it did. The server's
//! answers may be those of a file alone until its project has met again, so a round asks until they are
//! those of `check` over the same texts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

use heaplint::base::Span;
use heaplint::diagnostic::{Confidence, Diagnostic};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Client, edit, pulling};
use crate::support::Project;
use crate::support::random::Random;

/// By then every meeting is over.
const SETTLED: Duration = Duration::from_secs(20);

/// Cycles over two files, with a closer in a third; names passed on; a list that grows in a fourth; an
/// exception that is kept.
const FILES: [(&str, &str); 6] = [
    (
        "closing.py",
        "from registry import note\n\n\ndef cut(tree):\n    tree.root = None\n    note(tree)\n\n\n\
         class Closer:\n    def __init__(self, door):\n        self.door = door\n\n    def close(self):\n        \
         self.door.closer = None\n",
    ),
    (
        "doors.py",
        "from closing import Closer\n\n\nclass Door:\n    def __init__(self):\n        self.closer = Closer(self)\n        \
         self.names = []\n\n    def shut(self):\n        self.closer.close()\n\n\nclass Gate(Door):\n    \
         def __init__(self):\n        super().__init__()\n        self.draw = lambda: self.names\n",
    ),
    ("kinds/__init__.py", "from .node import Leaf, Node\n\n__all__ = ['Leaf', 'Node']\n"),
    (
        "kinds/node.py",
        "class Node:\n    def __init__(self, tree):\n        self.tree = tree\n        self.leaves = []\n\n    \
         def grow(self):\n        self.leaves.append(Leaf(self))\n\n\nclass Leaf:\n    def __init__(self, node):\n        \
         self.node = node\n",
    ),
    (
        "registry.py",
        "from kinds import Node\n\nSEEN = []\nBY_NAME = {}\n\n\ndef note(thing):\n    SEEN.append(thing)\n\n\n\
         def attempt(job):\n    error = None\n    try:\n        job()\n    except ValueError as exc:\n        \
         error = exc\n    return error\n\n\ndef node(name, known=[]):\n    known.append(name)\n    \
         BY_NAME[name] = Node(None)\n    return BY_NAME[name]\n",
    ),
    (
        "tree.py",
        "# é: trees own their nodes\nimport closing\nfrom kinds import Node\n\n\nclass Tree:\n    def __init__(self):\n        \
         self.root = Node(self)\n        self.size = 0\n\n    def fell(self):\n        closing.cut(self)\n\n\n\
         TREE = Tree()\nTREE.root.grow()\n",
    ),
];

/// A file of a larger project: a pair that imports the files above, and takes its time.
fn another(number: usize) -> (String, String) {
    let text = format!(
        "from kinds import Node\nfrom registry import note\n\n\nclass Tree{number}:\n    def __init__(self):\n        \
         self.root = Node(self)\n        self.part = Part{number}(self)\n        note(self)\n\n\nclass Part{number}:\n    \
         def __init__(self, owner):\n        self.owner = owner\n"
    );
    (format!("more/m{number:02}.py"), text)
}

/// Lines to put in, at the indentation of the line they stand before.
const LINES: [&str; 22] = [
    "self.tree = None",
    "self.root = Node(self)",
    "self.node = None",
    "self.other = self",
    "SEEN.append(self)",
    "SEEN.clear()",
    "note(self)",
    "import weakref",
    "from tree import Tree",
    "from kinds.node import Node",
    "del self.root",
    "error = None",
    "return self",
    "self.call = self.close",
    "self.walk = (x for x in self.names)",
    "class Extra: pass",
    "def f(:",
    "__slots__ = ('tree', 'node')",
    "# a remark",
    "# heaplint: ignore",
    "",
    "def __del__(self): pass",
];

/// Words to put in the place of others.
const WORDS: [&str; 12] =
    ["self", "tree", "root", "Node", "Leaf", "None", "Tree", "closer", "cut", "note", "SEEN", "append"];

/// A file as the disk has it and, where it is open, as the editor has it.
struct File {
    disk: String,
    open: Option<String>,
    version: i64,
    /// Edits that take back those that were made, the latest last.
    undo: Vec<(Range<usize>, String)>,
}

struct Editor {
    folder: TempDir,
    client: Client,
    files: BTreeMap<&'static str, File>,
    random: Random,
    script: String,
    /// Files that nobody opens.
    others: Vec<(String, String)>,
}

impl Editor {
    fn start(seed: u64, others: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["kinds", "more"] {
            fs::create_dir(folder.path().join(name)).expect("made");
        }
        let others: Vec<_> = (0..others).map(another).collect();
        for (name, text) in &others {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let mut files = BTreeMap::new();
        for (name, text) in FILES {
            fs::write(folder.path().join(name), text).expect("written");
            files.insert(name, File { disk: text.to_owned(), open: None, version: 0, undo: Vec::new() });
        }
        let mut capabilities = pulling();
        capabilities["general"] = json!({ "positionEncodings": ["utf-8"] });
        let client = Client::with(json!({
            "capabilities": capabilities,
            "initializationOptions": { "minConfidence": "possible" },
            "workspaceFolders": [{ "uri": format!("file://{}", folder.path().display()), "name": "it" }],
        }));
        let script = format!("seed {seed}\n");
        Self { folder, client, files, random: Random(seed), script, others }
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.folder.path().join(name).display())
    }

    fn any_file(&mut self) -> &'static str {
        self.random.of(&FILES).0
    }

    fn open(&mut self, name: &'static str) {
        let uri = self.uri(name);
        let file = self.files.get_mut(name).expect("a file");
        if file.open.is_none() {
            writeln!(self.script, "open {name}").expect("memory");
            self.client.open(&uri, &file.disk);
            *file =
                File { open: Some(file.disk.clone()), version: 1, undo: Vec::new(), disk: file.disk.clone() };
        }
    }

    /// Closes a file; what was not saved is gone.
    fn close(&mut self, name: &'static str) {
        let uri = self.uri(name);
        let file = self.files.get_mut(name).expect("a file");
        file.undo.clear();
        if file.open.take().is_some() {
            writeln!(self.script, "close {name}").expect("memory");
            self.client.close(&uri);
        }
    }

    /// Replaces a part of an open file and tells the server; what would take it back.
    fn replace(&mut self, name: &'static str, at: Range<usize>, new: &str) -> (Range<usize>, String) {
        let uri = self.uri(name);
        let file = self.files.get_mut(name).expect("a file");
        let text = file.open.as_mut().expect("open");
        writeln!(self.script, "{name} {at:?} {:?} -> {new:?}", &text[at.clone()]).expect("memory");
        let change = edit(place(text, at.start), place(text, at.end), new);
        let back = (at.start..at.start + new.len(), text[at.clone()].to_owned());
        text.replace_range(at, new);
        file.version += 1;
        self.client.change(&uri, file.version, json!([change]));
        back
    }

    fn edit(&mut self, name: &'static str, at: Range<usize>, new: &str) {
        let back = self.replace(name, at, new);
        self.files.get_mut(name).expect("a file").undo.push(back);
    }

    fn undo(&mut self, name: &'static str) -> bool {
        let Some((at, old)) = self.files.get_mut(name).and_then(|file| file.undo.pop()) else { return false };
        self.replace(name, at, &old);
        true
    }

    /// Whatever an author may do next.
    fn step(&mut self) {
        let name = self.any_file();
        if self.random.one_in(12) {
            return self.close(name);
        }
        self.open(name);
        let text = self.files[name].open.clone().expect("open");
        let lines = lines(&text);
        let line = self.random.of(&lines).clone();
        let indent: String = text[line.clone()].chars().take_while(|c| *c == ' ').collect();
        match self.random.below(10) {
            0 => self.edit(name, line, ""),
            1 => self.edit(name, line.start..line.start, &text[line.clone()]),
            2 => {
                let next = self.random.of(&lines).clone();
                let both = line.start.min(next.start)..line.end.max(next.end);
                if let Some(swapped) = swap(&text, line, next) {
                    self.edit(name, both, &swapped);
                }
            }
            3 => {
                let token = self.random.of(&tokens(&text)).clone();
                self.edit(name, token, "");
            }
            4 | 5 => {
                let words: Vec<_> =
                    tokens(&text).into_iter().filter(|at| is_word(&text[at.clone()])).collect();
                if !words.is_empty() {
                    let (at, new) = (self.random.of(&words).clone(), *self.random.of(&WORDS));
                    self.edit(name, at, new);
                }
            }
            6 | 7 => {
                let new = format!("{indent}{}\n", self.random.of(&LINES));
                self.edit(name, line.start..line.start, &new);
            }
            // Edits that move what follows and change nothing else.
            8 => self.edit(name, line.start..line.start, "# moved\n\n"),
            _ => drop(self.undo(name)),
        }
    }

    /// Takes edits back, the latest first, so that the next round begins with a program that runs.
    fn take_back(&mut self) {
        for (name, _) in FILES {
            while self.undo(name) {}
        }
    }

    /// Writes an open file down.
    fn save(&mut self, name: &'static str) {
        let file = self.files.get_mut(name).expect("a file");
        if let Some(text) = &file.open {
            writeln!(self.script, "save {name}").expect("memory");
            file.disk = text.clone();
            fs::write(self.folder.path().join(name), text).expect("written");
        }
    }

    /// What `check` finds in the texts as they stand, by file.
    fn expected(&self) -> BTreeMap<String, Vec<Told>> {
        let texts =
            self.files.iter().map(|(name, file)| (*name, file.open.as_ref().unwrap_or(&file.disk).as_str()));
        let others = self.others.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let project = Project::new(texts.chain(others)).with_confidence(Confidence::Possible);
        let mut by_file: BTreeMap<String, Vec<Told>> = BTreeMap::new();
        for found in project.check().diagnostics {
            let name = project.files[found.spot.file.0 as usize].0.clone();
            by_file.entry(name).or_default().push(Told::of(&found, &project));
        }
        by_file.values_mut().for_each(|told| told.sort());
        by_file
    }

    /// What the server says, by file: of everything, and where a file is open, of it.
    fn told(&mut self) -> (BTreeMap<String, Vec<Told>>, BTreeMap<String, Vec<Told>>) {
        let root = format!("file://{}/", self.folder.path().display());
        let read = |items: &Value| {
            let mut told: Vec<Told> =
                items.as_array().expect("items").iter().map(|item| Told::read(item, &root)).collect();
            told.sort();
            told
        };
        let open: Vec<_> =
            self.files.iter().filter(|(_, file)| file.open.is_some()).map(|(name, _)| *name).collect();
        let mut alone = BTreeMap::new();
        for name in open {
            let items = Value::Array(self.client.pulled(&format!("{root}{name}")));
            alone.insert(name.to_owned(), read(&items));
        }
        let report = self.client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
        let everything = report["items"].as_array().expect("items").iter();
        let everything = everything.map(|item| {
            let name = item["uri"].as_str().and_then(|uri| uri.strip_prefix(&root)).expect("a file of ours");
            (name.to_owned(), read(&item["items"]))
        });
        (everything.filter(|(_, told)| !told.is_empty()).collect(), alone)
    }

    /// Asks until the answers are those of an analysis from scratch.
    fn compare(&mut self) {
        let expected = self.expected();
        let end = Instant::now() + SETTLED;
        loop {
            let (everything, alone) = self.told();
            let empty = Vec::new();
            let is_right = |name: &String, told: &Vec<Told>| told == expected.get(name).unwrap_or(&empty);
            if everything == expected && alone.iter().all(|(name, told)| is_right(name, told)) {
                return;
            }
            assert!(
                Instant::now() < end,
                "{}\nfrom scratch: {expected:#?}\nof everything: {everything:#?}\nof open files: {alone:#?}",
                self.script
            );
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A finding as both sides tell it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Told {
    from: (u32, u32),
    to: (u32, u32),
    code: String,
    message: String,
    confidence: String,
    fix: String,
    /// File, start and sentence of every other place.
    related: Vec<(String, (u32, u32), String)>,
}

impl Told {
    fn of(found: &Diagnostic, project: &Project) -> Self {
        let text = |file: usize| project.files[file].1.as_str();
        let Span { start, end } = found.spot.span;
        let own = text(found.spot.file.0 as usize);
        let line = own[start as usize..end as usize].find('\n');
        let to = line.map_or(end as usize, |line| start as usize + line);
        let label = |label: &heaplint::diagnostic::Label| {
            let file = label.spot.file.0 as usize;
            let at = place(text(file), label.spot.span.start as usize);
            (project.files[file].0.clone(), at, label.text.clone())
        };
        Self {
            from: place(own, start as usize),
            to: place(own, to),
            code: found.rule.code.to_owned(),
            message: match &found.help {
                Some(help) => format!("{}\nhelp: {help}", found.message),
                None => found.message.clone(),
            },
            confidence: found.confidence.as_str().to_owned(),
            fix: found.fix.as_ref().map(|fix| fix.message.clone()).unwrap_or_default(),
            related: found.labels.iter().map(label).collect(),
        }
    }

    fn read(item: &Value, root: &str) -> Self {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let at = |value: &Value| {
            let number = |name: &str| value[name].as_u64().expect("a number") as u32;
            (number("line"), number("character"))
        };
        let related = item["relatedInformation"].as_array().into_iter().flatten().map(|related| {
            let uri = word(&related["location"]["uri"]);
            let name = uri.strip_prefix(root).unwrap_or(&uri).to_owned();
            (name, at(&related["location"]["range"]["start"]), word(&related["message"]))
        });
        Self {
            from: at(&item["range"]["start"]),
            to: at(&item["range"]["end"]),
            code: word(&item["code"]),
            message: word(&item["message"]),
            confidence: word(&item["data"]["confidence"]),
            fix: word(&item["data"]["fix"]["title"]),
            related: related.collect(),
        }
    }
}

/// A byte of a text as line and byte of the line.
fn place(text: &str, at: usize) -> (u32, u32) {
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() as u32, (at - start) as u32)
}

/// Lines with their ends; an empty text has one.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut lines: Vec<Range<usize>> = text
        .split_inclusive('\n')
        .map(|line| {
            start += line.len();
            start - line.len()..start
        })
        .collect();
    if lines.is_empty() {
        lines.push(0..0);
    }
    lines
}

/// Words, and every other character by itself; a text without any has an empty one.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        match tokens.last_mut() {
            Some(last)
                if last.end == at && is_word(&text[last.clone()]) && (c.is_alphanumeric() || c == '_') =>
            {
                last.end = at + c.len_utf8();
            }
            _ => tokens.push(at..at + c.len_utf8()),
        }
    }
    if tokens.is_empty() {
        tokens.push(0..0);
    }
    tokens
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The text from the first of two lines to the second, with both in each other's place.
fn swap(text: &str, one: Range<usize>, other: Range<usize>) -> Option<String> {
    let (first, second) = if one.start < other.start { (one, other) } else { (other, one) };
    (first.end <= second.start)
        .then(|| [&text[second.clone()], &text[first.end..second.start], &text[first]].concat())
}

/// Runs scripts of some rounds, one for each seed.
fn scripts(seeds: Range<u64>, rounds: usize, others: usize) {
    for seed in seeds {
        let mut editor = Editor::start(seed, others);
        editor.compare();
        for _ in 0..rounds {
            for _ in 0..=editor.random.below(5) {
                editor.step();
                // Some edits meet a meeting that has begun.
                if editor.random.one_in(4) {
                    thread::sleep(Duration::from_millis(editor.random.below(250) as u64));
                }
            }
            if editor.random.one_in(6) {
                let name = editor.any_file();
                editor.save(name);
            }
            editor.compare();
            if !editor.random.one_in(3) {
                editor.take_back();
            }
        }
        editor.compare();
        assert_eq!(editor.client.shut_down(), Some(0));
    }
}

#[test]
fn edits_end_where_a_new_start_would() {
    scripts(0..4, 12, 0);
}

/// Files that meet for longer than an edit may take are answered for alone first.
#[test]
fn edits_of_larger_projects_end_there_too() {
    scripts(100..103, 12, 40);
}
