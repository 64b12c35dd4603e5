//! Whether a group typed from the paper is the one that was printed.

/// Compares as the kit is read: capitals, `O` is `0`, `I` and `L` are `1`, blanks do not count.
#[must_use]
pub fn same_group(typed: &str, printed: &str) -> bool {
    let typed = normal(typed);
    !typed.is_empty() && typed == normal(printed)
}

/// Which group is typed again: not always the same one, so that nobody learns the answer.
#[must_use]
pub const fn group_to_retype(created_at: i64) -> usize {
    (created_at.unsigned_abs() / 1000 % 8) as usize
}

fn normal(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_people_write() {
        assert!(same_group(" 4okl-q", "40K1Q"));
        assert!(!same_group("40K1R", "40K1Q"));
        assert!(!same_group("", ""));
    }

    #[test]
    fn always_asks_for_one_of_eight() {
        for at in [0, 1_999, -5_000, i64::MAX, i64::MIN] {
            assert!(group_to_retype(at) < 8);
        }
    }
}
