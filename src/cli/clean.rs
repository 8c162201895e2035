//! The verb `clean`: the cache of the project goes.

use super::Status;
use super::args::Clean as Flags;
use super::discover::{absolute, shown};
use super::scopes::{cache_of, settings_of};
use super::terminal::Terminal;

pub(super) fn run(flags: &Flags, terminal: &Terminal) -> Status {
    let working_directory = std::env::current_dir().unwrap_or_default();
    let path = absolute(&flags.path, &working_directory);
    let settings = match settings_of(&path) {
        Ok(settings) => settings,
        Err(errors) => {
            errors.iter().for_each(|error| terminal.error(error));
            return Status::Failed;
        }
    };
    let cache_dir = flags.cache_dir.as_ref().map(|folder| absolute(folder, &working_directory));
    let Some(cache) = cache_of(cache_dir.as_deref(), &settings, &path) else {
        terminal.note("There is no cache: this is no project");
        return Status::Clean;
    };
    let name = shown(&cache.folder, &working_directory);
    match cache.clean() {
        Ok(true) => terminal.note(&format!("Removed {name}")),
        Ok(false) => terminal.note(&format!("There is no cache in {name}")),
        Err(error) => {
            terminal.error(&format!("cannot remove `{name}`: {error}"));
            return Status::Failed;
        }
    }
    Status::Clean
}
