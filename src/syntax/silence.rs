//! Where a comment goes that silences a finding, and what it says.

use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;

use super::parse::Parsed;
use super::source::SourceFile;

/// The offset of an insertion, and the text, that make a code silent for the statement on a line
/// (from 1). The comment stands at the end of the statement's last line, or joins the one there.
/// `None` where the line holds no statement.
pub fn silencing(source: &SourceFile, parsed: &Parsed, line: u32, code: &str) -> Option<(u32, String)> {
    let lines = source.lines();
    let mut first = None;
    let mut comment = None;
    for token in parsed.tokens().into_iter().flatten() {
        let (start, end) = (token.range().start().to_u32(), token.range().end().to_u32());
        match token.kind() {
            TokenKind::Comment => comment = Some((start, end)),
            TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent => comment = None,
            TokenKind::Newline | TokenKind::EndOfFile => {
                let covers = first.is_some_and(|first| (first..=lines.line(start)).contains(&line));
                if covers {
                    return Some(match comment {
                        Some((start, end)) => joined(source, start, end, code),
                        None => (start, format!("  # heaplint: ignore[{code}]")),
                    });
                }
                (first, comment) = (None, None);
            }
            _ => {
                first = first.or(Some(lines.line(start)));
                comment = None;
            }
        }
    }
    None
}

/// Into the brackets of a comment that silences already, or behind any other.
fn joined(source: &SourceFile, start: u32, end: u32, code: &str) -> (u32, String) {
    let text = source.text.get(start as usize..end as usize).unwrap_or("");
    let inside = text.find("heaplint: ignore[").and_then(|at| Some(at + text.get(at..)?.find(']')?));
    match inside {
        Some(close) => (start + close as u32, format!(", {code}")),
        None => (end, format!("  # heaplint: ignore[{code}]")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Version;
    use crate::syntax::parse;

    fn silenced(text: &str, line: u32) -> Option<String> {
        let source = SourceFile::from_text("a.py", text);
        let parsed = parse(text, Version::new(3, 13));
        let (at, new) = silencing(&source, &parsed, line, "HL101")?;
        let mut out = text.to_owned();
        out.insert_str(at as usize, &new);
        Some(out)
    }

    #[test]
    fn the_comment_stands_where_the_statement_ends() {
        assert_eq!(silenced("a = 1\n", 1).as_deref(), Some("a = 1  # heaplint: ignore[HL101]\n"));
        assert_eq!(silenced("a = 1", 1).as_deref(), Some("a = 1  # heaplint: ignore[HL101]"));
        let long = "a = \"\"\"\ntext\n\"\"\" + (\n  b)\r\nc\n";
        let expected = "a = \"\"\"\ntext\n\"\"\" + (\n  b)  # heaplint: ignore[HL101]\r\nc\n";
        assert_eq!(silenced(long, 2).as_deref(), Some(expected));
        assert_eq!(silenced("\n# only words\n", 2), None);
    }

    #[test]
    fn a_comment_that_is_there_is_kept() {
        let text = "a = 1  # heaplint: ignore[HL302] why\n";
        let expected = "a = 1  # heaplint: ignore[HL302, HL101] why\n";
        assert_eq!(silenced(text, 1).as_deref(), Some(expected));
        assert_eq!(silenced("a = 1  # x\n", 1).as_deref(), Some("a = 1  # x  # heaplint: ignore[HL101]\n"));
    }
}
