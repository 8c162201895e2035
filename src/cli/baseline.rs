//! `--baseline` and `--update-baseline`: the file, and what of a run is new.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::discover::shown;
use super::input::Input;
use super::replace::replace;
use super::run::{Run, path_in_project, root_of};
use super::terminal::Terminal;
use crate::config::{Baseline, Known, Settings};
use crate::diagnostic::Diagnostic;
use crate::report::{fingerprints, shared_part};

/// Where a baseline is written if nobody says where.
const USUAL: &str = "heaplint-baseline.json";

/// Leaves known findings out of a run.
pub(super) fn leave_out_known(run: &mut Run, path: &Path, terminal: &Terminal) -> Result<(), String> {
    let baseline = read_known(path, &run.working_directory)?;
    let asked = Asked::of(run);
    let prints: Vec<&str> = run.fingerprints.iter().map(|print| shared_part(print)).collect();
    let compared = baseline.compare(&prints, |known| asked.could_find(known));
    let known = compared.is_new.iter().filter(|is_new| !**is_new).count();
    let keep = |at: usize| compared.is_new.get(at).copied().unwrap_or(true);
    let mut at = 0..;
    run.checked.diagnostics.retain(|_| at.next().is_none_or(keep));
    let mut at = 0..;
    run.fingerprints.retain(|_| at.next().is_none_or(keep));
    run.known = known;
    if compared.gone > 0 {
        let are =
            if compared.gone == 1 { "finding of the baseline is" } else { "findings of the baseline are" };
        let gone = compared.gone;
        terminal.note(&format!("{gone} known {are} no more; --update-baseline forgets what is gone"));
    }
    Ok(())
}

fn read_known(path: &Path, working_directory: &Path) -> Result<Baseline, String> {
    read(path, working_directory)?.ok_or_else(|| {
        let name = shown(path, working_directory);
        format!("there is no baseline `{name}`; write one with --update-baseline")
    })
}

/// Which findings fixes leave alone: all that the baseline of the settings knows, none without one.
pub(super) fn known_to_fixes<'a>(
    settings: &'a Settings,
    input: &'a Input,
    working_directory: &'a Path,
) -> Result<impl Fn(&[Diagnostic]) -> Vec<bool> + Sync + use<'a>, String> {
    let baseline =
        settings.baseline.as_deref().map(|path| read_known(path, working_directory)).transpose()?;
    let root = root_of(working_directory, settings);
    Ok(move |found: &[Diagnostic]| {
        let Some(baseline) = &baseline else { return Vec::new() };
        let prints = fingerprints(found, &|file| path_in_project(input, file, working_directory, &root));
        let prints: Vec<&str> = prints.iter().map(|print| shared_part(print)).collect();
        baseline.compare(&prints, |_| false).is_new.into_iter().map(|is_new| !is_new).collect()
    })
}

/// Makes everything that was found known.
pub(super) fn update(run: &Run, path: Option<&Path>, terminal: &Terminal) -> Result<(), String> {
    let path = path.map_or_else(|| run.working_directory.join(USUAL), Path::to_path_buf);
    let before = read(&path, &run.working_directory)?.unwrap_or_default();
    let mut after = Baseline::default();
    for (found, print) in run.checked.diagnostics.iter().zip(&run.fingerprints) {
        after.add(Known {
            file: run.path_in_project(found.spot.file),
            code: found.rule.code.to_owned(),
            name: found.rule.name.to_owned(),
            symbol: found.symbol.clone(),
            fingerprint: shared_part(print).to_owned(),
            count: 1,
        });
    }
    let asked = Asked::of(run);
    after.keep(&before, |known| asked.could_find(known));
    let name = shown(&path, &run.working_directory);
    replace(&path, after.to_text().as_bytes()).map_err(|error| format!("cannot write `{name}`: {error}"))?;
    let findings = if after.len() == 1 { "finding" } else { "findings" };
    terminal.note(&format!("Wrote {} known {findings} to {name} ({} before)", after.len(), before.len()));
    if run.settings.baseline.is_none() {
        terminal.note(&format!("Put `baseline = \"{name}\"` into the settings, so that runs leave them out"));
    }
    Ok(())
}

fn read(path: &Path, working_directory: &Path) -> Result<Option<Baseline>, String> {
    let name = || shown(path, working_directory);
    match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot read the baseline `{}`: {error}", name())),
        Ok(text) => Baseline::parse(&text).map(Some).map_err(|error| {
            format!("`{}` is no baseline: {error}; write it anew with --update-baseline", name())
        }),
    }
}

/// What a run could have found.
struct Asked<'a> {
    run: &'a Run,
    files: BTreeSet<String>,
    root: PathBuf,
}

impl<'a> Asked<'a> {
    fn of(run: &'a Run) -> Self {
        let files = run.file_numbers().map(|file| run.path_in_project(file)).collect();
        Self { run, files, root: run.root.clone() }
    }

    /// A file that has gone is everybody's; a rule that took no part, or a file elsewhere, is left alone.
    fn could_find(&self, known: &Known) -> bool {
        let is_here = self.files.contains(&known.file) || !self.root.join(&known.file).exists();
        is_here && self.run.settings.rules.has(&known.code)
    }
}
