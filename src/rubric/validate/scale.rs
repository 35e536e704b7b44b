//! The map from percentages to the raters' scale: steps that only rise.

use crate::diagnostic::Code;
use crate::rubric::schema::lower::{Fields, Reader, Value};
use crate::rubric::{ScaleStep, Spanned};

/// Most steps: more than a percentage in tenths can tell apart.
const MAX_STEPS: usize = 1001;

/// The steps, lowest first; complains of any order in which more percent would be worth less.
pub(super) fn steps(reader: &mut Reader<'_>, fields: &Fields) -> Vec<ScaleStep> {
    let Some(key) = fields.key("scale") else { return vec![] };
    let written: Vec<&Fields> = fields.list("scale").iter().filter_map(Value::fields).collect();
    if written.is_empty() && fields.fits("scale") && reader.is_clean(key) {
        let error = reader.error(Code::BadScale, key, "`scale` has no steps");
        reader.push(error.help("add `- {from: 0, score: 0}` and so on, or remove the field"));
    }
    if written.len() > MAX_STEPS {
        let error = reader.error(Code::BadScale, key, format!("`scale` has more than {MAX_STEPS} steps"));
        reader.push(error.help("keep one step for each score"));
        return vec![];
    }
    let mut steps: Vec<ScaleStep> = vec![];
    for step in written {
        let (Some(from), Some(score)) = (step.decimal("from"), step.decimal("score")) else { continue };
        if let Some(read) = step_of(reader, steps.last().copied(), from, score) {
            steps.push(read);
        }
    }
    steps
}

fn step_of(
    reader: &mut Reader<'_>,
    below: Option<ScaleStep>,
    from: Spanned<i32>,
    score: Spanned<i32>,
) -> Option<ScaleStep> {
    if from.value % 100 != 0 {
        let error = reader.error(Code::BadScale, from.span, "`from` can have up to one decimal");
        reader.push(error.help("percentages are told apart in tenths: write `from: 62.5`, for instance"));
        return None;
    }
    let step = ScaleStep { permille: u16::try_from(from.value / 100).ok()?, thousandths: score.value };
    match below {
        None if step.permille > 0 => {
            let error =
                reader.error(Code::BadScale, from.span, "percentages below the first step have no score");
            reader.push(
                error.label("the first step must start at 0").help("write `from: 0`, or add such a step"),
            );
        }
        Some(below) if step.permille <= below.permille => {
            let error =
                reader.error(Code::BadScale, from.span, "the step does not start above the one before it");
            reader.push(error.help("list steps from the lowest percentage to the highest"));
        }
        Some(below) if step.thousandths < below.thousandths => {
            let error = reader.error(Code::BadScale, score.span, "a higher percentage gets a lower score");
            let label = format!("must be {} or more", below.score());
            reader.push(error.label(label).help("scores may only rise from step to step"));
        }
        _ => {}
    }
    Some(step)
}
