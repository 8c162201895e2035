//! From the text of a pattern to its tree.

use super::{DEPTH, GROUPS, Greed, Member, Node, Pattern, Place, flags};

struct Parser<'a> {
    text: &'a [char],
    at: usize,
    flags: u32,
    groups: usize,
    names: Vec<(String, usize)>,
    /// Groups that are closed: only those can be referred to.
    closed: Vec<bool>,
    depth: usize,
}

pub(super) fn parse(text: &str, given: u32) -> Option<Pattern> {
    let chars: Vec<char> = text.chars().collect();
    let mut parser = Parser {
        text: &chars,
        at: 0,
        flags: given,
        groups: 0,
        names: Vec::new(),
        closed: vec![true],
        depth: 0,
    };
    let root = parser.either()?;
    let Parser { at, flags, groups, names, .. } = parser;
    (at == chars.len()).then_some(Pattern { root, groups, names, flags })
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_next = text.chars().enumerate().all(|(n, c)| self.text.get(self.at + n) == Some(&c));
        if is_next {
            self.at += text.chars().count();
        }
        is_next
    }

    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    fn either(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let mut ways = vec![self.all()?];
        while self.eat("|") {
            ways.push(self.all()?);
        }
        self.depth -= 1;
        if ways.len() == 1 { ways.pop() } else { Some(Node::Either(ways)) }
    }

    fn all(&mut self) -> Option<Node> {
        let mut parts = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            if self.has(flags::VERBOSE) && self.skip_blank() {
                continue;
            }
            let Some(atom) = self.atom()? else { continue };
            parts.push(self.repeated(atom)?);
        }
        Some(Node::All(parts))
    }

    /// Blanks and comments of a verbose pattern.
    fn skip_blank(&mut self) -> bool {
        match self.peek() {
            Some(c) if c.is_ascii_whitespace() => {
                self.at += 1;
                true
            }
            Some('#') => {
                while self.next().is_some_and(|c| c != '\n') {}
                true
            }
            _ => false,
        }
    }

    fn repeated(&mut self, atom: Node) -> Option<Node> {
        while self.has(flags::VERBOSE) && self.skip_blank() {}
        let (least, most) = match self.peek() {
            Some('*') => (0, u32::MAX),
            Some('+') => (1, u32::MAX),
            Some('?') => (0, 1),
            Some('{') => match self.bounds() {
                Some(bounds) => bounds,
                None => return Some(atom),
            },
            _ => return Some(atom),
        };
        self.at += 1;
        if least > most || matches!(atom, Node::Assert(_)) {
            return None;
        }
        let how = match self.peek() {
            Some('?') => Greed::Least,
            Some('+') => Greed::All,
            _ => Greed::Most,
        };
        if how != Greed::Most {
            self.at += 1;
        }
        if matches!(self.peek(), Some('*' | '+' | '?')) {
            return None;
        }
        Some(Node::Repeat { inner: Box::new(atom), least, most, how })
    }

    /// `{2}`, `{2,}`, `{,3}`, `{2,3}`, up to the closing brace; `None` for a plain brace.
    fn bounds(&mut self) -> Option<(u32, u32)> {
        let end = self.text[self.at..].iter().position(|c| *c == '}')? + self.at;
        let inner: String = self.text[self.at + 1..end].iter().collect();
        let number = |text: &str, other: u32| match text {
            "" => Some(other),
            text => text.chars().all(|c| c.is_ascii_digit()).then(|| text.parse().ok()).flatten(),
        };
        let bounds = match inner.split_once(',') {
            _ if inner.is_empty() => return None,
            Some((least, most)) => (number(least, 0)?, number(most, u32::MAX)?),
            None => (number(&inner, 0)?, number(&inner, 0)?),
        };
        self.at = end;
        Some(bounds)
    }

    /// One atom; the inner value is `None` for what matches nothing and is nothing: flags, comments.
    fn atom(&mut self) -> Option<Option<Node>> {
        let folds = self.has(flags::IGNORECASE);
        Some(Some(match self.next()? {
            '.' => Node::Any { newlines: self.has(flags::DOTALL) },
            '^' => Node::Assert(Place::Start { lines: self.has(flags::MULTILINE) }),
            '$' => Node::Assert(Place::End { lines: self.has(flags::MULTILINE) }),
            '[' => self.set()?,
            '(' => return self.group(),
            '*' | '+' | '?' => return None,
            '\\' => self.escape()?,
            c => Node::Char { c, folds },
        }))
    }

    fn escape(&mut self) -> Option<Node> {
        let ascii = self.has(flags::ASCII);
        let folds = self.has(flags::IGNORECASE);
        let c = self.next()?;
        Some(match c {
            'A' => Node::Assert(Place::TextStart),
            'Z' => Node::Assert(Place::TextEnd),
            'b' => Node::Assert(Place::Word { edge: true, ascii }),
            'B' => Node::Assert(Place::Word { edge: false, ascii }),
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => {
                Node::Set { set: vec![Member::Class { kind: c, ascii }], negated: false, folds: false }
            }
            '1'..='9' => {
                let mut number = c.to_digit(10)? as usize;
                if let Some(second) = self.peek().and_then(|c| c.to_digit(10)) {
                    self.at += 1;
                    number = number * 10 + second as usize;
                }
                if !self.closed.get(number).copied().unwrap_or(false) {
                    return None;
                }
                Node::Back { number, folds }
            }
            _ => Node::Char { c: self.plain_escape(c)?, folds },
        })
    }

    /// The character that an escape stands for.
    fn plain_escape(&mut self, c: char) -> Option<char> {
        Some(match c {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\x0c',
            'v' => '\x0b',
            'a' => '\x07',
            '0' => '\0',
            'x' => self.hex(2)?,
            'u' => self.hex(4)?,
            'U' => self.hex(8)?,
            c if c.is_ascii_alphanumeric() => return None,
            c => c,
        })
    }

    fn hex(&mut self, digits: usize) -> Option<char> {
        let text: String = self.text.get(self.at..self.at + digits)?.iter().collect();
        self.at += digits;
        char::from_u32(u32::from_str_radix(&text, 16).ok()?)
    }

    fn set(&mut self) -> Option<Node> {
        let negated = self.eat("^");
        let ascii = self.has(flags::ASCII);
        let mut set = Vec::new();
        let start = self.at;
        loop {
            let c = self.next()?;
            if c == ']' && self.at - 1 != start {
                break;
            }
            let first = match c {
                '\\' => match self.next()? {
                    kind @ ('d' | 'D' | 's' | 'S' | 'w' | 'W') => {
                        set.push(Member::Class { kind, ascii });
                        continue;
                    }
                    'b' => '\x08',
                    c => self.plain_escape(c)?,
                },
                c => c,
            };
            let is_range = self.peek() == Some('-') && self.text.get(self.at + 1).is_some_and(|c| *c != ']');
            if !is_range {
                set.push(Member::Range(first, first));
                continue;
            }
            self.at += 1;
            let last = match self.next()? {
                '\\' => {
                    let c = self.next()?;
                    self.plain_escape(c)?
                }
                c => c,
            };
            if last < first {
                return None;
            }
            set.push(Member::Range(first, last));
        }
        Some(Node::Set { set, negated, folds: self.has(flags::IGNORECASE) })
    }

    fn name(&mut self, end: char) -> Option<String> {
        let mut name = String::new();
        loop {
            match self.next()? {
                c if c == end => return Some(name),
                c if c.is_alphanumeric() || c == '_' => name.push(c),
                _ => return None,
            }
        }
    }

    fn number_of(&self, name: &str) -> Option<usize> {
        match name.parse() {
            Ok(number) => Some(number),
            Err(_) => self.names.iter().find(|(known, _)| known == name).map(|(_, number)| *number),
        }
    }

    fn group(&mut self) -> Option<Option<Node>> {
        if !self.eat("?") {
            return self.capture(None).map(Some);
        }
        let before = self.flags;
        let node = match self.next()? {
            ':' => Node::Group { number: None, inner: Box::new(self.either()?) },
            '>' => {
                let inner = Box::new(self.either()?);
                Node::Repeat { inner, least: 1, most: 1, how: Greed::All }
            }
            '=' => Node::Look { inner: Box::new(self.either()?), behind: None, negated: false },
            '!' => Node::Look { inner: Box::new(self.either()?), behind: None, negated: true },
            '#' => {
                while self.next()? != ')' {}
                return Some(None);
            }
            '<' => {
                let negated = match self.next()? {
                    '=' => false,
                    '!' => true,
                    _ => return None,
                };
                let inner = self.either()?;
                let behind = Some(inner.width()?);
                Node::Look { inner: Box::new(inner), behind, negated }
            }
            'P' if self.eat("<") => {
                let name = self.name('>')?;
                return self.capture(Some(name)).map(Some);
            }
            'P' if self.eat("=") => {
                let name = self.name(')')?;
                let number = self.number_of(&name)?;
                return Some(Some(Node::Back { number, folds: self.has(flags::IGNORECASE) }));
            }
            '(' => {
                let name = self.name(')')?;
                let number = self.number_of(&name)?;
                let yes = Box::new(self.all()?);
                let no = if self.eat("|") { self.all()? } else { Node::All(Vec::new()) };
                Node::If { number, yes, no: Box::new(no) }
            }
            _ => {
                self.at -= 1;
                match self.inline_flags()? {
                    Some(node) => node,
                    None => return Some(None),
                }
            }
        };
        self.flags = before;
        self.eat(")").then_some(Some(node))
    }

    /// `(?i)` for all that follows (`None`), `(?i-s:...)` for what is inside.
    fn inline_flags(&mut self) -> Option<Option<Node>> {
        let mut removes = false;
        loop {
            let flag = match self.next()? {
                'i' => flags::IGNORECASE,
                'm' => flags::MULTILINE,
                's' => flags::DOTALL,
                'x' => flags::VERBOSE,
                'a' => flags::ASCII,
                'u' => 0,
                '-' => {
                    removes = true;
                    0
                }
                ')' => return Some(None),
                ':' => return Some(Some(Node::Group { number: None, inner: Box::new(self.either()?) })),
                _ => return None,
            };
            self.flags = if removes { self.flags & !flag } else { self.flags | flag };
        }
    }

    fn capture(&mut self, name: Option<String>) -> Option<Node> {
        self.groups += 1;
        if self.groups > GROUPS {
            return None;
        }
        let number = self.groups;
        self.closed.push(false);
        if let Some(name) = name {
            self.names.push((name, number));
        }
        let inner = self.either()?;
        if !self.eat(")") {
            return None;
        }
        self.closed[number] = true;
        Some(Node::Group { number: Some(number), inner: Box::new(inner) })
    }
}

impl Node {
    /// How many characters it always takes; `None` where that varies.
    fn width(&self) -> Option<usize> {
        Some(match self {
            Node::Char { .. } | Node::Set { .. } | Node::Any { .. } => 1,
            Node::Assert(_) | Node::Look { .. } => 0,
            Node::Group { inner, .. } => inner.width()?,
            Node::All(parts) => {
                let mut width: usize = 0;
                for part in parts {
                    width = width.checked_add(part.width()?)?;
                }
                width
            }
            Node::Either(ways) => {
                let width = ways.first()?.width()?;
                if ways.iter().any(|way| way.width() != Some(width)) {
                    return None;
                }
                width
            }
            Node::Repeat { inner, least, most, .. } if least == most => {
                inner.width()?.checked_mul(*least as usize)?
            }
            Node::Repeat { .. } | Node::Back { .. } | Node::If { .. } => return None,
        })
    }
}
