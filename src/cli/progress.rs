//! The bar on stderr that says how far a long run has come.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Runs that end sooner show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts files; drawn only on a terminal, and only after a while.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    started: Instant,
    is_drawn: AtomicBool,
}

impl Progress {
    pub fn new(files: usize, is_wanted: bool) -> Self {
        let is_wanted = is_wanted && std::io::stderr().is_terminal();
        let bar = is_wanted.then(|| {
            let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
            let template = "{wide_bar} {pos}/{len} files";
            bar.with_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            )
        });
        Self { bar, started: Instant::now(), is_drawn: AtomicBool::new(false) }
    }

    /// One more file is done. May be called from any thread.
    pub fn step(&self) {
        let Some(bar) = &self.bar else { return };
        if self.started.elapsed() > PATIENCE && !self.is_drawn.swap(true, Ordering::Relaxed) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
