//! `str.format`: the replacement fields of a template.
//!
//! The caller resolves the fields in order, since attributes and items may run code.

use super::{Outcome, Trouble};

/// A piece of a template.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    Literal(String),
    Field(Field),
    /// The template is wrong from here on.
    Fault(Trouble),
}

/// `{name.attr[key]!conversion:spec}`
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    pub name: Name,
    pub path: Vec<Step>,
    pub conversion: Option<char>,
    /// The specification, which may hold fields of its own.
    pub spec: Vec<Piece>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Name {
    /// `{}`: the next positional argument.
    Auto,
    Index(usize),
    Keyword(String),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    Attribute(String),
    Index(i64),
    Key(String),
}

/// Cuts a template into pieces; a fault is the last piece.
pub fn parse(source: &str) -> Vec<Piece> {
    let mut numbering = Numbering::default();
    parse_pieces(&source.chars().collect::<Vec<_>>(), 2, &mut numbering)
}

/// Fields are numbered all by hand or all automatically.
#[derive(Default)]
struct Numbering {
    automatic: bool,
    manual: bool,
}

fn parse_pieces(chars: &[char], depth: u8, numbering: &mut Numbering) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let doubled = chars.get(at + 1) == Some(&c);
        match c {
            '{' | '}' if doubled && depth == 2 => {
                literal.push(c);
                at += 2;
            }
            '}' => return fault(out, literal, "Single '}' encountered in format string"),
            '{' => {
                let end = match closing(chars, at + 1) {
                    Ok(end) => end,
                    Err(message) => return fault(out, literal, message),
                };
                if !literal.is_empty() {
                    out.push(Piece::Literal(std::mem::take(&mut literal)));
                }
                match parse_field(&chars[at + 1..end], depth, numbering) {
                    Ok(field) => out.push(Piece::Field(field)),
                    Err(trouble) => {
                        out.push(Piece::Fault(trouble));
                        return out;
                    }
                }
                at = end + 1;
            }
            _ => {
                literal.push(c);
                at += 1;
            }
        }
    }
    if !literal.is_empty() {
        out.push(Piece::Literal(literal));
    }
    out
}

fn fault(mut out: Vec<Piece>, literal: String, message: &'static str) -> Vec<Piece> {
    if !literal.is_empty() {
        out.push(Piece::Literal(literal));
    }
    out.push(Piece::Fault(Trouble::value(message)));
    out
}

/// The brace that closes the field whose content starts at `at`; braces inside `[...]` count for nothing.
fn closing(chars: &[char], mut at: usize) -> Result<usize, &'static str> {
    if at >= chars.len() {
        return Err("Single '{' encountered in format string");
    }
    let mut depth = 1;
    let mut bracket = false;
    while at < chars.len() {
        match chars[at] {
            '[' => bracket = true,
            ']' => bracket = false,
            '{' if !bracket => depth += 1,
            '}' if !bracket => {
                depth -= 1;
                if depth == 0 {
                    return Ok(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    Err("expected '}' before end of string")
}

fn parse_field(chars: &[char], depth: u8, numbering: &mut Numbering) -> Outcome<Field> {
    if depth == 0 {
        return Err(Trouble::value("Max string recursion exceeded"));
    }
    let mut bracket = false;
    let end = chars.iter().position(|c| {
        match c {
            '[' => bracket = true,
            ']' => bracket = false,
            _ => {}
        }
        !bracket && matches!(c, '!' | ':')
    });
    let end = end.unwrap_or(chars.len());
    let (name, path) = parse_name(&chars[..end], numbering)?;
    let mut rest = &chars[end..];
    let mut conversion = None;
    if let ['!', tail @ ..] = rest {
        let Some((found, after)) = tail.split_first() else {
            return Err(Trouble::value("end of string while looking for conversion specifier"));
        };
        if !after.is_empty() && after[0] != ':' {
            return Err(Trouble::value("expected ':' after conversion specifier"));
        }
        conversion = Some(*found);
        rest = after;
    }
    let spec = match rest {
        [':', spec @ ..] => parse_pieces(spec, depth - 1, numbering),
        _ => Vec::new(),
    };
    Ok(Field { name, path, conversion, spec })
}

fn parse_name(chars: &[char], numbering: &mut Numbering) -> Outcome<(Name, Vec<Step>)> {
    let end = chars.iter().position(|c| matches!(c, '.' | '[')).unwrap_or(chars.len());
    let first: String = chars[..end].iter().collect();
    let name = if first.is_empty() {
        numbering.automatic = true;
        Name::Auto
    } else if let Ok(index) = first.parse() {
        numbering.manual = true;
        Name::Index(index)
    } else {
        Name::Keyword(first)
    };
    if numbering.automatic && numbering.manual {
        return Err(Trouble::value(if name == Name::Auto {
            "cannot switch from manual field specification to automatic field numbering"
        } else {
            "cannot switch from automatic field numbering to manual field specification"
        }));
    }
    let mut path = Vec::new();
    let mut at = end;
    while at < chars.len() {
        let (open, start) = (chars[at], at + 1);
        let stop = match open {
            '.' => {
                chars[start..].iter().position(|c| matches!(c, '.' | '[')).map_or(chars.len(), |n| start + n)
            }
            '[' => match chars[start..].iter().position(|c| *c == ']') {
                Some(length) => start + length,
                None => return Err(Trouble::value("Missing ']' in format string")),
            },
            _ => return Err(Trouble::value("Only '.' or '[' may follow ']' in format field specifier")),
        };
        let text: String = chars[start..stop].iter().collect();
        if text.is_empty() {
            return Err(Trouble::value("Empty attribute in format string"));
        }
        path.push(match (open, text.parse()) {
            ('.', _) => Step::Attribute(text),
            (_, Ok(index)) => Step::Index(index),
            _ => Step::Key(text),
        });
        at = if open == '[' { stop + 1 } else { stop };
    }
    Ok((name, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_names_paths_and_nested_specifications() {
        let pieces = parse("a{{{0.x[k]!r:>{w}}}}b{1[3]}");
        let [Piece::Literal(a), Piece::Field(field), Piece::Literal(b), Piece::Field(last)] =
            pieces.as_slice()
        else {
            panic!("{pieces:?}")
        };
        assert_eq!((a.as_str(), b.as_str()), ("a{", "}b"));
        assert_eq!(field.name, Name::Index(0));
        assert_eq!(field.path, [Step::Attribute("x".into()), Step::Key("k".into())]);
        assert_eq!(field.conversion, Some('r'));
        assert!(matches!(field.spec.as_slice(), [Piece::Literal(_), Piece::Field(_)]));
        assert_eq!(last.path, [Step::Index(3)]);
    }

    #[test]
    fn wrong_templates_say_what_python_says() {
        let message = |source| match parse(source).pop() {
            Some(Piece::Fault(Trouble::Raise(fault))) => fault.message.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(message("{"), "Single '{' encountered in format string");
        assert_eq!(message("}"), "Single '}' encountered in format string");
        assert_eq!(message("{0"), "expected '}' before end of string");
        assert_eq!(
            message("{0} {}"),
            "cannot switch from manual field specification to automatic field numbering"
        );
    }
}
