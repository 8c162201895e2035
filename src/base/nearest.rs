//! The known word that a mistyped one is nearest to.

/// Words longer than this are compared by their beginnings.
const COMPARED: usize = 64;

/// The known word that is at most a third of its length away, if there is one; case does not count.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_ascii_lowercase();
    let near = known
        .into_iter()
        .map(|known| (distance(&lower, &known.to_ascii_lowercase()), known))
        .filter(|&(far, known)| far <= (known.len() / 3).max(1))
        .min_by_key(|&(far, _)| far);
    near.map(|(_, known)| known)
}

/// Edits (insert, remove, replace) that lead from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().take(COMPARED).collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().take(COMPARED).enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, &b) in to.iter().enumerate() {
            let replace = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = replace.min(corner + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let known = ["select", "ignore", "target-version"];
        assert_eq!(nearest("selct", known), Some("select"));
        assert_eq!(nearest("Target_Version", known), Some("target-version"));
        assert_eq!(nearest("zzz", known), None);
        assert_eq!(nearest("", known), None);
    }
}
