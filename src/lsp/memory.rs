//! Memory that goes back to the system. A run of `check` ends soon and may keep what it took; a server
//! stays for days.
//!
//! The allocator reads its options from the environment before any code of ours runs, so the server
//! starts itself once more in its own place, with options of its own.

/// No huge pages, of which a few used bytes keep two megabytes; free pages are given back at once.
#[cfg(unix)]
const OPTIONS: [(&str, &str); 2] = [("MIMALLOC_ALLOW_THP", "0"), ("MIMALLOC_PURGE_DELAY", "0")];

/// Does not return where the process could be started anew. Options that the user gave count.
#[cfg(unix)]
pub fn be_frugal() {
    use std::os::unix::process::CommandExt;

    if OPTIONS.iter().any(|(name, _)| std::env::var_os(name).is_some()) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut command = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    // Where that fails the server runs all the same, and takes more.
    let _ = command.args(arguments).envs(OPTIONS).exec();
}

#[cfg(not(unix))]
pub fn be_frugal() {}
