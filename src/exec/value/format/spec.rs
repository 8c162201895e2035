//! Reading a format specification.

/// Where the padding goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    Left,
    Right,
    Center,
    /// Between the sign and the digits.
    Inside,
}

/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spec {
    pub fill: char,
    /// What was written, or `Inside` as a leading zero implies.
    pub align: Option<Align>,
    pub written_align: Option<Align>,
    pub sign: Option<char>,
    pub coerce_zero: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: usize,
    pub grouping: Option<char>,
    pub precision: Option<usize>,
    pub kind: Option<char>,
}

fn align_of(c: char) -> Option<Align> {
    match c {
        '<' => Some(Align::Left),
        '>' => Some(Align::Right),
        '^' => Some(Align::Center),
        '=' => Some(Align::Inside),
        _ => None,
    }
}

impl Spec {
    /// `None` when something is left over at the end or a number is missing.
    pub fn parse(source: &str) -> Option<Spec> {
        let chars: Vec<char> = source.chars().collect();
        let mut at = 0;
        let mut fill = ' ';
        let mut align = None;
        if let Some(found) = chars.get(1).copied().and_then(align_of) {
            fill = chars[0];
            align = Some(found);
            at = 2;
        } else if let Some(found) = chars.first().copied().and_then(align_of) {
            align = Some(found);
            at = 1;
        }
        let written_fill = at == 2;
        let mut take = |wanted: &[char]| {
            let found = chars.get(at).copied().filter(|c| wanted.contains(c));
            at += usize::from(found.is_some());
            found
        };
        let sign = take(&['+', '-', ' ']);
        let coerce_zero = take(&['z']).is_some();
        let alternate = take(&['#']).is_some();
        let written_align = align;
        let zero = !written_fill && take(&['0']).is_some();
        if zero {
            fill = '0';
            align = align.or(Some(Align::Inside));
        }
        let width = number(&chars, &mut at)?.unwrap_or(0);
        let grouping = chars.get(at).copied().filter(|c| matches!(c, ',' | '_'));
        at += usize::from(grouping.is_some());
        let mut precision = None;
        if chars.get(at) == Some(&'.') {
            at += 1;
            precision = Some(number(&chars, &mut at)??);
        }
        let kind = chars.get(at).copied();
        at += usize::from(kind.is_some());
        (at >= chars.len()).then_some(Spec {
            fill,
            align,
            written_align,
            sign,
            coerce_zero,
            alternate,
            zero,
            width,
            grouping,
            precision,
            kind,
        })
    }
}

/// Decimal digits at `at`; the outer `None` is a number too large to mean anything.
fn number(chars: &[char], at: &mut usize) -> Option<Option<usize>> {
    let start = *at;
    let mut value: usize = 0;
    while let Some(digit) = chars.get(*at).and_then(|c| c.to_digit(10)) {
        value = value.checked_mul(10)?.checked_add(digit as usize)?;
        *at += 1;
    }
    Some((*at > start).then_some(value))
}
