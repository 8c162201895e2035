//! Tells the sources the commit that they are built from, that of HEAPLINT_COMMIT, else of the repository
//! around them, else none; and a digest of themselves: what one build keeps on the disk, another may read
//! only if it is made of the same.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
    println!("cargo:rerun-if-env-changed=HEAPLINT_COMMIT");
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let commit = env::var("HEAPLINT_COMMIT").ok().or_else(|| of_repository(&folder)).unwrap_or_default();
    let is_commit = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    println!("cargo:rustc-env=HEAPLINT_COMMIT={}", if is_commit { commit.as_str() } else { "" });
    println!("cargo:rustc-env=HEAPLINT_SOURCES={:016x}", digest_of(&folder));
}

/// Of a checkout of heaplint itself, not of a project that it happens to lie in.
fn of_repository(folder: &Path) -> Option<String> {
    if !folder.join(".git").exists() {
        return None;
    }
    let asked =
        Command::new("git").args(["rev-parse", "--short=9", "HEAD"]).current_dir(folder).output().ok()?;
    let text = String::from_utf8(asked.stdout).ok()?;
    asked.status.success().then(|| text.trim().to_owned())
}

/// FNV-1a over the sources and the versions of what they are built with, the same on every machine: line
/// ends do not count, and names have slashes.
fn digest_of(folder: &Path) -> u64 {
    let mut files = Vec::new();
    list(&folder.join("src"), "src", &mut files);
    files.push((String::from("Cargo.lock"), folder.join("Cargo.lock")));
    files.sort();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (name, path) in files {
        let content = fs::read(path).unwrap_or_default();
        for byte in name.bytes().chain([0]).chain(content).filter(|byte| *byte != b'\r').chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

fn list(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), format!("{name}/{}", entry.file_name().to_string_lossy()));
        match path.is_dir() {
            true => list(&path, &name, files),
            false => files.push((name, path)),
        }
    }
}
