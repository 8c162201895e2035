//! The verb `config`: the pages of settings, and their schema.

use super::Status;
use super::args::{Config as Flags, PageFormat};
use super::terminal::{Sink, Terminal};
use crate::config::{keys, schema, setting_page};

pub(super) fn run(flags: &Flags, terminal: &Terminal) -> Status {
    let mut sink = Sink::stdout();
    match (&flags.key, flags.output_format) {
        (_, PageFormat::Json) => sink.with(|to| {
            serde_json::to_writer_pretty(&mut *to, schema())?;
            writeln!(to)
        }),
        (None, PageFormat::Text) => keys().iter().for_each(|key| sink.line(key)),
        (Some(key), PageFormat::Text) => match setting_page(key) {
            Ok(page) => sink.write(page.as_bytes()),
            Err(unknown) => {
                let hint = match unknown.nearest {
                    Some(nearest) => format!(", did you mean `{nearest}`?"),
                    None => "; `heaplint config` lists the settings".to_owned(),
                };
                terminal.error(&format!("unknown setting `{key}`{hint}"));
                return Status::Failed;
            }
        },
    }
    sink.finish(terminal)
}
