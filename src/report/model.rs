//! How a score on the raters' scale came about where a residual model gave it.

use serde::Serialize;

use super::visible;

/// What a residual model did to the score.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ModelReport {
    /// The score by the rubric's `scale`, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without: Option<f64>,
    /// What the percentage gives within the model.
    pub base: f64,
    /// What the features add to it.
    pub added: f64,
    /// Those that add or take most.
    pub features: Vec<FeatureReport>,
}

/// A feature of the answer and what it adds.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct FeatureReport {
    /// `rubric`, `words` or `letters`.
    pub kind: &'static str,
    /// A criterion and its verdict, stems, or letters with `_` for the ends of the word.
    pub text: String,
    /// In points of the raters' scale.
    pub adds: f64,
}

impl ModelReport {
    /// From figures and features (kind, text, points added), the largest first.
    pub fn new<'p>(
        without: Option<f64>,
        base: f64,
        added: f64,
        features: impl Iterator<Item = (&'static str, &'p str, f64)>,
    ) -> Self {
        let feature = |(kind, text, adds): (&'static str, &str, f64)| FeatureReport {
            kind,
            text: text.to_owned(),
            adds: rounded(adds),
        };
        Self {
            without,
            base: rounded(base),
            added: rounded(added),
            features: features.map(feature).collect(),
        }
    }

    /// `3.5 on the raters' scale by the residual model (3 without it): points 3.12, features +.41: …`.
    pub(super) fn words(&self, score: f64) -> String {
        let without = self.without.map_or(String::new(), |score| format!(" ({score} without it)"));
        let feature = |one: &FeatureReport| format!("{} “{}” {:+.2}", one.kind, visible(&one.text), one.adds);
        let features: Vec<String> = self.features.iter().map(feature).collect();
        let most =
            if features.is_empty() { String::new() } else { format!(", most by {}", features.join(", ")) };
        format!(
            "{score} on the raters' scale by the residual model{without}: {:.2} for the percentage, {:+.2} for its features{most}",
            self.base, self.added
        )
    }
}

/// To thousandths; never a negative zero.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0 + 0.0
}
