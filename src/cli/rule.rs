//! The verb `rule`: the pages of rules.

use serde::Serialize;

use super::Status;
use super::args::{PageFormat, Rule as Flags};
use super::terminal::{Sink, Terminal};
use crate::rules::{RULES, Rule, Selection, find};

/// A rule for programs.
#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    group: &'static str,
    level: &'static str,
    since: &'static str,
    summary: String,
    page: String,
}

pub(super) fn run(flags: &Flags, terminal: &Terminal) -> Status {
    let rules: Vec<&Rule> = match flags.rule.as_deref() {
        None => RULES.to_vec(),
        Some(word) => match find(word) {
            Some(rule) => vec![rule],
            None => {
                let unknown = Selection::new(Some(&[word.to_owned()]), &[], &[]).err().into_iter().flatten();
                let text = unknown.map(|unknown| unknown.to_string()).next();
                let several =
                    || format!("`{word}` names several rules; `heaplint rule --all` shows the pages of all");
                terminal.error(&text.unwrap_or_else(several));
                return Status::Failed;
            }
        },
    };
    let mut sink = Sink::stdout();
    match flags.output_format {
        PageFormat::Text => {
            let pages: Vec<String> = rules.iter().map(|rule| rule.page()).collect();
            sink.write(pages.join("\n").as_bytes());
        }
        PageFormat::Json => sink.with(|to| {
            let rows: Vec<Row> = rules.iter().map(|rule| row(rule)).collect();
            match flags.all {
                true => serde_json::to_writer_pretty(&mut *to, &rows)?,
                false => serde_json::to_writer_pretty(&mut *to, &rows[0])?,
            }
            writeln!(to)
        }),
    }
    sink.finish(terminal)
}

fn row(rule: &Rule) -> Row {
    Row {
        code: rule.id.code,
        name: rule.id.name,
        group: rule.id.group.as_str(),
        level: rule.level.as_str(),
        since: rule.since,
        summary: rule.summary(),
        page: rule.page(),
    }
}
