//! Tells the sources the commit that they are built from: that of HEAPLINT_COMMIT, else of the
//! repository around them, else none.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-env-changed=HEAPLINT_COMMIT");
    let commit = env::var("HEAPLINT_COMMIT").ok().or_else(of_repository).unwrap_or_default();
    let is_commit = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    println!("cargo:rustc-env=HEAPLINT_COMMIT={}", if is_commit { commit.as_str() } else { "" });
}

/// Of a checkout of heaplint itself, not of a project that it happens to lie in.
fn of_repository() -> Option<String> {
    let folder = env::var("CARGO_MANIFEST_DIR").ok()?;
    if !std::path::Path::new(&folder).join(".git").exists() {
        return None;
    }
    let asked =
        Command::new("git").args(["rev-parse", "--short=9", "HEAD"]).current_dir(folder).output().ok()?;
    let text = String::from_utf8(asked.stdout).ok()?;
    asked.status.success().then(|| text.trim().to_owned())
}
