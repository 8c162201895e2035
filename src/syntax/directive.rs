//! What one comment says to heaplint.
//!
//! A comment may hold several directives, each behind a `#` of its own:
//! `# type: ignore # heaplint: ignore[HL101] # noqa`.

/// One thing that a comment asks for.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Directive {
    pub kind: Kind,
    /// Codes and names; those of other tools are left out.
    pub codes: Vec<String>,
    /// Byte of the comment where another code can be put in.
    pub close: Option<usize>,
}

#[derive(PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Ignore,
    Noqa,
    File,
    Disable,
    Enable,
    Malformed(String),
}

impl Directive {
    fn new(kind: Kind, codes: Vec<String>) -> Self {
        Self { kind, codes, close: None }
    }
}

pub(super) fn directives(comment: &str) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut start = 0;
    for part in comment.split('#') {
        let base = start + part.len() - part.trim_start().len();
        found.extend(ours(part.trim(), base).or_else(|| noqa(part.trim())));
        start += part.len() + 1;
    }
    found
}

/// `base` is where the part begins in its comment.
fn ours(part: &str, base: usize) -> Option<Directive> {
    let rest = part.strip_prefix("heaplint:")?.trim_start();
    let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let (word, rest) = rest.split_at(len);
    let told = |message: String| Some(Directive::new(Kind::Malformed(message), Vec::new()));
    let kind = match word {
        "ignore" => Kind::Ignore,
        "ignore-file" => Kind::File,
        "disable" => Kind::Disable,
        "enable" => Kind::Enable,
        _ => {
            let known = "`ignore`, `ignore-file`, `disable` and `enable`";
            return told(format!("`{word}` is not one of {known}"));
        }
    };
    let Some(list) = rest.trim_start().strip_prefix('[') else {
        return match kind {
            Kind::Ignore | Kind::Disable => {
                told(format!("`{word}` names no rule; write `{word}[rule]`, or `{word}[ALL]`"))
            }
            kind => Some(Directive::new(kind, Vec::new())),
        };
    };
    let Some((list, reason)) = list.split_once(']') else {
        return told("the list of codes has no closing bracket".into());
    };
    let codes: Vec<String> = list.split(',').map(|code| code.trim().to_owned()).collect();
    if codes.iter().any(String::is_empty) {
        return told("the list of codes has an empty place".into());
    }
    let close = base + part.len() - reason.len() - 1;
    Some(Directive { close: Some(close), ..Directive::new(kind, codes) })
}

/// `None` also for a `noqa` that names only the codes of other tools.
fn noqa(part: &str) -> Option<Directive> {
    if !part.get(..4)?.eq_ignore_ascii_case("noqa") {
        return None;
    }
    let rest = part[4..].trim_start();
    let Some(list) = rest.strip_prefix(':') else {
        return rest.is_empty().then(|| Directive::new(Kind::Noqa, Vec::new()));
    };
    let words = list.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
    let codes: Vec<String> =
        words.map(str::to_ascii_uppercase).filter(|word| word.starts_with("HL") && is_code(word)).collect();
    (!codes.is_empty()).then(|| Directive::new(Kind::Noqa, codes))
}

fn is_code(word: &str) -> bool {
    word.len() > 2 && word[2..].bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_every_kind_are_read() {
        let kinds = |comment| directives(comment).into_iter().map(|one| one.kind).collect::<Vec<_>>();
        assert_eq!(kinds("# heaplint: ignore[a] # noqa"), [Kind::Ignore, Kind::Noqa]);
        assert_eq!(kinds("# heaplint: ignore-file"), [Kind::File]);
        assert!(matches!(kinds("# heaplint: ignore").as_slice(), [Kind::Malformed(_)]));
        assert_eq!(kinds("# noqa: E501"), []);
        assert_eq!(kinds("# noqa: HL101 because of E501"), [Kind::Noqa]);
        assert_eq!(kinds("###"), []);
    }

    #[test]
    fn a_list_tells_where_it_ends() {
        for comment in
            ["# heaplint: ignore[HL1, HL2] why", "# é  #  heaplint:  ignore [HL1]", "#heaplint: ignore[a]"]
        {
            let at = directives(comment)[0].close.expect("a list");
            assert_eq!(&comment[at..=at], "]", "{comment}");
        }
    }
}
