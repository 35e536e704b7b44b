//! A model as text and back: a head, then one feature a line; all whole numbers, so that diffs can be read.

use serde::{Deserialize, Serialize};

use super::features::Kind;
use super::model::{Feature, Part, Residual};
use super::space::Space;
use super::train::{Figures, Trial};
use crate::agreement::Levels;

/// Why text is no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// Not a model, or one of another version of the format.
    #[error("no residual model of this version; run `gradus calibrate --model --apply`")]
    Format,
    /// Damaged.
    #[error("line {0} of the residual model is damaged; run `gradus calibrate --model --apply`")]
    Damaged(usize),
}

const VERSION: u32 = 1;
/// Features of a file that are read; a model has fewer.
const MOST_LINES: usize = 100_000;
/// Largest weight, knot and the like, in millionths of the scale.
const LARGEST: u64 = 1_000_000_000_000_000;
/// Farthest end of a raters' scale.
const FARTHEST: f64 = 1e12;

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    gradus_residual: u32,
    rubric: String,
    fingerprint: String,
    answers: u32,
    /// Low, high, step.
    scale: [f64; 3],
    /// Straight line, map, model: kappa and root mean squared difference; then the error of the gain.
    held_out: [f64; 7],
    top: Vec<(String, String, f64)>,
    knots: Vec<(u32, i64)>,
    centre: i64,
    stretch: i64,
}

impl Residual {
    /// As text; equal models give equal text.
    pub fn to_text(&self) -> String {
        let Trial { straight, map, model, error } = self.trial;
        let levels = self.levels;
        let top = self.top.iter().map(|part| (part.kind.as_str().to_owned(), part.text.clone(), part.adds));
        let head = Head {
            gradus_residual: VERSION,
            rubric: self.rubric.clone(),
            fingerprint: format!("{:016x}", self.fingerprint),
            answers: u32::try_from(self.answers).unwrap_or(u32::MAX),
            scale: [levels.low(), levels.high(), levels.step()],
            held_out: [straight.qwk, straight.rmse, map.qwk, map.rmse, model.qwk, model.rmse, error]
                .map(|figure| (figure * 10_000.0).round() / 10_000.0),
            top: top.collect(),
            knots: self.knots.clone(),
            centre: self.centre,
            stretch: self.stretch,
        };
        let mut out = serde_json::to_string(&head).unwrap_or_default();
        out.push('\n');
        for (feature, frequency) in self.features.iter().zip(&self.space.frequencies) {
            let line = (feature.kind.as_str(), &feature.text, frequency, feature.weight);
            out.push_str(&serde_json::to_string(&line).unwrap_or_default());
            out.push('\n');
        }
        out
    }

    /// From text; nothing in it is trusted.
    ///
    /// # Errors
    /// When the text is no model or is damaged.
    pub fn from_text(text: &str) -> Result<Self, CodecError> {
        let mut lines = text.lines();
        let head: Head = lines
            .next()
            .and_then(|line| serde_json::from_str(line).ok())
            .filter(|head: &Head| head.gradus_residual == VERSION)
            .ok_or(CodecError::Format)?;
        let mut features: Vec<Feature> = Vec::new();
        let mut frequencies = Vec::new();
        for (at, line) in lines.enumerate() {
            let damaged = || CodecError::Damaged(at + 2);
            let (kind, text, frequency, weight): (String, String, u32, i64) =
                serde_json::from_str(line).map_err(|_| damaged())?;
            let feature = Feature { kind: kind_of(&kind).ok_or_else(damaged)?, text, weight };
            let ascends =
                features.last().is_none_or(|last| (last.kind, &last.text) < (feature.kind, &feature.text));
            if at >= MOST_LINES || !ascends || weight.unsigned_abs() > LARGEST {
                return Err(damaged());
            }
            features.push(feature);
            frequencies.push(frequency);
        }
        head.model(features, frequencies).ok_or(CodecError::Damaged(1))
    }
}

impl Head {
    fn model(self, features: Vec<Feature>, frequencies: Vec<u32>) -> Option<Residual> {
        let [low, high, step] = self.scale;
        let [a, b, c, d, e, f, error] = self.held_out;
        let figures = |qwk, rmse| Figures { qwk, rmse };
        let part = |(kind, text, adds): &(String, String, f64)| {
            Some(Part { kind: kind_of(kind)?, text: text.clone(), adds: *adds })
        };
        let ascending = self.knots.is_sorted_by(|(a, _), (b, _)| a < b);
        let shares = self.knots.iter().map(|(_, share)| *share).chain([self.centre, self.stretch]);
        let bounded = shares.into_iter().all(|share| share.unsigned_abs() <= LARGEST)
            && [low, high].iter().all(|end| end.abs() <= FARTHEST);
        let kinds = features.iter().map(|feature| feature.kind).collect();
        Some(Residual {
            fingerprint: u64::from_str_radix(&self.fingerprint, 16).ok()?,
            answers: usize::try_from(self.answers).ok()?,
            levels: Levels::new(low, high, step)?,
            trial: Trial { straight: figures(a, b), map: figures(c, d), model: figures(e, f), error },
            top: self.top.iter().map(part).collect::<Option<_>>()?,
            knots: Some(self.knots).filter(|_| ascending && bounded)?,
            centre: self.centre,
            stretch: self.stretch,
            rubric: self.rubric,
            features,
            space: Space { n: self.answers, kinds, frequencies },
        })
    }
}

fn kind_of(name: &str) -> Option<Kind> {
    Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Graded, learn};
    use super::*;

    fn text() -> String {
        let answers: Vec<(String, String)> = (0..300)
            .map(|at| (format!("a{at}"), format!("Answer {at} says {} of it.", ["much", "little"][at % 2])))
            .collect();
        let graded: Vec<Graded<'_>> = answers
            .iter()
            .enumerate()
            .map(|(at, (id, text))| Graded {
                id,
                text,
                percent: if at % 3 == 0 { 50.0 } else { 0.0 },
                verdicts: vec![("c", if at % 3 == 0 { "met" } else { "missing" })],
                score: if at % 2 == 0 { 2.0 } else { 1.0 },
            })
            .collect();
        let levels = Levels::new(0.0, 2.0, 1.0).unwrap();
        learn(&graded, levels, "r", 7).unwrap().to_text()
    }

    #[test]
    fn a_model_comes_back_as_it_was() {
        let text = text();
        assert_eq!(Residual::from_text(&text).unwrap().to_text(), text);
    }

    /// Numbers that no model has are refused; what is read gives a score on its scale.
    #[test]
    fn hostile_numbers_are_refused() {
        let text = text();
        let (head, lines) = text.split_once('\n').unwrap();
        let head: serde_json::Value = serde_json::from_str(head).unwrap();
        let check = |changed: String| assert!(Residual::from_text(&changed).is_err(), "{changed:.200}");
        for weight in [i64::MIN, i64::MAX, -1_000_000_000_000_001] {
            check(format!("{head}\n[\"rubric\",\"c met\",3,{weight}]\n"));
        }
        for (key, value) in [
            ("knots", serde_json::json!([[0, i64::MIN]])),
            ("knots", serde_json::json!([[0, 1], [0, 2]])),
            ("centre", serde_json::json!(i64::MIN)),
            ("stretch", serde_json::json!(i64::MAX)),
            ("scale", serde_json::json!([-1e300, 1e300, 1.0])),
            ("scale", serde_json::json!([0.0, 2.0, 0.0])),
            ("fingerprint", serde_json::json!("-1")),
        ] {
            let mut head = head.clone();
            head[key] = value;
            check(format!("{head}\n{lines}"));
        }
        let mut head = head;
        head["answers"] = serde_json::json!(u32::MAX);
        let model =
            Residual::from_text(&format!("{head}\n[\"words\",\"much\",4294967295,-1000000000000000]\n"));
        let reading = model.unwrap().read(&mut super::super::Reader::default(), "much of it", 50.0, &[]);
        assert!((0.0..=2.0).contains(&reading.score) && reading.added.is_finite(), "{reading:?}");
    }

    #[test]
    fn damaged_text_is_refused_or_read_and_never_panics() {
        let text = text();
        proptest!(ProptestConfig::with_cases(64), |(at in 0..text.len(), with in "[0-9\"\\[\\]{},.a-z-]{0,4}")| {
            prop_assume!(text.is_char_boundary(at));
            let (before, after) = text.split_at(at);
            let changed = format!("{before}{with}{}", after.get(2..).unwrap_or(""));
            if let Ok(model) = Residual::from_text(&changed) {
                let score = model.read(&mut super::super::Reader::default(), "much of it", 50.0, &[]).score;
                prop_assert!((model.levels.low()..=model.levels.high()).contains(&score));
            }
        });
    }
}
