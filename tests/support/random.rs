//! Numbers that look random and are the same in every run, and what is put into texts with them.

pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }
}

/// Everything that opens something, and some that closes nothing.
pub const SCRAPS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ".",
    "*",
    "**",
    "=",
    ":=",
    "->",
    "@",
    "\\",
    "'",
    "\"\"\"",
    "#",
    "\n",
    "\n    ",
    "\r",
    "\t",
    "\u{c}",
    "é",
    "\u{202e}",
    "lambda ",
    "yield ",
    "await ",
    "async ",
    "def f(",
    "class C(",
    "return ",
    "del ",
    "global x",
    "nonlocal x",
    "import *",
    "from . import ",
    "try:",
    "except*",
    "finally:",
    "with ",
    "match x:",
    "case _:",
    "if ",
    "else:",
    "for x in ",
    "while 1:",
    "f\"{",
    "self.x = self",
    "type X[T] = ",
    "raise ",
    "0x",
    "1_",
    "__slots__ = ",
];
