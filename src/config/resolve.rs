//! Which files of configuration count for a folder: the nearest one at or above it, and what that
//! one extends. Files are read by whoever calls, so that an editor may lend unsaved ones.

use std::io;
use std::path::{Path, PathBuf};

use super::problem::Problem;
use super::read::{Layer, Project, read_own, read_pyproject};
use super::settings::Settings;
use crate::ir::Version;

/// The text of a file by its absolute path; `None` where there is none.
pub type Read<'a> = &'a dyn Fn(&Path) -> io::Result<Option<String>>;

/// Names of files that are all heaplint's; the first of a folder counts.
const OWN: [&str; 2] = [".heaplint.toml", "heaplint.toml"];
const PYPROJECT: &str = "pyproject.toml";

/// More files than this do not extend each other.
const MOST_EXTENDED: usize = 32;

/// What the command line says of files of configuration and against them.
#[derive(Clone, Default, Debug)]
pub struct Asked {
    /// Read no file.
    pub isolated: bool,
    /// This file instead of the nearest one.
    pub file: Option<PathBuf>,
    /// What counts more than files, the weakest first.
    pub layers: Vec<Layer>,
}

/// The settings for the files of a folder, which is absolute.
pub fn resolve(folder: &Path, asked: &Asked, read: Read<'_>) -> Result<Settings, Vec<Problem>> {
    let found = match (&asked.file, asked.isolated) {
        (Some(file), _) => Some(file.clone()),
        (None, true) => None,
        (None, false) => nearest(folder, read)?,
    };
    resolve_at(folder, found.as_deref(), asked, read)
}

/// The settings that a file of configuration gives, or that there are without one. `folder` is where
/// the search for a project's oldest Python begins.
pub fn resolve_at(
    folder: &Path,
    file: Option<&Path>,
    asked: &Asked,
    read: Read<'_>,
) -> Result<Settings, Vec<Problem>> {
    let mut layers = match file {
        Some(file) => extended(file, read)?,
        None => Vec::new(),
    };
    layers.extend(asked.layers.iter().cloned());
    let mut settings = Settings::of_layers(&layers)?;
    let is_told = layers.iter().any(|layer| layer.options.target_version.is_some());
    if !is_told
        && !asked.isolated
        && let Some((version, path)) = minimum_python(folder, read)
    {
        settings.target = version;
        settings.target_from = path.display().to_string();
    }
    Ok(settings)
}

/// The file of configuration that counts in a folder.
pub fn nearest(folder: &Path, read: Read<'_>) -> Result<Option<PathBuf>, Vec<Problem>> {
    for folder in folder.ancestors() {
        if let Some(path) = in_folder(folder, read)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// The file of configuration in a folder itself.
pub fn in_folder(folder: &Path, read: Read<'_>) -> Result<Option<PathBuf>, Vec<Problem>> {
    for name in OWN {
        let path = folder.join(name);
        if text_of(&path, read)?.is_some() {
            return Ok(Some(path));
        }
    }
    let path = folder.join(PYPROJECT);
    match text_of(&path, read)? {
        Some(text) if read_pyproject(&path, &text)?.layer.is_some() => Ok(Some(path)),
        _ => Ok(None),
    }
}

fn text_of(path: &Path, read: Read<'_>) -> Result<Option<String>, Vec<Problem>> {
    read(path).map_err(|error| vec![Problem::of_file(path, format!("cannot be read: {error}"))])
}

/// The layers of a file, what it extends first.
fn extended(file: &Path, read: Read<'_>) -> Result<Vec<Layer>, Vec<Problem>> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut next = Some(file.to_path_buf());
    while let Some(path) = next {
        if layers.iter().any(|layer| layer.path == path) || layers.len() >= MOST_EXTENDED {
            let by = layers.last().map_or(file, |layer| layer.path.as_path());
            let message = format!("extends `{}`, which extends it in turn", path.display());
            return Err(vec![Problem { key: "extend".to_owned(), ..Problem::of_file(by, message) }]);
        }
        let layer = match text_of(&path, read)? {
            Some(text) => one_layer(&path, &text)?,
            None => return Err(vec![missing(&path, layers.last())]),
        };
        next = layer.options.extend.as_ref().map(|other| clean(&layer.folder.join(other)));
        layers.push(layer);
    }
    layers.reverse();
    Ok(layers)
}

fn one_layer(path: &Path, text: &str) -> Result<Layer, Vec<Problem>> {
    if path.file_name().is_some_and(|name| name == PYPROJECT) {
        let layer = read_pyproject(path, text)?.layer;
        return layer.ok_or_else(|| vec![Problem::of_file(path, "has no table `[tool.heaplint]`")]);
    }
    read_own(path, text)
}

fn missing(path: &Path, by: Option<&Layer>) -> Problem {
    match by {
        None => Problem::of_file(path, "no such file; check the path given to --config"),
        Some(layer) => {
            let message = format!("`{}` is no file; the path is relative to this file", path.display());
            Problem { key: "extend".to_owned(), ..Problem::of_file(&layer.path, message) }
        }
    }
}

/// Without `.` and `..`, so that one file has one path.
fn clean(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if cleaned.file_name().is_some() => {
                cleaned.pop();
            }
            part => cleaned.push(part),
        }
    }
    cleaned
}

/// The oldest Python that the nearest `pyproject.toml` at or above a folder admits, and that file.
/// A file without `requires-python` ends the search only if it describes a project.
fn minimum_python(folder: &Path, read: Read<'_>) -> Option<(Version, PathBuf)> {
    for folder in folder.ancestors() {
        let path = folder.join(PYPROJECT);
        let Ok(Some(text)) = read(&path) else { continue };
        // What is wrong with the file is told where it counts as configuration.
        let project = read_pyproject(&path, &text).unwrap_or_else(|_| Project::default());
        if let Some(version) = project.minimum {
            return Some((version, path));
        }
        if project.is_project {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn with(files: &[(&str, &str)], folder: &str) -> Result<Settings, String> {
        let files: BTreeMap<PathBuf, String> =
            files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect();
        let read = |path: &Path| Ok(files.get(path).cloned());
        resolve(Path::new(folder), &Asked::default(), &read)
            .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn the_nearest_file_counts() {
        let files = [
            ("/p/pyproject.toml", "[project]\nrequires-python = '>=3.9'\n[tool.heaplint]\nignore = ['HL1']"),
            ("/p/sub/heaplint.toml", "ignore = ['HL2']"),
            ("/p/sub/pyproject.toml", "[tool.other]"),
        ];
        let above = with(&files, "/p/other").expect("settings");
        assert!(!above.rules.has("HL101") && above.rules.has("HL201"));
        let below = with(&files, "/p/sub/deep").expect("settings");
        assert!(below.rules.has("HL101") && !below.rules.has("HL201"));
        assert_eq!((below.target.minor, below.target_from.as_str()), (9, "/p/pyproject.toml"));
        assert_eq!(below.files, [PathBuf::from("/p/sub/heaplint.toml")]);
    }

    #[test]
    fn files_extend_others() {
        let files = [
            ("/p/heaplint.toml", "target-version = '3.10'\nextend-exclude = ['a']\nfail-on = 'error'"),
            ("/p/sub/heaplint.toml", "extend = '../heaplint.toml'\nextend-exclude = ['b']\nfail-on = 'info'"),
            ("/p/loop/heaplint.toml", "extend = 'heaplint.toml'"),
            ("/p/gone/heaplint.toml", "extend = 'gone.toml'"),
        ];
        let both = with(&files, "/p/sub").expect("settings");
        assert_eq!((both.target.minor, both.excludes.more.len(), both.files.len()), (10, 2, 2));
        assert_eq!(both.fail_on, crate::diagnostic::Level::Info);
        let told = with(&files, "/p/loop").expect_err("a loop");
        assert!(told.contains("extends `/p/loop/heaplint.toml`, which extends it in turn"), "{told}");
        let told = with(&files, "/p/gone").expect_err("a missing file");
        assert_eq!(
            told,
            "/p/gone/heaplint.toml: `extend`: `/p/gone/gone.toml` is no file; the path is relative to this file"
        );
    }
}
