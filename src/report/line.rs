//! One assessment as one compact JSON line.
//!
//! What programs read by the hundred thousand: verdicts, points and quotes. What only people read
//! (titles, hints, lenses) stands in [`super::Report`]. Everything that is the same in each line of
//! a rubric is written once, when the writer is made; a line then is copied together.

use serde::Serialize;

use super::decided::{self, OverrideReport, StaleReport};
use super::{MOST_QUOTES, flag_name, follow_up, kind_name, method_name, number, points_offered};
use crate::review::Reviewed;
use crate::rubric::Criterion;
use crate::score::{Assessment, CriterionScore, Evidence, Scorer, Source, Verdict};
use crate::span::{LineIndex, Position, offset};

/// Writes lines for one rubric.
#[derive(Debug)]
pub struct LineWriter {
    rubric: String,
    bands: Vec<String>,
    criteria: Vec<Fixed>,
}

/// What is the same of a criterion in every line, as JSON.
#[derive(Debug)]
struct Fixed {
    /// Up to the verdict.
    head: String,
    max: String,
    indicators: Vec<String>,
    follow_up: String,
    /// All of a criterion of which nothing was found but its last bracket.
    missing: Vec<u8>,
}

impl LineWriter {
    /// A writer for everything that `scorer` scores.
    pub fn new(scorer: &Scorer) -> Self {
        let rubric = scorer.rubric();
        Self {
            rubric: json(&rubric.id),
            bands: rubric.bands.iter().map(|band| json(&band.name)).collect(),
            criteria: rubric.criteria.iter().map(Fixed::new).collect(),
        }
    }

    /// Appends the line of one answer, with its line end.
    pub fn write(
        &self,
        answer_id: &str,
        scorer: &Scorer,
        assessment: &Assessment,
        answer: &str,
        out: &mut Vec<u8>,
    ) {
        out.push(b'{');
        self.write_fields(answer_id, scorer, (assessment, None), answer, out);
    }

    /// Appends the line of an answer after people have decided.
    pub fn write_reviewed(
        &self,
        answer_id: &str,
        scorer: &Scorer,
        reviewed: &Reviewed<'_>,
        answer: &str,
        out: &mut Vec<u8>,
    ) {
        out.push(b'{');
        self.write_fields(answer_id, scorer, (&reviewed.assessment, Some(reviewed)), answer, out);
    }

    /// As [`LineWriter::write`], without the opening brace: other fields may stand before these. What people
    /// have decided stands beside the assessment that came of it.
    pub fn write_fields(
        &self,
        answer_id: &str,
        scorer: &Scorer,
        (assessment, reviewed): (&Assessment, Option<&Reviewed<'_>>),
        answer: &str,
        out: &mut Vec<u8>,
    ) {
        out.extend(b"\"answer_id\":");
        string(answer_id, out);
        self.score(scorer, assessment, reviewed, out);
        out.extend(b",\"criteria\":[");
        let lines = LineIndex::new(answer);
        let criteria = scorer.rubric().criteria.iter().zip(&self.criteria).zip(&assessment.criteria);
        for (at, ((criterion, fixed), score)) in criteria.enumerate() {
            comma(at, out);
            fixed.write(criterion, score, answer, &lines, out);
            if let Some(decided) = reviewed.and_then(|reviewed| decided::on_criterion(reviewed, at)) {
                field(",\"override\":", &json(&decided), out);
            }
            out.push(b'}');
        }
        out.extend(b"],\"flags\":[");
        for (at, flag) in assessment.flags.iter().enumerate() {
            comma(at, out);
            string(&flag_name(*flag, scorer), out);
        }
        out.extend(b"]");
        if let Some(reviewed) = reviewed {
            people(scorer, reviewed, out);
        }
        out.extend(b"}\n");
    }

    /// The score as a whole.
    fn score(
        &self,
        scorer: &Scorer,
        assessment: &Assessment,
        reviewed: Option<&Reviewed<'_>>,
        out: &mut Vec<u8>,
    ) {
        field(",\"rubric\":", &self.rubric, out);
        out.extend(b",\"percent\":");
        hundredths(i32::from(assessment.permille) * 10, out);
        out.extend(b",\"points\":");
        hundredths(assessment.points.hundredths(), out);
        out.extend(b",\"max\":");
        hundredths(assessment.max.hundredths(), out);
        if let Some(scaled) = scorer.rubric().scaled(assessment.permille) {
            field(",\"scaled\":", &json(&scaled), out);
        }
        let band = assessment.band.and_then(|band| self.bands.get(band));
        field(",\"band\":", band.map_or("null", String::as_str), out);
        field(",\"passed\":", if assessment.passed { "true" } else { "false" }, out);
        out.extend(b",\"words\":");
        integer(offset(assessment.words), out);
        let confidence = reviewed
            .map_or_else(|| scorer.confidence(assessment), |reviewed| decided::confidence(scorer, reviewed));
        field(",\"confidence\":", &json(&confidence), out);
    }
}

/// What people decided of the whole, and what they decided of another text.
fn people(scorer: &Scorer, reviewed: &Reviewed<'_>, out: &mut Vec<u8>) {
    if let Some(percent) = decided::machine_percent(reviewed) {
        field(",\"machine_percent\":", &json(&percent), out);
    }
    if let Some(confidence) = reviewed.machine_confidence {
        field(",\"machine_confidence\":", &json(&confidence), out);
    }
    if let Some(scaled) = decided::machine_scaled(scorer, reviewed) {
        field(",\"machine_scaled\":", &json(&scaled), out);
    }
    if let Some(ruling) = &reviewed.score {
        field(",\"score_override\":", &json(&OverrideReport::new(None, ruling)), out);
    }
    if !reviewed.stale.is_empty() {
        let stale: Vec<StaleReport> = reviewed.stale.iter().map(|row| StaleReport::new(row)).collect();
        field(",\"stale_overrides\":", &json(&stale), out);
    }
}

impl Fixed {
    fn new(criterion: &Criterion) -> Self {
        let kind = kind_name(criterion.kind);
        let follow_up = criterion.follow_up.as_deref().unwrap_or_default();
        let mut fixed = Self {
            head: format!("{{\"id\":{},\"kind\":\"{kind}\",\"verdict\":\"", json(&criterion.id)),
            max: json(&number(points_offered(criterion))),
            indicators: criterion.indicators.iter().map(|indicator| json(&indicator.text)).collect(),
            follow_up: json(follow_up),
            missing: Vec::new(),
        };
        let mut missing = Vec::new();
        fixed.write_found(criterion, &CriterionScore::missing(), "", &LineIndex::new(""), &mut missing);
        fixed.missing = missing;
        fixed
    }

    /// All of a criterion but its last bracket.
    fn write(
        &self,
        criterion: &Criterion,
        score: &CriterionScore,
        answer: &str,
        lines: &LineIndex<'_>,
        out: &mut Vec<u8>,
    ) {
        if score.verdict == Verdict::Missing && score.evidence.is_empty() {
            out.extend(&self.missing);
        } else {
            self.write_found(criterion, score, answer, lines, out);
        }
    }

    fn write_found(
        &self,
        criterion: &Criterion,
        score: &CriterionScore,
        answer: &str,
        lines: &LineIndex<'_>,
        out: &mut Vec<u8>,
    ) {
        field(&self.head, score.verdict.as_str(), out);
        out.extend(b"\",\"points\":");
        hundredths(score.points.hundredths(), out);
        field(",\"max\":", &self.max, out);
        if score.doubtful {
            out.extend(b",\"doubtful\":true");
        }
        out.extend(b",\"evidence\":[");
        for (at, piece) in score.evidence.iter().take(MOST_QUOTES).enumerate() {
            comma(at, out);
            self.quote(piece, answer, lines, out);
        }
        out.extend(b"]");
        if follow_up(criterion, score).is_some() {
            field(",\"follow_up\":", &self.follow_up, out);
        }
    }

    fn quote(&self, piece: &Evidence, answer: &str, lines: &LineIndex<'_>, out: &mut Vec<u8>) {
        out.extend(b"{\"text\":");
        string(piece.span.slice(answer), out);
        out.extend(b",\"start\":");
        place(lines.position(piece.span.start), out);
        out.extend(b",\"end\":");
        place(lines.position(piece.span.end), out);
        match piece.source {
            Source::Learned { .. } => out.extend(b",\"indicator\":\"examples\",\"method\":\"learned"),
            Source::Pattern { indicator, kind } => {
                let text = self.indicators.get(indicator).map_or("\"\"", String::as_str);
                field(",\"indicator\":", text, out);
                field(",\"method\":\"", method_name(kind), out);
            }
        }
        field("\",\"state\":\"", piece.state.as_str(), out);
        out.extend(b"\"}");
    }
}

fn field(name: &str, value: &str, out: &mut Vec<u8>) {
    out.extend(name.as_bytes());
    out.extend(value.as_bytes());
}

fn comma(at: usize, out: &mut Vec<u8>) {
    if at > 0 {
        out.push(b',');
    }
}

fn place(position: Position, out: &mut Vec<u8>) {
    out.extend(b"{\"line\":");
    integer(position.line, out);
    out.extend(b",\"column\":");
    integer(position.column, out);
    out.extend(b",\"byte\":");
    integer(position.byte, out);
    out.push(b'}');
}

/// A number of hundredths as JSON writes it as a fraction: at least one decimal.
fn hundredths(value: i32, out: &mut Vec<u8>) {
    if value < 0 {
        out.push(b'-');
    }
    let value = value.unsigned_abs();
    integer(value / 100, out);
    out.push(b'.');
    integer(value / 10 % 10, out);
    if !value.is_multiple_of(10) {
        integer(value % 10, out);
    }
}

/// Decimal digits.
fn integer(value: u32, out: &mut Vec<u8>) {
    let digit = |place: u32| b'0' + (value / place % 10) as u8;
    match value {
        0..10 => out.push(digit(1)),
        10..100 => out.extend(&[digit(10), digit(1)]),
        100..1000 => out.extend(&[digit(100), digit(10), digit(1)]),
        1000.. => {
            integer(value / 1000, out);
            out.extend(&[digit(100), digit(10), digit(1)]);
        }
    }
}

/// A JSON string; most text needs no escape and is copied whole.
pub(crate) fn string(text: &str, out: &mut Vec<u8>) {
    // Without an early end in a chunk the processor compares many bytes at a time.
    let special = |byte: u8| u8::from(byte < 0x20 || byte == b'"' || byte == b'\\');
    let escaped = |bytes: &[u8]| bytes.iter().fold(0, |any, byte| any | special(*byte)) > 0;
    let (chunks, rest) = text.as_bytes().as_chunks::<32>();
    if chunks.iter().any(|chunk| escaped(chunk)) || escaped(rest) {
        out.extend(json(text).as_bytes());
    } else {
        out.push(b'"');
        out.extend(text.as_bytes());
        out.push(b'"');
    }
}

/// A string, number or truth value as JSON.
fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
