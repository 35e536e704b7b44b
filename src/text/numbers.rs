//! Which words are numbers, units, amounts and HTTP statuses.
//!
//! Classes of single words only; that `two` and `hours` together are a duration is for a pattern to say.

/// What kind of number or unit a folded word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberKind {
    /// `3`, `2.5`, `1,000`, `two`, `few`.
    Number,
    /// `200ms`, `24h`.
    Duration,
    /// `ms`, `hours`.
    TimeUnit,
    /// `95%`, `p99`.
    Percent,
    /// `$5`, `€20`.
    Money,
    /// `409`, `5xx`.
    HttpStatus,
    /// `November`, `monday`, `2026`: a month, a weekday, a year from 1900 to 2099.
    Date,
}

const NUMBER_WORDS: &[&str] = &[
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "ninety", "hundred", "thousand",
    "million", "couple", "few", "several", "half", "dozen",
];

const TIME_UNITS: &[&str] = &[
    "ns",
    "us",
    "µs",
    "ms",
    "s",
    "sec",
    "secs",
    "second",
    "seconds",
    "millisecond",
    "milliseconds",
    "millis",
    "microseconds",
    "m",
    "min",
    "mins",
    "minute",
    "minutes",
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "d",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
];

const DATE_WORDS: &[&str] = &[
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The kinds a folded word has; none for an ordinary word.
pub fn kinds(folded: &str) -> Vec<NumberKind> {
    if NUMBER_WORDS.contains(&folded) {
        return vec![NumberKind::Number];
    }
    if TIME_UNITS.contains(&folded) {
        return vec![NumberKind::TimeUnit];
    }
    if DATE_WORDS.contains(&folded) {
        return vec![NumberKind::Date];
    }
    if let Some(amount) = folded.strip_prefix(['$', '€', '£', '¥']) {
        return if is_number(amount.trim_end_matches(['k', 'm', 'b'])) {
            vec![NumberKind::Money]
        } else {
            Vec::new()
        };
    }
    let split = folded.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(folded.len());
    let (digits, unit) = folded.split_at(split);
    match (is_number(digits), unit) {
        (true, "") if is_status(digits) => vec![NumberKind::Number, NumberKind::HttpStatus],
        (true, "") if is_year(digits) => vec![NumberKind::Number, NumberKind::Date],
        (true, "" | "k" | "x" | "st" | "nd" | "rd" | "th" | "+") => vec![NumberKind::Number],
        (true, "%") => vec![NumberKind::Percent],
        (true, "xx") if digits.len() == 1 => vec![NumberKind::HttpStatus],
        (true, unit) if TIME_UNITS.contains(&unit) => vec![NumberKind::Duration],
        (false, _) => percentile(folded),
        _ => Vec::new(),
    }
}

fn is_number(digits: &str) -> bool {
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

fn is_status(digits: &str) -> bool {
    digits.len() == 3 && matches!(digits.bytes().next(), Some(b'1'..=b'5')) && is_plain(digits)
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")) && is_plain(digits)
}

fn is_plain(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn percentile(folded: &str) -> Vec<NumberKind> {
    match folded.strip_prefix('p') {
        Some(rest) if rest.len() >= 2 && is_number(rest) => vec![NumberKind::Percent],
        _ => Vec::new(),
    }
}
