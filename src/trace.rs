//! The verb `trace`: what a program does to its objects and what it prints, without running it.

use std::sync::Arc;

use crate::base::{Cancel, Span};
use crate::exec::{Trace, trace_module};
use crate::ir::{Module, Version};
use crate::lower::lower;
use crate::syntax::{SourceFile, parse};

/// A traced program, with its places.
#[derive(Debug)]
pub struct Traced {
    pub trace: Trace,
    pub module: Arc<Module>,
}

/// Follows a program from its first line to the end of the interpreter.
pub fn trace(source: &SourceFile, version: Version, cancel: Cancel, events: usize) -> Traced {
    let module = lowered(&source.text, version);
    let trace = trace_module(module.clone(), lowered, cancel, events);
    Traced { trace, module }
}

fn lowered(text: &str, version: Version) -> Arc<Module> {
    Arc::new(lower(&parse(text, version), version))
}

impl Traced {
    /// Where a site of the program lies.
    pub fn span(&self, site: crate::base::SiteId) -> Span {
        self.module.sites.get(site).copied().unwrap_or_default()
    }

    /// What the program writes to its output, one entry for each call: the line, and the text
    /// without its last newline. Once something is not known, an entry of `?` says so.
    pub fn output(&self, source: &SourceFile) -> Vec<(u32, String)> {
        let mut out: Vec<(u32, String)> = self
            .trace
            .printed
            .iter()
            .filter(|printed| !printed.to_error)
            .map(|printed| {
                let line = source.lines().line(self.span(printed.site).start);
                let text = printed.text.strip_suffix('\n').unwrap_or(&printed.text);
                (line, text.to_owned())
            })
            .collect();
        if !self.trace.exact {
            let line =
                self.trace.losses.first().map_or(0, |loss| source.lines().line(self.span(loss.site).start));
            out.push((line, "?".to_owned()));
        }
        out
    }
}
