//! A mark in exact hundredths of a point, and what it is out of another number of points.

use std::fmt;

/// Points of how many, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// Hundredths of a point that were earned.
    pub earned: i64,
    /// Hundredths of a point that could be earned.
    pub max: i64,
}

impl Mark {
    /// From points; the percentage decides where a cap or a person has moved it away from them.
    pub fn new(points: f64, max: f64, percent: f64) -> Self {
        let (earned, max, permille) = (hundredths(points), hundredths(max), rounded(percent * 10.0));
        let by_points = Self { earned: earned.clamp(0, max.max(0)), max };
        if by_points.permille() == permille {
            by_points
        } else {
            Self { earned: share(permille, max, 1000), max }
        }
    }

    /// Tenths of a percent.
    pub fn permille(self) -> i64 {
        share(self.earned, 1000, self.max)
    }

    /// What it is when `max` hundredths of a point can be earned.
    #[must_use]
    pub fn out_of(self, max: i64) -> Self {
        if max == self.max { self } else { Self { earned: share(self.earned, max, self.max), max } }
    }

    /// The points as a number, for cells that hold numbers.
    pub fn points(self) -> f64 {
        number(self.earned)
    }

    /// Of one, with as many digits as a percentage has.
    pub fn share(self) -> f64 {
        float(self.permille()) / 1000.0
    }

    /// Percent as a number.
    pub fn percent(self) -> f64 {
        number(self.permille() * 10)
    }
}

impl std::ops::Add for Mark {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { earned: self.earned.saturating_add(other.earned), max: self.max.saturating_add(other.max) }
    }
}

impl std::iter::Sum for Mark {
    fn sum<I: Iterator<Item = Self>>(marks: I) -> Self {
        marks.fold(Self::default(), |total, next| total + next)
    }
}

impl fmt::Display for Mark {
    /// The points with as few digits as say them exactly: `3`, `2.5`, `0.25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal(self.earned))
    }
}

/// Hundredths as a decimal number with as few digits as say it exactly.
pub(super) fn decimal(hundredths: i64) -> String {
    let (sign, value) = (if hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
    match (value / 100, value % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, cents) if cents % 10 == 0 => format!("{sign}{whole}.{}", cents / 10),
        (whole, cents) => format!("{sign}{whole}.{cents:02}"),
    }
}

/// A number of points as hundredths.
pub(super) fn hundredths(points: f64) -> i64 {
    rounded(points * 100.0)
}

/// Hundredths as a number.
pub(super) fn number(hundredths: i64) -> f64 {
    float(hundredths) / 100.0
}

fn float(value: i64) -> f64 {
    // Marks are far below the numbers that a float cannot hold.
    #[allow(clippy::cast_precision_loss, reason = "hundredths of points are small")]
    let number = value as f64;
    number
}

fn rounded(value: f64) -> i64 {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a cast saturates, and the value is bounded before it"
    )]
    let whole = value.clamp(-1e12, 1e12).round() as i64;
    whole
}

/// `value * of / whole`, rounded to the nearest, halves up.
fn share(value: i64, of: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let (value, of, whole) = (i128::from(value), i128::from(of), i128::from(whole));
    let share = (2 * value * of + whole).div_euclid(2 * whole);
    i64::try_from(share).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Mark;

    #[test]
    fn points_stand_unless_a_cap_or_a_person_moved_the_percentage() {
        let check = |points, max, percent, expect: &str| {
            let mark = Mark::new(points, max, percent);
            assert_eq!(format!("{mark} of {} = {}", mark.max, mark.permille()), expect);
        };
        check(8.0, 16.0, 50.0, "8 of 1600 = 500");
        check(1.0, 3.0, 33.3, "1 of 300 = 333");
        check(12.0, 16.0, 60.0, "9.6 of 1600 = 600");
        check(0.0, 0.0, 0.0, "0 of 0 = 0");
        check(2.25, 3.0, 75.0, "2.25 of 300 = 750");
    }

    #[test]
    fn marks_are_rescaled_exactly() {
        let third = Mark { earned: 100, max: 300 };
        assert_eq!(third.out_of(10_000).to_string(), "33.33");
        assert_eq!(Mark { earned: 200, max: 300 }.out_of(10_000).to_string(), "66.67");
        assert_eq!(third.out_of(300), third);
        assert_eq!([third, third].into_iter().sum::<Mark>(), Mark { earned: 200, max: 600 });
    }
}
