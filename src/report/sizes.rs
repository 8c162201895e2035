//! `heaplint sizes`: classes and their bytes, as a table for people and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::Texts;
use crate::rules::ClassSize;

/// More attributes than these are told by their number.
const NAMED: usize = 4;

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    file: String,
    line: u32,
    attributes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<Bytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<&'a str>,
}

#[derive(Serialize)]
struct Bytes {
    now: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    slots: Option<u64>,
    saved: u64,
}

/// The rows as JSON, one on each line, in the order given.
pub fn write_sizes_json(
    rows: &[ClassSize],
    version: &str,
    texts: &Texts<'_>,
    to: &mut dyn Write,
) -> io::Result<()> {
    write!(to, "{{\"version\": 1, \"target_version\": \"{version}\", \"classes\": [")?;
    for (at, row) in rows.iter().enumerate() {
        to.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        let shown = texts.show(row.spot);
        let bytes = row.now.map(|now| Bytes { now, slots: row.slotted, saved: row.saved() });
        let row = Row {
            name: row.qualname.as_str(),
            file: shown.path,
            line: shown.start.line,
            attributes: row.attributes.iter().map(|name| name.as_str()).collect(),
            bytes,
            why_not: row.why_not.as_deref(),
        };
        serde_json::to_writer(&mut *to, &row)?;
    }
    writeln!(to, "{}]}}", if rows.is_empty() { "" } else { "\n" })
}

/// The rows as a table, in the order given.
pub fn write_sizes(
    rows: &[ClassSize],
    version: &str,
    texts: &Texts<'_>,
    to: &mut dyn Write,
) -> io::Result<()> {
    let cells: Vec<[String; 6]> = rows.iter().map(|row| cells(row, texts)).collect();
    let heads = ["CLASS", "ATTRIBUTES", "NOW", "SLOTS", "SAVED", "WHY NOT"].map(str::to_owned);
    let width = |column: usize| {
        let all = cells.iter().chain([&heads]);
        all.map(|row| row[column].chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..5).map(width).collect();
    writeln!(to, "Bytes of one instance on Python {version}, without what it refers to.\n")?;
    for row in [&heads].into_iter().chain(&cells) {
        let [name, attributes, now, slots, saved, why] = row;
        let line = format!(
            "{name:<w0$}  {attributes:<w1$}  {now:>w2$}  {slots:>w3$}  {saved:>w4$}  {why}",
            w0 = widths[0],
            w1 = widths[1],
            w2 = widths[2],
            w3 = widths[3],
            w4 = widths[4],
        );
        writeln!(to, "{}", line.trim_end())?;
    }
    Ok(())
}

fn cells(row: &ClassSize, texts: &Texts<'_>) -> [String; 6] {
    let shown = texts.show(row.spot);
    let number = |bytes: Option<u64>| bytes.map_or_else(|| "-".to_owned(), |bytes| bytes.to_string());
    let attributes = match row.attributes.as_slice() {
        names if names.len() <= NAMED => {
            names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
        }
        names => format!("{} attributes", names.len()),
    };
    [
        format!("{}:{} {}", shown.path, shown.start.line, row.qualname),
        attributes,
        number(row.now),
        number(row.slotted),
        number(row.now.map(|_| row.saved())),
        row.why_not.clone().unwrap_or_default(),
    ]
}
