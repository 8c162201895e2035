//! The README shows what the binary prints. `UPDATE=1` writes it anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use heaplint::rules::RULES;

const OUTPUT: &str = "<!-- output of: ";
const LIST: &str = "<!-- rules -->\n";

#[test]
fn the_readme_shows_real_output_and_all_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).expect("README.md");
    let fresh = with_rules(&with_output(&text));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).expect("written");
    } else {
        assert!(text == fresh, "README.md is out of step; run the tests with UPDATE=1 and look at it");
    }
}

/// Fills the block below each mark with what the command named there prints.
fn with_output(text: &str) -> String {
    let mut parts = text.split(OUTPUT);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (arguments, after) = part.split_once(" -->\n```text\n").expect("a block below the mark");
        let (_, after) = after.split_once("```\n").expect("the end of the block");
        let ended = Command::new(env!("CARGO_BIN_EXE_heaplint"))
            .args(arguments.split(' '))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("NO_COLOR", "1")
            .output()
            .expect("the binary");
        let printed = String::from_utf8(ended.stdout).expect("UTF-8");
        let told = String::from_utf8(ended.stderr).expect("UTF-8");
        let _ = write!(
            out,
            "{OUTPUT}{arguments} -->\n```text\n$ heaplint {arguments}\n{printed}{told}```\n{after}"
        );
    }
    out
}

/// The table of rules, from the rules themselves.
fn with_rules(text: &str) -> String {
    let (before, after) = text.split_once(LIST).expect("the mark of the rules");
    let rest = after.trim_start_matches('\n');
    let rest = match rest.starts_with('|') {
        true => rest.split_once("\n\n").map_or("", |(_, rest)| rest),
        false => rest,
    };
    let mut table = String::from("| code | name | what it finds |\n| --- | --- | --- |\n");
    for rule in RULES {
        let summary = rule.summary();
        let summary = summary.strip_prefix("Finds ").unwrap_or(&summary);
        let _ = writeln!(table, "| {} | {} | {summary} |", rule.id.code, rule.id.name);
    }
    format!("{before}{LIST}{table}\n{rest}")
}
