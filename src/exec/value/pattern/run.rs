//! Matching: each part is tried with what is to follow it, and takes its captures back on failure.

use super::{Greed, Member, Node, Pattern, Place};

/// Steps of one search, after which it is given up.
const STEPS: u32 = 2_000_000;

/// What a search found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Searched {
    /// From and to of the whole match and of each group.
    Found(Vec<Option<(usize, usize)>>),
    Nothing,
    /// It takes too long to say.
    Unknown,
}

/// What is to match after a part: called with the place where the part ended.
type Then<'t> = &'t mut dyn FnMut(&mut Run<'_>, usize) -> bool;

struct Run<'a> {
    text: &'a [char],
    captures: Vec<Option<(usize, usize)>>,
    steps: u32,
}

impl Pattern {
    /// Looks from `start` on; `anchored`: right there; `whole`: up to the end.
    pub fn search(&self, text: &[char], start: usize, anchored: bool, whole: bool) -> Searched {
        let mut run = Run { text, captures: vec![None; self.groups + 1], steps: 0 };
        for from in start..=text.len() {
            run.captures.fill(None);
            let mut end = 0;
            let found = run.matches(&self.root, from, &mut |run, at| {
                end = at;
                !whole || at == run.text.len()
            });
            if run.steps > STEPS {
                return Searched::Unknown;
            }
            if found {
                run.captures[0] = Some((from, end));
                return Searched::Found(run.captures);
            }
            if anchored {
                break;
            }
        }
        Searched::Nothing
    }
}

impl Run<'_> {
    fn matches(&mut self, node: &Node, at: usize, then: Then<'_>) -> bool {
        self.steps += 1;
        if self.steps > STEPS {
            return false;
        }
        stacker::maybe_grow(64 * 1024, 2 * 1024 * 1024, || self.matches_here(node, at, then))
    }

    fn matches_here(&mut self, node: &Node, at: usize, then: Then<'_>) -> bool {
        match node {
            Node::Char { .. } | Node::Set { .. } | Node::Any { .. } => {
                self.text.get(at).is_some_and(|c| one(node, *c)) && then(self, at + 1)
            }
            Node::Assert(place) => self.stands(*place, at) && then(self, at),
            Node::Group { number: None, inner } => self.matches(inner, at, then),
            Node::Group { number: Some(number), inner } => {
                let before = self.captures[*number];
                let found = self.matches(inner, at, &mut |run, end| {
                    let inner = run.captures[*number];
                    run.captures[*number] = Some((at, end));
                    let found = then(run, end);
                    if !found {
                        run.captures[*number] = inner;
                    }
                    found
                });
                if !found {
                    self.captures[*number] = before;
                }
                found
            }
            Node::All(parts) => self.sequence(parts, at, then),
            Node::Either(ways) => ways.iter().any(|way| self.matches(way, at, then)),
            Node::Repeat { inner, least, most, how: Greed::All } => {
                self.atomic(inner, *least, *most, at, then)
            }
            Node::Repeat { inner, least, most, how } if inner.is_one() => {
                self.singles(inner, *least, *most, *how, at, then)
            }
            Node::Repeat { inner, least, most, how } => {
                self.rounds(inner, (*least, *most, *how), 0, at, None, then)
            }
            Node::Back { number, folds } => match self.captures.get(*number).copied().flatten() {
                Some((from, to)) => {
                    let long = to - from;
                    let text = self.text;
                    let Some(there) = text.get(at..at + long) else { return false };
                    let is_same = text[from..to].iter().zip(there).all(|(a, b)| same(*a, *b, *folds));
                    is_same && then(self, at + long)
                }
                None => false,
            },
            Node::Look { inner, behind, negated } => {
                let Some(from) = at.checked_sub(behind.unwrap_or(0)) else {
                    return *negated && then(self, at);
                };
                let before = self.captures.clone();
                let found = self.matches(inner, from, &mut |_, end| behind.is_none() || end == at);
                if found == *negated {
                    self.captures = before;
                    return false;
                }
                if *negated {
                    self.captures = before;
                }
                then(self, at)
            }
            Node::If { number, yes, no } => {
                let is_set = self.captures.get(*number).is_some_and(Option::is_some);
                self.matches(if is_set { yes } else { no }, at, then)
            }
        }
    }

    fn sequence(&mut self, parts: &[Node], at: usize, then: Then<'_>) -> bool {
        match parts.split_first() {
            None => then(self, at),
            Some((first, [])) => self.matches(first, at, then),
            Some((first, rest)) => self.matches(first, at, &mut |run, at| run.sequence(rest, at, then)),
        }
    }

    /// A repetition of what takes one character each: counted first, then tried.
    fn singles(
        &mut self,
        inner: &Node,
        least: u32,
        most: u32,
        how: Greed,
        at: usize,
        then: Then<'_>,
    ) -> bool {
        let room = self.text[at.min(self.text.len())..].iter().take(most as usize);
        let most = room.take_while(|c| one(inner, **c)).count();
        let least = least as usize;
        if most < least {
            return false;
        }
        self.steps += most as u32;
        match how {
            Greed::Least => (least..=most).any(|taken| then(self, at + taken)),
            _ => (least..=most).rev().any(|taken| then(self, at + taken)),
        }
    }

    /// The rounds of a repetition from the `done`th on.
    fn rounds(
        &mut self,
        inner: &Node,
        bounds: (u32, u32, Greed),
        done: u32,
        at: usize,
        last: Option<usize>,
        then: Then<'_>,
    ) -> bool {
        let (least, most, how) = bounds;
        // A round that took nothing would be repeated for ever.
        let stuck = last == Some(at) && done >= least;
        let more = done < most && !stuck;
        if done >= least && how == Greed::Least && then(self, at) {
            return true;
        }
        if more
            && self
                .matches(inner, at, &mut |run, end| run.rounds(inner, bounds, done + 1, end, Some(at), then))
        {
            return true;
        }
        done >= least && how != Greed::Least && then(self, at)
    }

    /// What is taken once is never given back.
    fn atomic(&mut self, inner: &Node, least: u32, most: u32, at: usize, then: Then<'_>) -> bool {
        let before = self.captures.clone();
        let mut end = None;
        let bounds = (least, most, Greed::Most);
        self.rounds(inner, bounds, 0, at, None, &mut |_, at| {
            end = Some(at);
            true
        });
        match end {
            Some(end) if then(self, end) => true,
            _ => {
                self.captures = before;
                false
            }
        }
    }

    fn stands(&self, place: Place, at: usize) -> bool {
        let len = self.text.len();
        let before = at.checked_sub(1).and_then(|at| self.text.get(at)).copied();
        let after = self.text.get(at).copied();
        match place {
            Place::TextStart => at == 0,
            Place::Start { lines } => at == 0 || lines && before == Some('\n'),
            Place::TextEnd => at == len,
            Place::End { lines } => at == len || after == Some('\n') && (lines || at + 1 == len),
            Place::Word { edge, ascii } => {
                let is_word = |c: Option<char>| c.is_some_and(|c| class('w', c, ascii));
                (is_word(before) != is_word(after)) == edge
            }
        }
    }
}

impl Node {
    fn is_one(&self) -> bool {
        matches!(self, Node::Char { .. } | Node::Set { .. } | Node::Any { .. })
    }
}

/// Whether a part that takes one character takes this one.
fn one(node: &Node, c: char) -> bool {
    match node {
        Node::Char { c: wanted, folds } => same(*wanted, c, *folds),
        Node::Any { newlines } => *newlines || c != '\n',
        Node::Set { set, negated, folds } => {
            let holds = |c: char| {
                set.iter().any(|member| match *member {
                    Member::Range(first, last) => (first..=last).contains(&c),
                    Member::Class { kind, ascii } => class(kind, c, ascii),
                })
            };
            let found = holds(c) || *folds && (holds(lower(c)) || holds(upper(c)));
            found != *negated
        }
        _ => false,
    }
}

fn same(a: char, b: char, folds: bool) -> bool {
    a == b || folds && lower(a) == lower(b)
}

fn lower(c: char) -> char {
    let mut out = c.to_lowercase();
    out.next().filter(|_| out.next().is_none()).unwrap_or(c)
}

fn upper(c: char) -> char {
    let mut out = c.to_uppercase();
    out.next().filter(|_| out.next().is_none()).unwrap_or(c)
}

/// `\d`, `\s`, `\w` and their opposites.
fn class(kind: char, c: char, ascii: bool) -> bool {
    let found = match kind.to_ascii_lowercase() {
        'd' => {
            if ascii || c.is_ascii() {
                c.is_ascii_digit()
            } else {
                c.is_numeric()
            }
        }
        's' => {
            c.is_ascii_whitespace()
                || matches!(c, '\x0b' | '\x1c'..='\x1f' if !ascii || c == '\x0b')
                || !ascii && c.is_whitespace()
        }
        _ => c == '_' || c.is_ascii_alphanumeric() || !ascii && c.is_alphanumeric(),
    };
    found != kind.is_ascii_uppercase()
}
