//! From the text of a file to a layer of settings, or to everything that is wrong with it.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::options::Options;
use super::problem::Problem;
use super::reference::schema;
use super::requires::minimum_python;
use super::walk::{Mistake, check_table};
use crate::ir::Version;

/// Settings that stand in one place.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    pub options: Options,
    /// What relative paths and patterns are relative to.
    pub folder: PathBuf,
    /// The file; empty for flags.
    pub path: PathBuf,
}

/// What a `pyproject.toml` says.
#[derive(Debug, Default)]
pub(super) struct Project {
    /// `None` where it has no table for heaplint.
    pub layer: Option<Layer>,
    /// It describes a project: files above it describe others.
    pub is_project: bool,
    /// The oldest version that `requires-python` admits.
    pub minimum: Option<Version>,
}

/// The table of heaplint in `pyproject.toml`.
const TABLE: &str = "tool.heaplint";

/// A file that is all heaplint's.
pub(super) fn read_own(path: &Path, text: &str) -> Result<Layer, Vec<Problem>> {
    let text = without_mark(text);
    let table = parse(path, text).map_err(|problem| vec![problem])?;
    layer(path, text, table, "")
}

/// One `key = value` of the command line, or several lines of them.
pub fn read_inline(text: &str, folder: &Path) -> Result<Layer, Vec<Problem>> {
    let path = Path::new("--config");
    let table = parse(path, text).map_err(|problem| vec![problem])?;
    let read = layer(path, text, table, "");
    let read = read.map_err(|problems| {
        let plain = |problem| Problem { at: None, ..problem };
        problems.into_iter().map(plain).collect::<Vec<_>>()
    })?;
    Ok(Layer { folder: folder.to_path_buf(), ..read })
}

/// A `pyproject.toml`. One that is broken, and nowhere speaks of heaplint, says nothing.
pub(super) fn read_pyproject(path: &Path, text: &str) -> Result<Project, Vec<Problem>> {
    let text = without_mark(text);
    let table = match parse(path, text) {
        Ok(table) => table,
        Err(problem) if text.contains(TABLE) => return Err(vec![problem]),
        Err(_) => return Ok(Project::default()),
    };
    let root = table.get_ref();
    let is_project = root.contains_key("project");
    let minimum = requires_python(root).and_then(minimum_python);
    let ours = root.get("tool").and_then(|tool| tool.get_ref().as_table()?.get("heaplint")).cloned();
    let layer = match ours {
        None => None,
        Some(ours) => {
            let span = ours.span();
            match ours.into_inner() {
                DeValue::Table(table) => Some(layer(path, text, Spanned::new(span, table), TABLE)?),
                _ => {
                    let message = "write a table, such as `[tool.heaplint]`".to_owned();
                    let mistake = Mistake { span, key: TABLE.to_owned(), message };
                    return Err(vec![problem(path, text, mistake)]);
                }
            }
        }
    };
    Ok(Project { layer, is_project, minimum })
}

fn requires_python<'a>(root: &'a DeTable<'_>) -> Option<&'a str> {
    let inside = |path: &[&str]| {
        let (first, rest) = path.split_first()?;
        let mut value = root.get(*first)?.get_ref();
        for key in rest {
            value = value.as_table()?.get(*key)?.get_ref();
        }
        value.as_str()
    };
    inside(&["project", "requires-python"]).or_else(|| inside(&["tool", "poetry", "dependencies", "python"]))
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn parse<'t>(path: &Path, text: &'t str) -> Result<Spanned<DeTable<'t>>, Problem> {
    DeTable::parse(text).map_err(|error| of_toml(path, text, &error))
}

fn of_toml(path: &Path, text: &str, error: &toml::de::Error) -> Problem {
    let message = format!("not TOML: {}", error.message().replace('\n', ", "));
    let span = error.span().unwrap_or_default();
    problem(path, text, Mistake { span, key: String::new(), message })
}

fn layer(path: &Path, text: &str, table: Spanned<DeTable<'_>>, key: &str) -> Result<Layer, Vec<Problem>> {
    let mut mistakes = Vec::new();
    check_table(table.get_ref(), schema(), key, &mut mistakes);
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|mistake| mistake.span.start);
        return Err(mistakes.into_iter().map(|mistake| problem(path, text, mistake)).collect());
    }
    // The schema is that of the options, so this seldom finds something more.
    let options = Options::deserialize(Deserializer::from(table));
    let options = options.map_err(|error| vec![of_toml(path, text, &error)])?;
    let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
    Ok(Layer { options, folder, path: path.to_path_buf() })
}

fn problem(path: &Path, text: &str, mistake: Mistake) -> Problem {
    let start = mistake.span.start.min(text.len());
    let before = text.as_bytes().get(..start).unwrap_or_default();
    let row = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let line = before.rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    let column = String::from_utf8_lossy(line).chars().count() + 1;
    Problem {
        path: path.to_path_buf(),
        at: Some((row as u32, column as u32)),
        key: mistake.key,
        message: mistake.message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let read = read_own(Path::new("heaplint.toml"), text);
        read.err().into_iter().flatten().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let text = "selct = ['HL1']\nignore = ['HL9', 3]\nfail-on = 'warn'\n\n[rules]\ncycle = 'error'\n\
                    [[overrides]]\nfile = ['x']\n[thresholds]\nlarge-global = -1\n";
        assert_eq!(
            told(text),
            [
                "heaplint.toml:1:1: `selct`: unknown setting, did you mean `select`?",
                "heaplint.toml:2:11: `ignore[0]`: unknown rule `HL9`; `heaplint rule --all` lists the rules",
                "heaplint.toml:2:18: `ignore[1]`: a whole number is not allowed here; write a rule, as code, name, prefix or group",
                "heaplint.toml:3:11: `fail-on`: `warn` is none of off, hint, info, warning, error",
                "heaplint.toml:6:1: `rules.cycle`: unknown rule `cycle`, did you mean `cycles`?",
                "heaplint.toml:7:1: `overrides[0]`: `files` is missing",
                "heaplint.toml:8:1: `overrides[0].file`: unknown setting, did you mean `files`?",
                "heaplint.toml:10:16: `thresholds.large-global`: -1 is out of range; write a whole number",
            ]
        );
    }

    #[test]
    fn no_cut_and_no_stray_character_breaks_the_reader() {
        let text = "[tool.heaplint]\nselect = ['HL1', \"é\"]\nrules.cycles = 'error'\n[tool.heaplint.thresholds]\n\
                    large-global = 0x10\n[[tool.heaplint.overrides]]\nfiles = ['a/**']\nmin-confidence = 'certain'\n";
        let path = Path::new("pyproject.toml");
        assert!(read_pyproject(path, text).is_err_and(|problems| problems.len() == 1), "é is no rule");
        for (at, _) in text.char_indices() {
            let (before, after) = text.split_at(at);
            for stray in ["", "\"", "[", "=", "\u{0}", "é", "\n", "9", "{"] {
                for broken in [format!("{before}{stray}{after}"), format!("{before}{stray}")] {
                    let problems = read_pyproject(path, &broken).err().into_iter().flatten();
                    assert!(problems.into_iter().all(|problem| problem.at.is_some()), "{broken}");
                }
            }
        }
    }

    #[test]
    fn broken_files_are_told_and_no_text_breaks_the_reader() {
        assert!(told("select = [")[0].starts_with("heaplint.toml:1:1"), "{:?}", told("select = ["));
        for text in
            ["", "\u{feff}", "[[select]]\n", "a.b.c = 1", "select = 99999999999999999999", "é = 1", "\0"]
        {
            let _ = told(text);
            assert!(read_pyproject(Path::new("pyproject.toml"), text).is_ok(), "{text:?}");
        }
        assert!(read_pyproject(Path::new("pyproject.toml"), "[tool.heaplint\n").is_err());
    }
}
