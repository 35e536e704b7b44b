//! Indicators: patterns read, compositions counted.

use crate::diagnostic::Code;
use crate::rubric::pattern::Pattern;
use crate::rubric::schema::lower::{Fields, Reader, Value};
use crate::rubric::{Indicator, PolarityRule, Rule, Scope, Spanned, Strength};
use crate::span::{SourceFile, Span, offset};

/// Sets that every rubric has.
pub(crate) const CLASSES: &[&str] = &["number", "duration", "percent", "money", "http-status", "date"];

/// Most regular expressions in a file: each takes far longer to compile than a phrase.
const MAX_REGEXES: usize = 100;

/// A rule and how it is shown.
struct Shown {
    rule: Rule,
    text: String,
}

impl Reader<'_> {
    /// The indicators of a list, each of which counts by itself.
    pub(super) fn indicators(
        &mut self,
        list: &[Value],
        strength: Strength,
        polarity: PolarityRule,
    ) -> Vec<Indicator> {
        let indicator = |value| self.indicator(value, strength, polarity);
        list.iter().filter_map(indicator).collect()
    }

    fn indicator(&mut self, value: &Value, strength: Strength, polarity: PolarityRule) -> Option<Indicator> {
        let Shown { rule, text } = self.rule(value)?;
        let polarity = value.fields().and_then(polarity_of).unwrap_or(polarity);
        Some(Indicator { strength, polarity, rule, text, span: value.span })
    }

    /// The one indicator of an `all` or `at_least` that stands directly under a criterion.
    pub(super) fn composed(
        &mut self,
        fields: &Fields,
        name: &'static str,
        polarity: PolarityRule,
    ) -> Option<Indicator> {
        let span = fields.key(name)?;
        let Shown { rule, text } = self.counted(fields, name, vec![], Scope::Sentence)?;
        Some(Indicator { strength: Strength::Full, polarity, rule, text, span })
    }

    fn rule(&mut self, value: &Value) -> Option<Shown> {
        if let Some(text) = value.text() {
            return Some(Shown { rule: Rule::Pattern(self.pattern(text)?), text: text.value.to_owned() });
        }
        let fields = value.fields()?;
        let none = self.rules(fields.list("none"));
        let within = match fields.text("within").map(|word| word.value) {
            Some("paragraph") => Scope::Paragraph,
            Some("answer") => Scope::Answer,
            _ => Scope::Sentence,
        };
        if let Some(text) = fields.text("pattern") {
            let shown = Shown { rule: Rule::Pattern(self.pattern(text)?), text: text.value.to_owned() };
            return Some(if none.is_empty() { shown } else { at_least(1, vec![shown], none, within) });
        }
        let name = ["all", "any", "at_least"].into_iter().find(|name| fields.has(name))?;
        self.counted(fields, name, none, within)
    }

    fn rules(&mut self, list: &[Value]) -> Vec<Shown> {
        list.iter().filter_map(|value| self.rule(value)).collect()
    }

    /// `all`, `any` or `at_least` of an object.
    fn counted(
        &mut self,
        fields: &Fields,
        name: &'static str,
        none: Vec<Shown>,
        within: Scope,
    ) -> Option<Shown> {
        let key = fields.key(name)?;
        let (list, n) = match name {
            "at_least" => {
                let counted = fields.object(name)?;
                (counted.list("of"), counted.whole("n")?)
            }
            _ => (fields.list(name), Spanned { value: i64::from(name == "any"), span: key }),
        };
        let before = self.diagnostics.len();
        let of = self.rules(list);
        // Items that do not fit have left the list with a diagnostic of their own.
        let whole = self.diagnostics.len() == before && self.is_clean(fields.value_span(name).unwrap_or(key));
        if of.is_empty() {
            if whole {
                let error = self.error(Code::WrongType, key, format!("`{name}` lists no patterns"));
                self.push(error.help("add a pattern, or remove the field"));
            }
            return None;
        }
        let n_rules = of.len();
        let wanted = if name == "all" { n_rules } else { usize::try_from(n.value).unwrap_or(usize::MAX) };
        if wanted > n_rules && whole {
            let message = format!("`n` is {wanted}, but only {n_rules} {} listed", are(n_rules));
            let error = self.error(Code::OutOfRange, n.span, message);
            self.push(error.help(format!("write `n: {n_rules}` or less")));
        }
        Some(at_least(wanted, of, none, within))
    }

    /// Whether no diagnostic points into `span`.
    pub(super) fn is_clean(&self, span: Span<SourceFile>) -> bool {
        let inside = |at: u32| (span.start..=span.end).contains(&at);
        !self.diagnostics.iter().any(|diagnostic| inside(diagnostic.span.start))
    }

    /// Whether there were more regular expressions than are read.
    pub(super) fn is_over_limit(&self) -> bool {
        self.n_regexes > MAX_REGEXES
    }

    /// One line of the pattern language, whose sets are noted.
    pub(super) fn pattern(&mut self, text: Spanned<&str>) -> Option<Pattern> {
        if text.value.starts_with('/') {
            self.n_regexes += 1;
            if self.n_regexes == MAX_REGEXES + 1 {
                let message = format!("the file has more than {MAX_REGEXES} regexes");
                let error = self.error(Code::TooLarge, text.span, message);
                self.push(error.help("write phrases instead, or join regexes with `|`"));
            }
            if self.is_over_limit() {
                return None;
            }
        }
        match Pattern::parse(text.value) {
            Ok(pattern) => {
                for name in pattern.sets() {
                    let written = format!("<{name}>");
                    let at = text.value.find(&written).unwrap_or(0);
                    let span = self.inside(text, at, at + written.len());
                    self.sets_used.push(Spanned { value: name.to_owned(), span });
                }
                Some(pattern)
            }
            Err(error) => {
                let span = self.inside(text, error.at.start, error.at.end);
                let diagnostic = self.error(Code::BadPattern, span, error.message);
                self.push(crate::diagnostic::Diagnostic { help: error.help, ..diagnostic });
                None
            }
        }
    }

    /// Where a part of a text stands in the file; the whole text if it was written with escapes or in several lines.
    fn inside(&self, text: Spanned<&str>, start: usize, end: usize) -> Span<SourceFile> {
        match text.span.slice(self.text).find(text.value) {
            Some(before) if end <= text.value.len() => {
                let from = text.span.start + offset(before);
                Span::new(from + offset(start), from + offset(end))
            }
            _ => text.span,
        }
    }
}

/// The polarity that the author has chosen.
pub(super) fn polarity_of(fields: &Fields) -> Option<PolarityRule> {
    match fields.text("polarity")?.value {
        "any" => Some(PolarityRule::Any),
        _ => Some(PolarityRule::ByKind),
    }
}

fn at_least(n: usize, of: Vec<Shown>, none: Vec<Shown>, within: Scope) -> Shown {
    let listed = |rules: &[Shown]| rules.iter().map(|rule| rule.text.as_str()).collect::<Vec<_>>().join(", ");
    let amount = match n {
        _ if n == of.len() => "all".to_owned(),
        1 => "any".to_owned(),
        _ => format!("{n} of"),
    };
    let mut text = format!("{amount} [{}]", listed(&of));
    if !none.is_empty() {
        text = format!("{text}, none [{}]", listed(&none));
    }
    let rules = |shown: Vec<Shown>| shown.into_iter().map(|shown| shown.rule).collect();
    Shown { rule: Rule::AtLeast { n, of: rules(of), none: rules(none), within }, text }
}

fn are(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}
