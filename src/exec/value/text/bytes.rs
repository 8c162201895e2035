//! Bytes: representation, hexadecimal form, and the codecs between text and bytes.

use std::fmt::Write;

use crate::exec::value::{Outcome, Trouble};

/// `repr(bytes)`
pub fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut out = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte if char::from(*byte) == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(char::from(*byte)),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(quote);
    out
}

pub fn to_hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// `bytes.fromhex(text)`: pairs of digits, white space between pairs.
pub fn from_hex(text: &str) -> Outcome<Vec<u8>> {
    let mut out = Vec::new();
    let mut chars = text.chars().enumerate();
    while let Some((at, c)) = chars.next() {
        if c.is_ascii_whitespace() {
            continue;
        }
        let wrong = |at: usize| {
            Trouble::value(format!("non-hexadecimal number found in fromhex() arg at position {at}"))
        };
        let high = c.to_digit(16).ok_or_else(|| wrong(at))?;
        let low = chars.next().and_then(|(_, c)| c.to_digit(16)).ok_or_else(|| wrong(at + 1))?;
        out.push((high * 16 + low) as u8);
    }
    Ok(out)
}

/// A codec by any of its names.
fn codec(name: &str) -> Option<&'static str> {
    let plain: String =
        name.to_ascii_lowercase().chars().map(|c| if matches!(c, '_' | ' ') { '-' } else { c }).collect();
    Some(match plain.as_str() {
        "utf-8" | "utf8" | "u8" => "utf-8",
        "ascii" | "us-ascii" | "646" => "ascii",
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => "latin-1",
        _ => return None,
    })
}

/// The codecs of two and four bytes.
fn encode_wide(text: &str, encoding: &str) -> Option<Vec<u8>> {
    let plain = encoding.to_lowercase().replace(['-', '_'], "");
    let (mark, plain) = match plain.as_str() {
        "utf16" => ("\u{feff}", "utf16le"),
        "utf32" => ("\u{feff}", "utf32le"),
        other => ("", other),
    };
    let all = mark.chars().chain(text.chars());
    let units = |c: char| c.encode_utf16(&mut [0; 2]).to_vec();
    Some(match plain {
        "utf16le" => all.flat_map(units).flat_map(u16::to_le_bytes).collect(),
        "utf16be" => all.flat_map(units).flat_map(u16::to_be_bytes).collect(),
        "utf32le" => all.flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        "utf32be" => all.flat_map(|c| u32::from(c).to_be_bytes()).collect(),
        _ => return None,
    })
}

/// `text.encode(encoding, errors)`
pub fn encode(text: &str, encoding: &str, errors: &str) -> Outcome<Vec<u8>> {
    if let Some(wide) = encode_wide(text, encoding) {
        return Ok(wide);
    }
    let limit = match codec(encoding) {
        Some("utf-8") => return Ok(text.as_bytes().to_vec()),
        Some("ascii") => 0x7f,
        Some(_) => 0xff,
        None => return Err(unknown_codec(encoding)),
    };
    let mut out = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        let code = u32::from(c);
        match errors {
            _ if code <= limit => out.push(code as u8),
            "ignore" => {}
            "replace" => out.push(b'?'),
            "backslashreplace" => out.extend(super::escape_non_ascii(&c.to_string()).bytes()),
            "strict" => return Err(cannot_encode(text, at, limit)),
            _ => return Err(Trouble::Unknown),
        }
    }
    Ok(out)
}

fn cannot_encode(text: &str, at: usize, limit: u32) -> Trouble {
    let name = if limit == 0x7f { "ascii" } else { "latin-1" };
    let run = text.chars().skip(at).take_while(|c| u32::from(*c) > limit).count();
    let what = if run == 1 {
        let shown = super::escape_non_ascii(&text.chars().skip(at).take(1).collect::<String>());
        format!("character '{shown}' in position {at}")
    } else {
        format!("characters in position {at}-{}", at + run - 1)
    };
    Trouble::raise(
        "UnicodeEncodeError",
        format!("'{name}' codec can't encode {what}: ordinal not in range({})", limit + 1),
    )
}

/// `bytes.decode(encoding, errors)`
pub fn decode(bytes: &[u8], encoding: &str, errors: &str) -> Outcome<String> {
    match codec(encoding) {
        Some("latin-1") => Ok(bytes.iter().map(|b| char::from(*b)).collect()),
        Some(name) => match std::str::from_utf8(bytes) {
            Ok(text) if name == "utf-8" || text.is_ascii() => Ok(text.to_owned()),
            result => {
                let at = match result {
                    Err(error) if name == "utf-8" => error.valid_up_to(),
                    _ => bytes.iter().position(|b| *b > 0x7f).unwrap_or(0),
                };
                if errors != "strict" {
                    return Err(Trouble::Unknown);
                }
                let reason = match name {
                    "ascii" => "ordinal not in range(128)",
                    _ if bytes[at] >= 0xc2 && bytes[at] < 0xf5 => return Err(Trouble::Unknown),
                    _ => "invalid start byte",
                };
                let byte = bytes[at];
                Err(Trouble::raise(
                    "UnicodeDecodeError",
                    format!("'{name}' codec can't decode byte 0x{byte:02x} in position {at}: {reason}"),
                ))
            }
        },
        None => Err(unknown_codec(encoding)),
    }
}

/// A codec that is not modelled may still exist.
fn unknown_codec(name: &str) -> Trouble {
    let known_elsewhere = ["utf", "cp", "iso", "koi", "mac", "big5", "gb", "euc", "shift", "idna", "puny"];
    let lower = name.to_ascii_lowercase();
    if known_elsewhere.iter().any(|start| lower.starts_with(start)) || lower.contains("escape") {
        return Trouble::Unknown;
    }
    Trouble::raise("LookupError", format!("unknown encoding: {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_print_as_python_prints_them() {
        assert_eq!(bytes_repr(b"a'b"), "b\"a'b\"");
        assert_eq!(bytes_repr(b"a'\"\n\x00\xff"), "b'a\\'\"\\n\\x00\\xff'");
        assert_eq!(to_hex(b"ab"), "6162");
        assert_eq!(from_hex("ff 00"), Ok(vec![255, 0]));
    }

    #[test]
    fn codecs_fail_with_pythons_words() {
        assert_eq!(encode("\u{e9}", "latin1", "strict"), Ok(vec![0xe9]));
        assert_eq!(
            encode("\u{e9}", "ascii", "strict"),
            Err(Trouble::raise(
                "UnicodeEncodeError",
                "'ascii' codec can't encode character '\\xe9' in position 0: ordinal not in range(128)"
            ))
        );
        assert_eq!(
            decode(b"\xff", "utf8", "strict"),
            Err(Trouble::raise(
                "UnicodeDecodeError",
                "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"
            ))
        );
    }
}
