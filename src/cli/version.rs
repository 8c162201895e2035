//! Which heaplint this is.

/// `0.1.0`, with the commit where it is known: `0.1.0 (1a2b3c4d5)`.
pub(super) fn version() -> String {
    let number = env!("CARGO_PKG_VERSION");
    match env!("HEAPLINT_COMMIT") {
        "" => number.to_owned(),
        commit => format!("{number} ({commit})"),
    }
}
