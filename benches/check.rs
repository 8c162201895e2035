//! How long the verb `check` takes on programs made here, the same on every run: per line, by style and length.
//!
//! `cargo bench` prints one row for each style. Nanoseconds a line are the best of a few runs; where the
//! longer text costs more a line than the shorter one, time grows faster than the text.

use std::fmt::Write;
use std::time::{Duration, Instant};

use heaplint::base::FileId;
use heaplint::check::{Request, check};
use heaplint::config::Settings;

const RUNS: usize = 5;
const LENGTHS: [usize; 3] = [1_000, 10_000, 40_000];

/// Writes the n-th part of a program.
type Part = fn(&mut String, usize);

const STYLES: [(&str, &str, Part); 4] = [
    ("functions", "", function),
    ("classes", "", class),
    ("inherit", "", heir),
    ("one class", "class Only:\n", method),
];

fn function(out: &mut String, n: usize) {
    let callee = n.saturating_sub(1);
    let _ = write!(
        out,
        "def function_{n}(first, second=None):\n    rows = []\n    for row in first:\n        if row is second:\n            \
         rows.append((row, {n}))\n    return function_{callee}(rows, first) if rows else None\n\n\n"
    );
}

fn class(out: &mut String, n: usize) {
    let _ = write!(
        out,
        "class Node{n}:\n    def __init__(self, parent=None):\n        self.parent = parent\n        self.children = []\n\n    \
         def add(self, name):\n        child = Node{n}(self)\n        self.children.append(child)\n        return child\n\n\n"
    );
}

fn heir(out: &mut String, n: usize) {
    let base = if n == 0 { "object".to_string() } else { format!("Heir{}", n - 1) };
    let _ = write!(
        out,
        "class Heir{n}({base}):\n    def method_{n}(self, other):\n        self.other_{n} = other\n        \
         other.owner = self\n        return super().__init__()\n\n\n"
    );
}

fn method(out: &mut String, n: usize) {
    let _ = write!(
        out,
        "    def method_{n}(self, value):\n        self.field_{n} = [value, self]\n        return self.method_{}(value)\n\n",
        n / 2
    );
}

fn program(head: &str, part: Part, lines: usize) -> String {
    let mut out = String::from(head);
    let mut written = 0;
    for n in 0.. {
        let from = out.len();
        part(&mut out, n);
        written += out[from..].lines().count();
        if written >= lines {
            break;
        }
    }
    out
}

fn best(text: &str) -> Duration {
    let settings = Settings::default();
    let paths = ["program.py".to_string()];
    let read = |_: FileId| Some(text.as_bytes().to_vec());
    let request = Request {
        paths: &paths,
        settings: &settings,
        rules: &[],
        read: &read,
        explain_limits: false,
        step: &|| {},
    };
    let run = |_| {
        let start = Instant::now();
        std::hint::black_box(check(&request));
        start.elapsed()
    };
    (0..RUNS).map(run).min().unwrap_or_default()
}

fn main() {
    println!("nanoseconds a line{:>12}{:>12}{:>12}", LENGTHS[0], LENGTHS[1], LENGTHS[2]);
    for (name, head, part) in STYLES {
        print!("{name:18}");
        for lines in LENGTHS {
            let text = program(head, part, lines);
            print!("{:>12}", best(&text).as_nanos() / text.lines().count() as u128);
        }
        println!();
    }
}
