//! Random inputs of every kind: what `targets` says holds.
//!
//! A run takes a few hundred inputs of each kind, always the same. `HEAPLINT_FUZZ_SECONDS=N` goes on for
//! that long for each target, from another beginning each time; `HEAPLINT_FUZZ_TARGETS=a,b` chooses
//! targets and `HEAPLINT_FUZZ_SEEDS=FOLDER` adds the Python files below a folder to the texts that are
//! mutated. An input that breaks something is left below the build folder, in `fuzz/`; one that takes
//! too long is left there too and ends the run. `HEAPLINT_FUZZ_INPUT=FILE` runs the chosen targets over
//! one such file.

mod mutate;
#[path = "../support/mod.rs"]
mod support;
mod targets;

use std::env;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use mutate::mutate;
use support::random::Random;
use support::{files_below, root};
use targets::{ALL, NEXT_FILE, Target};

/// Inputs of each kind in a run without a time.
const ROUNDS: usize = 300;

/// An input that takes longer hangs. Without optimisation everything takes ten times as long.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longer texts are cut to whole blocks: many small inputs find more than few long ones.
const LONGEST: usize = 6_000;

fn python_seeds() -> Vec<String> {
    let mut folders = vec![root().join("fixtures")];
    folders.extend(env::var_os("HEAPLINT_FUZZ_SEEDS").map(PathBuf::from));
    let files = folders.iter().flat_map(|folder| files_below(folder));
    let python = files.filter(|path| path.extension().is_some_and(|end| end == "py"));
    python.filter_map(|path| fs::read_to_string(path).ok()).filter(|text| !text.is_empty()).collect()
}

/// A cell for each block of a text.
fn as_notebook(text: &str) -> String {
    let cell = |source: &str| serde_json::json!({ "cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": source });
    let cells: Vec<_> = text.split("\n\n\n").map(cell).collect();
    serde_json::json!({ "cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }).to_string()
}

const CONFIGS: &[&str] = &[
    "target-version = \"3.12\"\nselect = [\"HL1\", \"layout\"]\nextend-select = ['HL501']\nignore = [\"slots\"]\nmin-confidence = \"possible\"\nfail-on = \"error\"\nexclude = [\"build\", \"**/gen_*.py\"]\nsource-roots = [\"src\"]\n\n[levels]\nreference-cycle = \"error\"\nHL2 = \"off\"\n\n[[overrides]]\nfiles = [\"tests/**\"]\nignore = [\"HL108\"]\n",
    "[project]\nrequires-python = \">=3.9,<4\"\n\n[tool.heaplint]\nextend = \"../other.toml\"\nbaseline = \"known.json\"\noutput-format = \"concise\"\nrespect-gitignore = false\ncache-dir = \".cache\"\n\n[tool.heaplint.thresholds]\nlarge-global = 100000\n",
];

const BASELINES: &[&str] = &[
    "{\n\"version\": 1,\n\"findings\": [\n{\"file\":\"a.py\",\"code\":\"HL101\",\"name\":\"reference-cycle\",\"symbol\":\"Tree\",\"fingerprint\":\"0000000000000001\",\"count\":2},\n{\"file\":\"b.py\",\"code\":\"HL201\",\"name\":\"growing-global\",\"fingerprint\":\"0000000000000002\"}\n]\n}\n",
];

/// What the inputs of a target are made from.
fn seeds(target: &str, python: &[String]) -> Vec<String> {
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    match target {
        "notebook" => {
            python.iter().map(|text| as_notebook(block(text, &mut Random(text.len() as u64)))).collect()
        }
        "config" => owned(CONFIGS),
        "baseline" => owned(BASELINES),
        _ => python.to_vec(),
    }
}

/// Some whole blocks of a long text.
fn block<'t>(text: &'t str, dice: &mut Random) -> &'t str {
    if text.len() <= LONGEST {
        return text;
    }
    let is_start = |at: usize| text[at..].starts_with(|c: char| c.is_alphabetic() || c == '@');
    let starts: Vec<usize> =
        text.match_indices('\n').map(|(at, _)| at + 1).filter(|&at| is_start(at)).collect();
    let Some(&start) = starts.get(dice.below(starts.len())) else { return "" };
    let ends = starts.iter().copied().take_while(|&end| end <= start + LONGEST);
    let mut end = ends.last().filter(|&end| end > start).unwrap_or((start + LONGEST).min(text.len()));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[start..end]
}

fn input(target: &str, seeds: &[String], dice: &mut Random) -> Vec<u8> {
    if target == "edits" {
        let length = dice.below(200);
        return (0..length).map(|_| dice.below(256) as u8).collect();
    }
    let seed = dice.of(seeds).clone();
    let other = dice.of(seeds).clone();
    let first = if target == "notebook" { seed.as_str() } else { block(&seed, dice) };
    let mut bytes = mutate(first, block(&other, dice), dice);
    if matches!(target, "check" | "fix") && dice.below(4) == 0 {
        let next = dice.of(seeds).clone();
        bytes.extend(format!("\n{NEXT_FILE}\nfrom m0 import *\n").into_bytes());
        bytes.extend(mutate(block(&next, dice), &other, dice));
    }
    bytes
}

/// The input that is being looked at, and since when.
type Watched = Arc<Mutex<Option<(String, Vec<u8>, Instant)>>>;

fn findings_folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn keep(target: &str, what: &str, bytes: &[u8]) -> PathBuf {
    let number = bytes.iter().fold(17_u64, |sum, &byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let path = findings_folder().join(format!("{target}-{what}-{number:016x}"));
    fs::write(&path, bytes).expect("written");
    path
}

/// Ends the run where an input hangs: nothing else can stop it.
fn watch(watched: Watched) {
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_secs(1));
            let watched = watched.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((target, bytes, since)) = watched.as_ref()
                && since.elapsed() > PATIENCE
            {
                eprintln!("{target} hangs: {}", keep(target, "hang", bytes).display());
                std::process::exit(101);
            }
        }
    });
}

/// Looks at one input; where it broke something, where it is kept.
fn look(name: &str, target: Target, bytes: &[u8], watched: &Watched) -> Result<Duration, PathBuf> {
    let since = Instant::now();
    *watched.lock().unwrap_or_else(PoisonError::into_inner) = Some((name.to_owned(), bytes.to_vec(), since));
    let done = catch_unwind(AssertUnwindSafe(|| target(bytes)));
    *watched.lock().unwrap_or_else(PoisonError::into_inner) = None;
    done.map(|()| since.elapsed()).map_err(|_| keep(name, "panic", bytes))
}

#[test]
fn no_input_breaks_anything() {
    let variable = |name: &str| env::var(name).ok();
    let chosen = variable("HEAPLINT_FUZZ_TARGETS");
    let is_chosen = |name: &str| chosen.as_ref().is_none_or(|names| names.split(',').any(|one| one == name));
    let time = variable("HEAPLINT_FUZZ_SECONDS").and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let watched = Watched::default();
    watch(watched.clone());
    let mut broken = Vec::new();
    let python = python_seeds();
    assert!(!python.is_empty());
    for &(name, target) in ALL.iter().filter(|(name, _)| is_chosen(name)) {
        if let Some(file) = variable("HEAPLINT_FUZZ_INPUT") {
            targets::look(name, &fs::read(file).expect("readable"));
            continue;
        }
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |now| now.as_nanos() as u64);
        let mut dice = Random(time.map_or(1, |_| now()));
        let (seeds, started, mut rounds) = (seeds(name, &python), Instant::now(), 0);
        let mut slowest = Duration::ZERO;
        while time.map_or(rounds < ROUNDS, |time| started.elapsed() < time) {
            let bytes = input(name, &seeds, &mut dice);
            // A stack that is too small ends the process, so a long run says first what it looks at.
            let ahead = time.map(|_| keep(name, "ahead", &bytes));
            match look(name, target, &bytes, &watched) {
                Ok(took) => slowest = slowest.max(took),
                Err(kept) => broken.push(kept),
            }
            ahead.map(fs::remove_file);
            rounds += 1;
        }
        eprintln!(
            "{name}: {rounds} inputs in {:?}, the slowest {slowest:?}, {} broken so far",
            started.elapsed(),
            broken.len()
        );
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
