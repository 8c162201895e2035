//! The line of text that every file of heaplint's own begins with: what it is, which heaplint wrote it, for
//! which version of Python, how long the rest is and what its digest is.

use xxhash_rust::xxh3::xxh3_128;

use super::Problem;
use crate::ir::Version;

/// The form of the line itself.
const FORM: &str = "1";

/// A first line is shorter than this.
const LONGEST: usize = 400;

/// Which heaplint it is: its version, and the digest of its sources. Whatever else was made of them reads
/// and finds the same.
pub fn maker() -> String {
    format!("{} {}", env!("CARGO_PKG_VERSION"), env!("HEAPLINT_SOURCES"))
}

/// The same on every machine. It guards against accidents, not against forgers.
pub fn digest(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

/// The whole file: a first line, and the body that it speaks of.
pub(super) fn put_before(body: &[u8], mark: &str, target: Version) -> Vec<u8> {
    let (maker, length, digest) = (maker(), body.len(), digest(body));
    let Version { major, minor } = target;
    let line = format!("{mark} {FORM} {maker} py{major}.{minor} {length} {digest:032x}\n");
    [line.as_bytes(), body].concat()
}

/// The body of a file that this heaplint wrote, and the version of Python it is about.
pub(super) fn read<'a>(bytes: &'a [u8], mark: &str) -> Result<(Version, &'a [u8]), Problem> {
    let line = bytes.iter().take(LONGEST).position(|&byte| byte == b'\n');
    let Some(end) = line.filter(|_| bytes.starts_with(mark.as_bytes())) else {
        let is_begun = !bytes.is_empty() && mark.as_bytes().starts_with(bytes);
        return Err(if is_begun { Problem::Cut } else { Problem::Foreign });
    };
    let (line, body) = (&bytes[..end], &bytes[end + 1..]);
    let line = std::str::from_utf8(line).map_err(|_| Problem::Damaged)?;
    judge(line, mark, body).map(|target| (target, body))
}

/// Whether this heaplint may read what the first line speaks of.
fn judge(line: &str, own_mark: &str, body: &[u8]) -> Result<Version, Problem> {
    let words: Vec<&str> = line.split(' ').collect();
    let [mark, form, rest @ ..] = words.as_slice() else { return Err(Problem::Foreign) };
    if *mark != own_mark {
        return Err(Problem::Foreign);
    }
    let ([version, sources, target, length, digest_there], FORM) = (rest, *form) else {
        // The third word stays the version in every form of the line.
        let version = rest.first().map_or("of unknown version", |version| version);
        return Err(Problem::OtherVersion(printable(version)));
    };
    if format!("{version} {sources}") != maker() {
        return Err(match *version == env!("CARGO_PKG_VERSION") {
            true => Problem::OtherBuild,
            false => Problem::OtherVersion(printable(version)),
        });
    }
    let wanted: usize = length.parse().map_err(|_| Problem::Damaged)?;
    if body.len() < wanted {
        return Err(Problem::Cut);
    }
    if body.len() > wanted || *digest_there != format!("{:032x}", digest(body)) {
        return Err(Problem::Damaged);
    }
    target.strip_prefix("py").and_then(Version::parse).ok_or(Problem::Damaged)
}

fn printable(word: &str) -> String {
    word.chars().filter(|c| !c.is_control()).take(40).collect()
}
