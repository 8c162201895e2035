//! Padding and tabs.

use super::len;

fn padding(text: &str, width: i64) -> usize {
    usize::try_from(width).unwrap_or(0).saturating_sub(len(text))
}

fn fill_of(count: usize, fill: char) -> String {
    std::iter::repeat_n(fill, count).collect()
}

pub fn ljust(text: &str, width: i64, fill: char) -> String {
    format!("{text}{}", fill_of(padding(text, width), fill))
}

pub fn rjust(text: &str, width: i64, fill: char) -> String {
    format!("{}{text}", fill_of(padding(text, width), fill))
}

/// The odd fill character goes left when the width is odd.
pub fn center(text: &str, width: i64, fill: char) -> String {
    let pad = padding(text, width);
    let left = pad / 2 + (pad & usize::try_from(width).unwrap_or(0) & 1);
    format!("{}{text}{}", fill_of(left, fill), fill_of(pad - left, fill))
}

pub fn zfill(text: &str, width: i64) -> String {
    let zeros = "0".repeat(padding(text, width));
    match text.strip_prefix(['+', '-']) {
        Some(rest) => format!("{}{zeros}{rest}", &text[..1]),
        None => format!("{zeros}{text}"),
    }
}

pub fn expand_tabs(text: &str, size: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' if size > 0 => {
                let spaces = size - column % size;
                out.push_str(&" ".repeat(spaces));
                column += spaces;
            }
            '\t' => {}
            _ => {
                out.push(c);
                column = if matches!(c, '\n' | '\r') { 0 } else { column + 1 };
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_goes_where_python_puts_it() {
        assert_eq!(center("abc", 10, '*'), "***abc****");
        assert_eq!(center("abc", 6, ' '), " abc  ");
        assert_eq!(center("ab", 5, ' '), "  ab ");
        assert_eq!(zfill("-5", 5), "-0005");
        assert_eq!(expand_tabs("a\tb", 4), "a   b");
        assert_eq!(rjust("a", -3, ' '), "a");
    }
}
