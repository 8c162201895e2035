//! Threads over work that only computes.

use super::rule;
use crate::diagnostic::{Confidence, Diagnostic};
use crate::outcome::{BusyThread, Outcome};

rule! {
    /// ## What it does
    /// Finds several threads, or a pool of threads, over a function that loops and computes and calls
    /// nothing that waits.
    ///
    /// ## Why is this bad
    /// Reference counts are not safe for two threads at a time, so CPython lets one thread run Python code
    /// at a time, whichever holds the interpreter's lock. Threads that wait for files, sockets or other
    /// processes let go of it; threads that compute only take turns, and the turns cost time.
    ///
    /// ## Example
    /// ```python
    /// from concurrent.futures import ThreadPoolExecutor
    ///
    ///
    /// def is_prime(n):
    ///     return all(n % k for k in range(2, n))
    ///
    ///
    /// def primes(limit):
    ///     found = []
    ///     for n in range(2, limit):
    ///         if is_prime(n):
    ///             found.append(n)
    ///     return found
    ///
    ///
    /// def count(limits):
    ///     with ThreadPoolExecutor() as pool:
    ///         return list(pool.map(primes, limits))  # error: [gil-bound-threads] "`primes`"
    /// ```
    ///
    /// ## How to fix
    /// Use processes, or a library that computes outside of the interpreter (`numpy`, `hashlib`, `zlib`):
    ///
    /// ```python
    /// from concurrent.futures import ProcessPoolExecutor
    ///
    ///
    /// def is_prime(n):
    ///     return all(n % k for k in range(2, n))
    ///
    ///
    /// def primes(limit):
    ///     found = []
    ///     for n in range(2, limit):
    ///         if is_prime(n):
    ///             found.append(n)
    ///     return found
    ///
    ///
    /// def count(limits):
    ///     with ProcessPoolExecutor() as pool:
    ///         return list(pool.map(primes, limits))
    /// ```
    ///
    /// ## Limits
    /// Only functions of the project are looked into, and one call that is not known is enough for silence.
    /// Builds of CPython without the lock run such threads side by side.
    pub static RULE = {
        name: "gil-bound-threads",
        code: "HL601",
        group: Threads,
        level: Info,
        since: "0.1.0",
    }
}

pub(super) fn check(outcome: &Outcome) -> Vec<Diagnostic> {
    outcome.runtime.threads.iter().map(finding).collect()
}

fn finding(thread: &BusyThread) -> Diagnostic {
    let message = format!(
        "threads of `{}` take turns at `{}`, which only computes: one thread runs Python code at a time",
        thread.maker, thread.target
    );
    let confidence = if thread.is_test { Confidence::Possible } else { Confidence::Probable };
    let mut found = RULE.finding(confidence, thread.scene.spot, message);
    found.symbol = Some(thread.scene.symbol.to_string());
    found.key = thread.target.to_string();
    found.help = Some("use processes, or a library that computes outside of the interpreter".to_owned());
    found
}
