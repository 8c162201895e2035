//! Making new inputs from known ones: tokens are lost, doubled, swapped, and put in from elsewhere.

use crate::support::random::{Random, SCRAPS};

/// What is put in besides: what this analysis cares about, and whole pieces of statements.
const MORE: &[&str] = &[
    "\r\n",
    "\u{1f40d}",
    "\u{feff}",
    "\0",
    "lambda: self",
    "def f(self, *a, **k):\n        ",
    "class C(C):\n    ",
    "global x\n",
    "nonlocal x\n",
    "try:\n",
    "except* E as e:\n",
    "finally:\n",
    "with x as y:\n",
    "match x:\n",
    "case _:\n",
    "else:\n",
    "for x in x:\n",
    "while 1:\n",
    "f\"{x!r:{y}}\"",
    "self.x = self\n",
    "type X[T] = T\n",
    "raise e from e\n",
    "__slots__ = ('x', 'x')\n",
    "@functools.cache\n",
    "  # heaplint: ignore[HL101]",
    "# heaplint: ignore",
    "# heaplint: off\n",
    "# heaplint: on\n",
    "# heaplint: ignore-file[",
    "# noqa: HL1",
    "weakref.ref(self)",
    "self.__dict__",
    "sys.exc_info()",
    "__del__",
    "super().__init__()",
    "x, *y = ",
    "-1",
    "1e999",
    "10**10**10",
    "True",
    "null",
    "\"\"",
    "{}",
    "[[overrides]]\n",
    "[tool.heaplint]\n",
    "extend = 'other.toml'\n",
    "#---next-file---\n",
    "import m0, m1\n",
    "b''",
];

fn scrap(dice: &mut Random) -> &'static str {
    let at = dice.below(SCRAPS.len() + MORE.len());
    SCRAPS.get(at).unwrap_or_else(|| &MORE[at - SCRAPS.len()])
}

/// Words, spaces and single other characters.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        _ if c.is_alphanumeric() || c == '_' => 1,
        ' ' => 2,
        _ => 0,
    };
    let mut found = Vec::new();
    let mut start = 0;
    let mut before = 0;
    for (at, c) in text.char_indices() {
        let kind = kind(c);
        if at > start && (kind == 0 || kind != before) {
            found.push(&text[start..at]);
            start = at;
        }
        before = kind;
    }
    found.extend((start < text.len()).then(|| &text[start..]));
    found
}

/// Another text made from one, with pieces of a second.
pub fn mutate(text: &str, other: &str, dice: &mut Random) -> Vec<u8> {
    let mut known: Vec<&str> = tokens(text);
    let donor: Vec<&str> = tokens(other);
    for _ in 0..=dice.below(5) {
        change(&mut known, &donor, dice);
    }
    let mut bytes = known.concat().into_bytes();
    if dice.below(12) == 0 {
        // Bytes that are no text.
        for _ in 0..=dice.below(3) {
            let at = dice.below(bytes.len() + 1);
            bytes.insert(at, dice.below(256) as u8);
        }
    }
    bytes
}

fn change<'t>(known: &mut Vec<&'t str>, donor: &[&'t str], dice: &mut Random) {
    let at = dice.below(known.len() + 1);
    let length = 1 << dice.below(7);
    let end = (at + 1 + dice.below(length)).min(known.len());
    match dice.below(9) {
        0 => drop(known.drain(at.min(end)..end)),
        1 => {
            let copied: Vec<&str> = known[at.min(end)..end].to_vec();
            let to = dice.below(known.len() + 1);
            known.splice(to..to, copied);
        }
        2 | 3 if !known.is_empty() => {
            let (a, b) = (dice.below(known.len()), dice.below(known.len()));
            known.swap(a, b);
        }
        4 | 5 if !known.is_empty() => {
            // A word in the place of another: names that mean something else.
            let word = |token: &&str| token.starts_with(|c: char| c.is_alphanumeric() || c == '_');
            let words: Vec<usize> = (0..known.len()).filter(|&at| word(&known[at])).collect();
            if words.len() > 1 {
                let (to, from) = (*dice.of(&words), *dice.of(&words));
                known[to] = known[from];
            }
        }
        6 if !donor.is_empty() => {
            let from = dice.below(donor.len());
            let till = (from + 1 + dice.below(60)).min(donor.len());
            known.splice(at..at, donor[from..till].iter().copied());
        }
        7 if dice.below(4) == 0 => known.truncate(at),
        _ => known.insert(at, scrap(dice)),
    }
}
