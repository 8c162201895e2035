//! Regular expressions as Python's `re` reads and runs them: backtracking, over characters.
//!
//! `parse` makes a tree of the pattern, `run` walks it. A search that takes too many steps is given
//! up, and its answer is unknown; syntax that is not read makes the whole pattern unknown.

mod parse;
mod run;

pub use run::Searched;

/// Flags of `re`, with its numbers.
pub mod flags {
    pub const IGNORECASE: u32 = 2;
    pub const MULTILINE: u32 = 8;
    pub const DOTALL: u32 = 16;
    pub const VERBOSE: u32 = 64;
    pub const ASCII: u32 = 256;
}

/// Deepest nesting of a pattern, and most groups.
const DEPTH: usize = 100;
const GROUPS: usize = 500;

/// A part of a pattern.
#[derive(Clone, Debug)]
enum Node {
    Char { c: char, folds: bool },
    Set { set: Vec<Member>, negated: bool, folds: bool },
    Any { newlines: bool },
    Assert(Place),
    Group { number: Option<usize>, inner: Box<Node> },
    All(Vec<Node>),
    Either(Vec<Node>),
    Repeat { inner: Box<Node>, least: u32, most: u32, how: Greed },
    Back { number: usize, folds: bool },
    Look { inner: Box<Node>, behind: Option<usize>, negated: bool },
    If { number: usize, yes: Box<Node>, no: Box<Node> },
}

/// How a repetition tries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Greed {
    Most,
    Least,
    /// As many as there are, and never fewer.
    All,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Start { lines: bool },
    End { lines: bool },
    TextStart,
    TextEnd,
    Word { edge: bool, ascii: bool },
}

/// What a set of characters holds.
#[derive(Clone, Copy, Debug)]
enum Member {
    Range(char, char),
    Class { kind: char, ascii: bool },
}

/// A pattern ready to run.
#[derive(Clone, Debug)]
pub struct Pattern {
    root: Node,
    /// Capturing groups, without the whole match.
    pub groups: usize,
    /// Names of groups and their numbers, in order.
    pub names: Vec<(String, usize)>,
    /// Flags given and found in the pattern.
    pub flags: u32,
}

impl Pattern {
    /// Reads a pattern; `None` where it is broken or not read.
    pub fn new(text: &str, flags: u32) -> Option<Self> {
        parse::parse(text, flags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> Option<String> {
        let pattern = Pattern::new(pattern, 0).expect("a pattern");
        let chars: Vec<char> = text.chars().collect();
        match pattern.search(&chars, 0, false, false) {
            Searched::Found(spans) => spans[0].map(|(from, to)| chars[from..to].iter().collect()),
            _ => None,
        }
    }

    #[test]
    fn patterns_find_what_they_say() {
        let cases = [
            (r"\d+", "a12b3", Some("12")),
            (r"a.*?b", "xaabb", Some("aab")),
            (r"(a|ab)(c|bcd)(d*)", "abcd", Some("abcd")),
            (r"^\s*$", "  ", Some("  ")),
            (r"(?<=x)y(?!z)", "yz xyz xy", Some("y")),
            (r"(\w)\1", "hello", Some("ll")),
            (r"[^a-c\]]+", "abc]de", Some("de")),
            (r"x{2,3}", "xxxx", Some("xxx")),
            (r"(?i:AB)c", "abc", Some("abc")),
            (r"a{,2}b", "aaab", Some("aab")),
            (r"(?:a*)*b", "aaac", None),
            (r"\bfoo\b", "a foo.", Some("foo")),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(found(pattern, text).as_deref(), expected, "{pattern}");
        }
        for broken in ["(", "[a", "*a", r"\1", "(?P<x", "a)", "(?<=a*)b"] {
            assert!(Pattern::new(broken, 0).is_none(), "{broken}");
        }
    }
}
