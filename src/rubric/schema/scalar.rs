//! Texts, numbers and words, checked against the form that the table asks for.

use super::Type;
use super::lower::{Owner, Reader, ValueKind};
use crate::diagnostic::Code;
use crate::rubric::Points;
use crate::span::{SourceFile, Span};
use crate::yaml::{Node, NodeKind, Style};

/// Most points of one criterion.
const MOST_POINTS: Points = Points::from_hundredths(100_000);

impl Reader<'_> {
    pub(super) fn scalar(&mut self, node: &Node, form: &Type, owner: &Owner<'_>) -> Option<ValueKind> {
        let NodeKind::Scalar { value, style } = &node.kind else {
            return self.refuse(node, owner, expected(form));
        };
        let text = value.trim_end();
        // `''` is an empty pattern, which has a message of its own.
        let empty = text.trim().is_empty() && !(matches!(form, Type::Phrase) && *style == Style::Quoted);
        if empty || (node.is_nothing() && !matches!(form, Type::Text | Type::Phrase)) {
            return self.refuse(node, owner, expected(form));
        }
        match form {
            Type::Id => {
                self.id(text, node.span);
                Some(ValueKind::Text(text.to_owned()))
            }
            Type::Whole(least, most) => self.whole(text, node.span, *least, *most, owner),
            Type::Points => self.points(text, node.span, owner),
            Type::Decimal(least, most) => self.decimal(text, node.span, *least, *most, owner),
            Type::Flag => self.flag(text, node.span, owner),
            Type::Word(words) => self.word(text, node.span, words, owner),
            Type::Percents => self.percents(text, node.span, owner),
            Type::FileName => self.file_name(text, node.span, owner),
            Type::Text
            | Type::Phrase
            | Type::Reference
            | Type::List(_)
            | Type::Entries(..)
            | Type::Object(_)
            | Type::Either(..) => Some(ValueKind::Text(text.to_owned())),
        }
    }

    /// Complains of an id that is not in kebab-case.
    pub(super) fn id(&mut self, id: &str, span: Span<SourceFile>) {
        if is_kebab(id) {
            return;
        }
        let error = self.error(Code::BadId, span, format!("`{id}` is not an id in kebab-case"));
        let better = kebab(id);
        self.push(if is_kebab(&better) {
            error.help(format!("write `{better}`"))
        } else {
            error.help("use lower-case letters, digits and single hyphens, beginning with a letter")
        });
    }

    fn whole(
        &mut self,
        text: &str,
        span: Span<SourceFile>,
        least: i64,
        most: i64,
        owner: &Owner<'_>,
    ) -> Option<ValueKind> {
        let name = owner.name;
        let digits = text.trim_end_matches('%').trim_end();
        match text.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => return Some(ValueKind::Whole(number)),
            Ok(_) => {
                let message = format!("`{name}` must be from {least} to {most}");
                let error = self.error(Code::OutOfRange, span, message);
                self.push(error.label(format!("not from {least} to {most}")));
            }
            Err(_) => {
                let message = format!("`{name}` must be a whole number, not `{text}`");
                let error = self.error(Code::WrongType, span, message);
                self.push(match digits.parse::<i64>() {
                    Ok(number) => error.help(format!("write `{name}: {number}`")),
                    Err(_) => error.help(format!("write a number from {least} to {most}")),
                });
            }
        }
        None
    }

    fn points(&mut self, text: &str, span: Span<SourceFile>, owner: &Owner<'_>) -> Option<ValueKind> {
        let name = owner.name;
        match hundredths(text) {
            Some(points) if points > Points::ZERO && points <= MOST_POINTS => {
                return Some(ValueKind::Points(points));
            }
            Some(_) => {
                let message = format!("`{name}` must be over 0 and at most {MOST_POINTS}");
                let error = self.error(Code::OutOfRange, span, message);
                let negative = text.starts_with('-');
                self.push(if negative {
                    error.help("remove the `-`: misconceptions take their points off by themselves")
                } else {
                    error.help(format!("write a number from 0.01 to {MOST_POINTS}"))
                });
            }
            None => self.no_number(name, text, span, "two", &format!("write `{name}: 2`, for instance")),
        }
        None
    }

    /// A text that is no number, or one with more decimals than count.
    fn no_number(&mut self, name: &str, text: &str, span: Span<SourceFile>, decimals: &str, help: &str) {
        if text.parse::<f64>().is_ok_and(f64::is_finite) {
            let message = format!("`{name}` can have up to {decimals} decimals");
            let error = self.error(Code::OutOfRange, span, message);
            self.push(error.help(format!("write `{name}: 2.5`, for instance")));
        } else {
            let message = format!("`{name}` must be a number, not `{text}`");
            let error = self.error(Code::WrongType, span, message);
            self.push(error.help(help));
        }
    }

    fn decimal(
        &mut self,
        text: &str,
        span: Span<SourceFile>,
        least: i64,
        most: i64,
        owner: &Owner<'_>,
    ) -> Option<ValueKind> {
        let name = owner.name;
        let (low, high) = (least / 1000, most / 1000);
        match thousandths(text) {
            Some(number) if (least..=most).contains(&i64::from(number)) => {
                return Some(ValueKind::Decimal(number));
            }
            Some(_) => {
                let message = format!("`{name}` must be from {low} to {high}");
                let error = self.error(Code::OutOfRange, span, message);
                self.push(error.label(format!("not from {low} to {high}")));
            }
            None => {
                self.no_number(name, text, span, "three", &format!("write a number from {low} to {high}"));
            }
        }
        None
    }

    fn flag(&mut self, text: &str, span: Span<SourceFile>, owner: &Owner<'_>) -> Option<ValueKind> {
        let name = owner.name;
        let meant = match text {
            "true" => return Some(ValueKind::Flag(true)),
            "false" => return Some(ValueKind::Flag(false)),
            "yes" | "Yes" | "YES" | "y" | "on" | "On" | "True" | "TRUE" | "1" => "true",
            "no" | "No" | "NO" | "n" | "off" | "Off" | "False" | "FALSE" | "0" => "false",
            _ => "true` or `false",
        };
        let message = format!("`{name}` must be `true` or `false`, not `{text}`");
        let error = self.error(Code::WrongType, span, message);
        self.push(error.help(format!("write `{meant}`")));
        None
    }

    fn word(
        &mut self,
        text: &str,
        span: Span<SourceFile>,
        words: &[&str],
        owner: &Owner<'_>,
    ) -> Option<ValueKind> {
        if words.contains(&text) {
            return Some(ValueKind::Text(text.to_owned()));
        }
        let message = format!("`{}` cannot be `{text}`", owner.name);
        let error = self.error(Code::BadValue, span, message);
        self.push(match self.near(text, words.iter().copied()) {
            Some(word) => error.help(format!("did you mean `{word}`?")),
            None => error.help(format!("write one of: {}", words.join(", "))),
        });
        None
    }

    fn percents(&mut self, text: &str, span: Span<SourceFile>, owner: &Owner<'_>) -> Option<ValueKind> {
        let (low, high) = text.split_once("..").unwrap_or((text, text));
        let percent = |text: &str| text.trim().parse::<u8>().ok().filter(|&number| number <= 100);
        if let (Some(low), Some(high)) = (percent(low), percent(high))
            && low <= high
        {
            return Some(ValueKind::Percents(low, high));
        }
        let message = format!("`{}` cannot be `{text}`", owner.name);
        let error = self.error(Code::BadValue, span, message);
        self.push(error.help("write a percentage, or the lowest and the highest: `80..100`"));
        None
    }

    fn file_name(&mut self, text: &str, span: Span<SourceFile>, owner: &Owner<'_>) -> Option<ValueKind> {
        let elsewhere = text.contains(['/', '\\', ':', '\n']) || matches!(text, "." | "..");
        if !elsewhere {
            return Some(ValueKind::Text(text.to_owned()));
        }
        let message = format!("`{}` must be the name of a file in the folder of the rubric", owner.name);
        let error = self.error(Code::BadValue, span, message);
        let name = text.rsplit(['/', '\\', ':', '\n']).next().unwrap_or("");
        self.push(error.help(format!("move the file beside the rubric and write `{}: {name}`", owner.name)));
        None
    }
}

/// What is expected, in words.
fn expected(form: &Type) -> &'static str {
    match form {
        Type::Text => "a text",
        Type::Phrase => "a pattern",
        Type::Reference | Type::Id => "an id",
        Type::FileName => "the name of a file",
        Type::Whole(..) => "a whole number",
        Type::Points | Type::Decimal(..) => "a number",
        Type::Flag => "`true` or `false`",
        Type::Word(_) => "a word",
        Type::Percents => "a percentage",
        Type::List(_) => "a list",
        Type::Entries(..) => "names, each with a value",
        Type::Object(_) | Type::Either(..) => "fields",
    }
}

fn is_kebab(id: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    id.split('-').all(part) && id.starts_with(|first: char| first.is_ascii_lowercase())
}

/// The id that was probably meant.
fn kebab(id: &str) -> String {
    let lower = id.to_lowercase();
    let words = lower.split(|found: char| !found.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// A number with at most three decimals, exactly.
fn thousandths(text: &str) -> Option<i32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let places = u32::try_from(decimals.len()).ok().filter(|places| (1..=3).contains(places))?;
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits.is_empty() || !digits.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Beyond the largest number is out of range, too.
    let number = digits.parse::<i32>().unwrap_or(i32::MAX).saturating_mul(1000);
    let number = number.saturating_add(decimals.parse::<i32>().ok()? * 10_i32.pow(3 - places));
    Some(if whole.starts_with('-') { -number } else { number })
}

/// A number with at most two decimals, exactly.
fn hundredths(text: &str) -> Option<Points> {
    let (sign, number) = text.strip_prefix('-').map_or((1, text), |number| (-1, number));
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
        return None;
    }
    let tens = if decimals.len() == 1 { 10 } else { 1 };
    // Beyond the largest number is out of range, too.
    let whole = whole.parse::<i32>().unwrap_or(i32::MAX);
    let cents = decimals.parse::<i32>().unwrap_or(0).saturating_mul(tens);
    Some(Points::from_hundredths(whole.saturating_mul(100).saturating_add(cents).saturating_mul(sign)))
}
