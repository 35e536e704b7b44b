//! What a text decides before it explains: yes or no, or the letter of a choice.
//!
//! Only its first word is asked. Two texts that decide otherwise contradict each other, however
//! many words they share; two that decide the same need not mean the same.

use crate::span::{Answer, Span};

/// What the first word of a text decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    /// Where it stands.
    pub place: Span<Answer>,
    choice: Choice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Yes,
    No,
    Letter(u8),
}

impl Decision {
    /// The decision of a text whose first word stands at `place`; `goes_on` where the second word may belong to
    /// it: *no water* decides nothing.
    pub(super) fn of(source: &str, place: Span<Answer>, goes_on: bool) -> Option<Self> {
        let word = place.slice(source);
        let apart = stands_apart(source, place);
        let choice = match word.as_bytes() {
            _ if word.eq_ignore_ascii_case("yes") => Choice::Yes,
            _ if word.eq_ignore_ascii_case("no") && (apart || !goes_on) => Choice::No,
            [letter @ b'A'..=b'E'] if apart => Choice::Letter(*letter),
            _ => return None,
        };
        Some(Self { place, choice })
    }

    /// Whether the two are of one kind and not the same.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let letter = |choice: Choice| matches!(choice, Choice::Letter(_));
        letter(self.choice) == letter(other.choice) && self.choice != other.choice
    }
}

/// `A.` and `A)` choose, `A lamp` does not.
fn stands_apart(source: &str, place: Span<Answer>) -> bool {
    let rest = source.get(place.end as usize..).unwrap_or("");
    rest.trim().is_empty() || rest.starts_with(['.', ')', ',', ':'])
}

#[cfg(test)]
mod tests {
    use super::Decision;
    use crate::reference::Reader;

    fn check(reference: &str, answer: &str, expect: bool) {
        let mut reader = Reader::default();
        let (reference, answer) = (reader.phrase(reference), reader.answer(answer));
        let contradicts = |(a, b): (&Decision, &Decision)| a.contradicts(b);
        let found = reference.decision.as_ref().zip(answer.decision.as_ref()).is_some_and(contradicts);
        assert_eq!(found, expect, "{:?} {:?}", reference.decision, answer.decision);
    }

    #[test]
    fn the_first_word_decides() {
        check("Yes, foil is a metal.", "no because it is foil", true);
        check("No. String is no metal.", "**Yes**, it is.", true);
        check("Yes, foil is a metal.", "Yes. It is no metal.", false);
        check("Yes, foil is a metal.", "Foil is no metal.", false);
        check("Yes, it is gone.", "No water is left.", false);
        check("A. It is darker.", "B) It is darker.", true);
        check("A. It is darker.", "C", true);
        check("A. It is darker.", "A, it is darker.", false);
        check("A lamp is lit.", "B. It is darker.", false);
        check("A. It is darker.", "No, it is not.", false);
    }
}
