//! Which rules take part in a run: codes, names, prefixes and groups, as the user writes them.

use super::{RULES, Rule};
use crate::base::nearest;
use crate::diagnostic::{Group, Level};

/// A selector that names no rule, with the nearest known word if one is near.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownRule {
    pub selector: String,
    pub nearest: Option<&'static str>,
}

impl std::fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unknown rule `{}`", self.selector)?;
        match self.nearest {
            Some(nearest) => write!(f, ", did you mean `{nearest}`?"),
            None => write!(f, "; `heaplint rule --all` lists the rules"),
        }
    }
}

/// The rule with this code or name.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| is_called(rule, code_or_name))
}

fn is_called(rule: &Rule, word: &str) -> bool {
    rule.id.code.eq_ignore_ascii_case(word) || rule.id.name.eq_ignore_ascii_case(word)
}

/// A set of rules, one flag for each entry of `RULES`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection(Vec<bool>);

impl Default for Selection {
    fn default() -> Self {
        Self(vec![true; RULES.len()])
    }
}

impl Selection {
    /// `select` replaces the default (every rule), `extend` adds to it, `ignore` takes away; of a
    /// selecting and an ignoring word the longer one wins, so `--select HL101 --ignore HL1` keeps HL101.
    /// Every unknown word is returned, not only the first.
    pub fn new(
        select: Option<&[String]>,
        extend: &[String],
        ignore: &[String],
    ) -> Result<Self, Vec<UnknownRule>> {
        let words = select.unwrap_or_default().iter().chain(extend).map(|word| (word.as_str(), true));
        let words = words.chain(ignore.iter().map(|word| (word.as_str(), false)));
        decide(words, select.is_none()).map(Self)
    }

    /// Whether the rule with this code takes part.
    pub fn has(&self, code: &str) -> bool {
        RULES.iter().position(|rule| rule.id.code == code).is_some_and(|at| self.0[at])
    }

    /// Whether any rule of the group takes part.
    pub fn has_group(&self, group: Group) -> bool {
        RULES.iter().zip(&self.0).any(|(rule, on)| *on && rule.id.group == group)
    }

    /// The rules that take part, sorted by code.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().zip(&self.0).filter(|(_, on)| **on).map(|(rule, _)| *rule)
    }
}

/// Levels that the user gives to rules, one place for each entry of `RULES`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Levels(Vec<Option<Level>>);

impl Default for Levels {
    fn default() -> Self {
        Self(vec![None; RULES.len()])
    }
}

impl Levels {
    /// Of several words about one rule the longest counts, of equally long ones the last.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, Level)>) -> Result<Self, Vec<UnknownRule>> {
        decide(words.into_iter().map(|(word, level)| (word, Some(level))), None).map(Self)
    }

    /// The level for the rule with this code, where the user gave one.
    pub fn of(&self, code: &str) -> Option<Level> {
        RULES.iter().position(|rule| rule.id.code == code).and_then(|at| self.0[at])
    }
}

/// What the words say of each rule, `unsaid` where none names it: the closest word counts, of equally
/// close ones the last.
fn decide<'a, T: Copy>(
    words: impl Iterator<Item = (&'a str, T)>,
    unsaid: T,
) -> Result<Vec<T>, Vec<UnknownRule>> {
    let mut unknown = Vec::new();
    let mut decided = vec![(0_u8, unsaid); RULES.len()];
    for (word, said) in words {
        let weights = match_all(word.trim());
        if weights.iter().all(|&weight| weight == 0) {
            unknown.push(unknown_rule(word.trim()));
        }
        for (slot, weight) in decided.iter_mut().zip(weights) {
            if weight > 0 && weight >= slot.0 {
                *slot = (weight, said);
            }
        }
    }
    match unknown.is_empty() {
        true => Ok(decided.into_iter().map(|(_, said)| said).collect()),
        false => Err(unknown),
    }
}

/// How closely the word names each rule: 0 not at all, 1 `ALL`, 2 its group, then by length of the
/// prefix of its code; a whole code or name is closest.
fn match_all(word: &str) -> Vec<u8> {
    RULES.iter().map(|rule| match_one(rule, word)).collect()
}

fn match_one(rule: &Rule, word: &str) -> u8 {
    let code = rule.id.code;
    if is_called(rule, word) {
        u8::MAX
    } else if word.eq_ignore_ascii_case("all") {
        1
    } else if word.eq_ignore_ascii_case(rule.id.group.as_str()) {
        2
    } else if word.len() >= 2 && code.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)) {
        word.len() as u8 + 1
    } else {
        0
    }
}

fn unknown_rule(word: &str) -> UnknownRule {
    let names = RULES.iter().flat_map(|rule| [rule.id.name, rule.id.code]);
    let words = names.chain(Group::ALL.map(Group::as_str)).chain(["ALL"]);
    UnknownRule { selector: word.to_owned(), nearest: nearest(word, words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(select: Option<&[&str]>, extend: &[&str], ignore: &[&str]) -> Vec<&'static str> {
        let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let selection = Selection::new(select.map(own).as_deref(), &own(extend), &own(ignore));
        selection.expect("known words").rules().map(|rule| rule.id.code).collect()
    }

    #[test]
    fn words_of_all_kinds_select() {
        let all: Vec<_> = RULES.iter().map(|rule| rule.id.code).collect();
        assert_eq!(codes(None, &[], &[]), all);
        assert_eq!(codes(Some(&["ALL"]), &[], &[]), all);
        assert_eq!(codes(Some(&["hl001"]), &[], &[]), ["HL001"]);
        assert_eq!(codes(Some(&["Syntax-Error"]), &["HL002"], &[]), ["HL001", "HL002"]);
        assert_eq!(codes(Some(&["HL00"]), &[], &["unused-suppression"]), ["HL001"]);
        assert_eq!(codes(Some(&["HL002"]), &[], &["HL0"]), ["HL002"]);
        assert_eq!(codes(Some(&["general"]), &[], &[]), ["HL001", "HL002"]);
    }

    #[test]
    fn unknown_words_are_answered_with_the_nearest() {
        let wrong = ["sintax-error".to_owned(), "zzz".to_owned(), String::new(), "H".to_owned()];
        let unknown = Selection::new(Some(&wrong), &[], &[]).expect_err("no such rules");
        assert_eq!(unknown.len(), 4);
        assert_eq!(unknown[0].to_string(), "unknown rule `sintax-error`, did you mean `syntax-error`?");
        assert_eq!(unknown[1].nearest, None);
    }
}
