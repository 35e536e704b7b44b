//! Which tokens of a match its pattern speaks of; the others stand in its gaps.

/// The first tokens of a match, each held by the pattern or passed over in a gap.
///
/// Counted from the first token of the match. Of the tokens behind the first 64 every one passes as held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held(u64);

impl Held {
    /// Every token.
    pub(super) const ALL: Self = Self(u64::MAX);

    /// `n` tokens in a row.
    pub(super) fn run(n: u32) -> Self {
        Self(1_u64.checked_shl(n).map_or(u64::MAX, |bit| bit - 1))
    }

    /// These, and those of a part that begins `later` tokens behind the first.
    pub(super) fn and(self, other: Self, later: u32) -> Self {
        Self(self.0 | other.0.checked_shl(later).unwrap_or(0))
    }

    /// Whether the pattern speaks of a token.
    pub fn holds(self, at: usize) -> bool {
        u32::try_from(at).ok().and_then(|at| self.0.checked_shr(at)).is_none_or(|rest| rest & 1 == 1)
    }
}
