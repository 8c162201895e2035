//! Broken and random input: nothing panics, everything ends in time, and equal input gives equal
//! output with any number of threads.

mod support;

use std::fs;
use std::time::{Duration, Instant};

use heaplint::check::Checked;
use heaplint::diagnostic::Confidence;
use heaplint::report::Format;
use support::random::{Random, SCRAPS};
use support::{Project, files_below, root};

/// Versions made of each text, of each kind.
const CUTS: usize = 6;
const CHANGES: usize = 10;

/// Every Python text among the fixtures.
fn fixtures() -> Vec<String> {
    let files = files_below(&root().join("fixtures"));
    let python = files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "py"));
    python.filter_map(|path| fs::read_to_string(path).ok()).collect()
}

fn cut(text: &str, dice: &mut Random) -> String {
    let mut end = dice.below(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

fn change(text: &str, dice: &mut Random) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(4) {
        let at = dice.below(chars.len() + 1);
        let end = (at + dice.below(40)).min(chars.len());
        match dice.below(4) {
            0 => drop(chars.drain(at..end)),
            1 => {
                let copied: Vec<char> = chars[at..end].to_vec();
                let to = dice.below(chars.len() + 1);
                chars.splice(to..to, copied);
            }
            _ => {
                let scrap = *dice.of(SCRAPS);
                chars.splice(at..at, scrap.chars());
            }
        }
    }
    chars.into_iter().collect()
}

/// Many broken versions of the texts, as one project.
fn broken(texts: &[String], seed: u64) -> Project {
    let mut dice = Random(seed);
    let mut files = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let cuts: Vec<String> = (0..CUTS).map(|_| cut(text, &mut dice)).collect();
        let changes: Vec<String> = (0..CHANGES).map(|_| change(text, &mut dice)).collect();
        for (version, text) in cuts.into_iter().chain(changes).enumerate() {
            files.push((format!("t{number:03}/v{version:02}.py"), text));
        }
    }
    Project::new(files).with_confidence(Confidence::Possible)
}

fn check_with(project: &Project, threads: usize) -> Checked {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(64 << 20).build();
    pool.expect("threads").install(|| project.check())
}

#[test]
fn broken_texts_harm_nobody_and_give_the_same_answer_twice() {
    let texts = fixtures();
    assert!(!texts.is_empty());
    let project = broken(&texts, 1);
    let started = Instant::now();
    let first = check_with(&project, 4);
    let spent = started.elapsed();
    let shown: Vec<_> = first.crashes.iter().map(|crash| (crash, text_of(&project, crash.file))).collect();
    assert!(shown.is_empty(), "{shown:#?}");
    assert_eq!(first.files, project.files.len());
    let bound = Duration::from_millis(500) + Duration::from_millis(100) * project.files.len() as u32;
    assert!(spent < bound, "{spent:?} for {} small files", project.files.len());
    let second = check_with(&project, 1);
    let rendered = |checked: &Checked| project.render(&checked.diagnostics, Format::Json);
    assert_eq!(rendered(&first), rendered(&second));
    assert_eq!(first.losses, second.losses);
    for format in Format::ALL {
        // Every format draws every finding, wherever broken texts put it.
        project.render(&first.diagnostics, format);
    }
}

fn text_of(project: &Project, file: Option<heaplint::base::FileId>) -> &str {
    file.map_or("", |file| project.files[file.0 as usize].1.as_str())
}

#[test]
fn repeated_code_takes_time_in_proportion() {
    let block = "class C{n}:\n    def __init__(self, p=None):\n        self.p = p\n        self.kids = []\n\n    \
                 def add(self, kid):\n        kid.p = self\n        self.kids.append(kid)\n\n\n\
                 def f{n}(x):\n    for y in x:\n        if y:\n            x = [y, x]\n    return x\n\n\n";
    let text = |count: usize| (0..count).map(|n| block.replace("{n}", &n.to_string())).collect::<String>();
    let time = |count: usize| {
        let project = Project::new([("a.py", text(count))]);
        let started = Instant::now();
        let checked = project.check();
        assert!(checked.crashes.is_empty(), "{:?}", checked.crashes);
        started.elapsed()
    };
    time(20);
    // Eight times the code in at most three times eight times the time. What others do on the machine makes
    // some runs longer, but not all of them.
    let mut measured = Vec::new();
    let is_fine = (0..5).any(|_| {
        let (small, large) = (time(100), time(800));
        measured.push((small, large));
        large < small * 24 + Duration::from_secs(1)
    });
    assert!(is_fine, "{measured:?}");
}
