//! A baseline: known findings, kept in a file and not shown again.
//!
//! Findings are known by their fingerprints, which do not change when lines move; of findings that
//! share one, as many are known as the file says. The file is sorted, one finding a line, so that two
//! branches merge.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What is known of one fingerprint.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Known {
    /// From the project's root.
    pub file: String,
    pub code: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub symbol: Option<String>,
    pub fingerprint: String,
    /// How many findings have this fingerprint.
    #[serde(skip_serializing_if = "is_one", default = "one")]
    pub count: usize,
}

fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

/// The content of the file.
#[derive(Deserialize)]
struct File {
    version: u32,
    findings: Vec<Known>,
}

const VERSION: u32 = 1;

/// Known findings by fingerprint.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Baseline {
    known: BTreeMap<String, Known>,
}

/// What a baseline makes of a run.
#[derive(PartialEq, Eq, Debug)]
pub struct Compared {
    /// For each finding, whether it is new.
    pub is_new: Vec<bool>,
    /// How many known ones were not found any more.
    pub gone: usize,
}

impl Baseline {
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!("it has version {}, and {VERSION} is what can be read", file.version));
        }
        let mut baseline = Self::default();
        file.findings.into_iter().for_each(|known| baseline.add(known));
        Ok(baseline)
    }

    /// One more finding, or several with one fingerprint.
    pub fn add(&mut self, known: Known) {
        let count = known.count;
        let entry = self.known.entry(known.fingerprint.clone()).or_insert(Known { count: 0, ..known });
        entry.count += count;
    }

    /// Which of these findings are new. `fingerprints` are in the order in which findings are shown; of
    /// too many equal ones the last are new. `is_asked` says of what is known whether this run could
    /// have found it.
    pub fn compare(&self, fingerprints: &[&str], is_asked: impl Fn(&Known) -> bool) -> Compared {
        let mut left: BTreeMap<&str, usize> =
            self.known.iter().map(|(print, known)| (print.as_str(), known.count)).collect();
        let mut is_new = Vec::with_capacity(fingerprints.len());
        for print in fingerprints {
            let known = left.get_mut(print).filter(|count| **count > 0);
            is_new.push(known.is_none());
            if let Some(count) = known {
                *count -= 1;
            }
        }
        let gone = self.known.values().filter(|known| is_asked(known));
        let gone = gone.map(|known| left.get(known.fingerprint.as_str()).copied().unwrap_or_default()).sum();
        Compared { is_new, gone }
    }

    /// Takes over what another baseline knows and this run could not have found.
    pub fn keep(&mut self, other: &Baseline, is_asked: impl Fn(&Known) -> bool) {
        for known in other.known.values().filter(|known| !is_asked(known)) {
            self.known.entry(known.fingerprint.clone()).or_insert_with(|| known.clone());
        }
    }

    pub fn len(&self) -> usize {
        self.known.values().map(|known| known.count).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub fn to_text(&self) -> String {
        let mut known: Vec<&Known> = self.known.values().collect();
        known.sort();
        let rows: Vec<String> =
            known.iter().map(|known| serde_json::to_string(known).unwrap_or_default()).collect();
        let rows = if rows.is_empty() { String::new() } else { format!("\n{}\n", rows.join(",\n")) };
        format!("{{\"version\": {VERSION}, \"findings\": [{rows}]}}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(print: &str, count: usize) -> Known {
        let word = |text: &str| text.to_owned();
        Known {
            file: word("a.py"),
            code: word("HL101"),
            name: word("x"),
            symbol: None,
            fingerprint: word(print),
            count,
        }
    }

    #[test]
    fn as_many_are_known_as_there_were() {
        let mut baseline = Baseline::default();
        ["a", "a", "b"].into_iter().for_each(|print| baseline.add(known(print, 1)));
        let compared = baseline.compare(&["a", "c", "a", "a"], |_| true);
        assert_eq!(compared, Compared { is_new: vec![false, true, false, true], gone: 1 });
        assert_eq!(Baseline::parse(&baseline.to_text()), Ok(baseline));
    }

    #[test]
    fn files_that_are_none_are_refused() {
        assert!(Baseline::parse("").is_err() && Baseline::parse("[]").is_err());
        assert!(Baseline::parse("{\"version\": 2, \"findings\": []}").is_err());
        let empty = Baseline::default().to_text();
        assert_eq!(Baseline::parse(&empty), Ok(Baseline::default()));
    }
}
