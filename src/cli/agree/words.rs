//! The figures for people: in columns of 80 characters, or as Markdown.

use super::coaches::Person;
use super::criteria::CriterionFigures;
use super::figures::{Alpha, Figures};
use super::{Agreement, Disagreement, Question};
use crate::cli::grid::{Grid, figure, score, wrapped};
use crate::diagnostic::count;
use crate::report::escape_markdown;
use crate::report::visible;

/// Columns for a terminal.
pub(super) fn text(agreement: &Agreement) -> String {
    let mut out = String::new();
    for question in &agreement.questions {
        out.push_str(&format!("{}\n\n", visible(&heading(question))));
        if question.answers > 0 {
            out.push_str(&scores(&question.scores).text());
            out.push_str(&format!("{}\n", alpha(&question.alpha)));
            if length_is_better(&question.scores) {
                out.push_str(&format!("{LENGTH}\n"));
            }
        }
        let before = if question.answers > 0 { "\n" } else { "" };
        push(&mut out, before, &criteria("criterion", &question.criteria), Grid::text);
        out.push('\n');
    }
    if agreement.questions.len() > 1 {
        out.push_str(&format!("{}\n\n", overall_heading(agreement)));
        out.push_str(&scores(&agreement.overall.scores).text());
        out.push_str(&format!("{}\n{}\n", alpha(&agreement.overall.alpha), means(agreement)));
        push(&mut out, "\n", &criteria("kind", &agreement.overall.kinds), Grid::text);
        out.push('\n');
    } else {
        push(&mut out, "", &criteria("kind", &agreement.overall.kinds), Grid::text);
        out.push_str(if agreement.overall.kinds.is_empty() { "" } else { "\n" });
    }
    out.push_str(EXPLAINED);
    push(
        &mut out,
        "\nSurest answers, and how many of them are more than a step off\n\n",
        &covered(agreement),
        Grid::text,
    );
    push(&mut out, &format!("\n{}\n\n", decided_heading(agreement)), &decided(agreement), Grid::text);
    if !agreement.disagreements.is_empty() {
        out.push_str("\nDisagreements, the worst first\n");
        agreement.disagreements.iter().for_each(|one| quoted(one, agreement, &mut out));
    }
    out
}

const EXPLAINED: &str = "±1: at most a step apart; kappa: exact agreement beyond chance; QWK: with\n\
    quadratic weights; r: Pearson; in brackets: 95 % bootstrap intervals; length\n\
    only: the best line from the number of words, fitted on these very answers.\n";

fn push(out: &mut String, before: &str, grid: &Grid, draw: fn(&Grid) -> String) {
    if !grid.is_empty() {
        out.push_str(before);
        out.push_str(&draw(grid));
    }
}

fn heading(question: &Question) -> String {
    if question.answers == 0 {
        return format!("{}: no scores, verdicts of people only", question.id);
    }
    let scale = &question.scale;
    format!(
        "{}: {}, scale {} to {} in steps of {}",
        question.id,
        count(question.answers, "answer"),
        score(scale.low),
        score(scale.high),
        score(scale.step)
    )
}

fn overall_heading(agreement: &Agreement) -> String {
    let unit = if agreement.overall.same_scale { "" } else { "; scales differ, so scores are in percent" };
    let questions = count(agreement.questions.len(), "question");
    format!("All {questions}: {}{unit}", count(agreement.answers, "answer"))
}

fn means(agreement: &Agreement) -> String {
    let overall = &agreement.overall;
    format!(
        "Mean of the questions: QWK {}, r {} (length only: r {})",
        figure(overall.mean_qwk),
        figure(overall.mean_pearson),
        figure(overall.mean_length_pearson)
    )
}

fn alpha(alpha: &Alpha) -> String {
    let raters = match alpha.raters {
        Some(_) => format!("raters {}, ", figure(alpha.raters)),
        None => String::new(),
    };
    format!("Krippendorff's alpha (interval): {raters}with the machine {}", figure(alpha.with_machine))
}

/// What nobody should learn only from two columns.
const LENGTH: &str = "The length of an answer alone says more of its score than this rubric does.";

/// Whether a line through the number of words comes nearer to people than the machine.
fn length_is_better(scores: &[Figures]) -> bool {
    let of = |name: &str| scores.iter().rfind(|one| one.first == name).and_then(|one| one.pearson);
    of("length only").zip(of("machine")).is_some_and(|(length, machine)| length > machine)
}

fn with_interval(value: Option<f64>, interval: Option<[f64; 2]>) -> String {
    match interval {
        Some([low, high]) => format!("{} [{} {}]", figure(value), figure(Some(low)), figure(Some(high))),
        None => figure(value),
    }
}

fn scores(all: &[Figures]) -> Grid {
    let mut grid = Grid::new(&["", "n", "exact", "±1", "kappa", "QWK", "r", "RMSE", "MAE"]);
    for one in all {
        let name = match one.first.as_str() {
            "length only" => one.first.clone(),
            _ => format!("{} : {}", one.first, one.second),
        };
        grid.push(vec![
            name,
            one.n.to_string(),
            figure(one.exact),
            figure(one.adjacent),
            figure(one.kappa),
            with_interval(one.qwk, one.qwk_interval),
            with_interval(one.pearson, one.pearson_interval),
            figure(one.rmse),
            figure(one.mae),
        ]);
    }
    grid
}

fn criteria(name: &str, all: &[CriterionFigures]) -> Grid {
    let mut grid = Grid::new(&[name, "n", "yes", "missed", "false", "prec", "recall", "F1", "raters"]);
    for one in all {
        grid.push(vec![
            one.id.clone(),
            one.n.to_string(),
            one.positive.to_string(),
            one.misses.to_string(),
            one.false_hits.to_string(),
            figure(one.precision),
            figure(one.recall),
            with_interval(one.f1, one.f1_interval),
            figure(one.raters_f1),
        ]);
    }
    grid
}

fn covered(agreement: &Agreement) -> Grid {
    let mut grid = Grid::new(&["confidence", "answers", "coverage", "risk", "MAE in %"]);
    for row in &agreement.coverage {
        grid.push(vec![
            format!("{:.2} and over", row.confidence),
            row.n.to_string(),
            figure(Some(row.coverage)),
            figure(Some(row.risk)),
            format!("{:.1}", row.mae_percent),
        ]);
    }
    grid
}

/// `Decided by people: 3 of 12 verdicts changed; 2 scores given, 4.5 % higher`.
fn decided_heading(agreement: &Agreement) -> String {
    let Some(decisions) = &agreement.decisions else { return String::new() };
    let verdicts = format!("{} of {} changed", decisions.changed, count(decisions.judged, "verdict"));
    let scores = decisions.mean_change.map_or(String::new(), |change| {
        let way = if change < 0.0 { "lower" } else { "higher" };
        format!("; {} given, {:.1} % {way}", count(decisions.scores, "score"), change.abs())
    });
    format!("Decided by people: {verdicts}{scores}")
}

fn decided(agreement: &Agreement) -> Grid {
    let mut grid = Grid::new(&["", "judged", "changed", "share", "to met", "from met"]);
    let Some(decisions) = &agreement.decisions else { return grid };
    for one in &decisions.criteria {
        let (to, from) = one.met();
        let name = if agreement.questions.len() > 1 {
            format!("{}/{}", one.question, one.id)
        } else {
            one.id.clone()
        };
        let figures = [one.judged, one.changed].map(|n| n.to_string());
        let changes = [to, from].map(|n| n.to_string());
        let share = [figure(Some(one.share))];
        grid.push([name].into_iter().chain(figures).chain(share).chain(changes).collect());
    }
    #[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52 answers")]
    let share = |one: &Person| figure(Some(one.changed as f64 / one.judged.max(1) as f64));
    for one in &decisions.people {
        let figures = [one.judged, one.changed].map(|n| n.to_string());
        let name = format!("by {}", one.by);
        let none = [String::new(), String::new()];
        grid.push([name].into_iter().chain(figures).chain([share(one)]).chain(none).collect());
    }
    grid
}

fn line(one: &Disagreement, with_question: bool) -> String {
    let raters: Vec<String> =
        one.raters.iter().map(|rater| rater.map_or_else(|| "-".to_owned(), score)).collect();
    let question = if with_question { format!("{}, ", one.question) } else { String::new() };
    let sure = one.confidence.map_or(String::new(), |confidence| format!(", confidence {confidence:.2}"));
    let who = if raters.len() > 1 { "raters" } else { "rater" };
    format!(
        "{} ({question}{}): machine {}, {who} {}{sure}",
        one.answer_id,
        one.place,
        score((one.machine * 100.0).round() / 100.0),
        raters.join(" and ")
    )
}

fn reasons(one: &Disagreement) -> Vec<(&'static str, String)> {
    let all = [("missed", &one.missed), ("false hits", &one.false_hits), ("flags", &one.flags)];
    all.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(what, ids)| (what, ids.join(", "))).collect()
}

fn quoted(one: &Disagreement, agreement: &Agreement, out: &mut String) {
    out.push('\n');
    out.push_str(&wrapped(&line(one, agreement.questions.len() > 1), "  "));
    for (what, ids) in reasons(one) {
        out.push_str(&wrapped(&format!("{what}: {ids}"), "    "));
    }
    if !one.answer.is_empty() {
        out.push_str(&wrapped(&format!("“{}”", one.answer), "    "));
    }
}

/// Markdown for a pull request or a job summary.
pub(super) fn markdown(agreement: &Agreement) -> String {
    let mut out = String::from("# Agreement\n\n");
    for question in &agreement.questions {
        out.push_str(&format!("## {}\n\n", escape_markdown(&heading(question))));
        if question.answers > 0 {
            out.push_str(&scores(&question.scores).markdown());
            out.push_str(&format!("\n{}\n", alpha(&question.alpha)));
            if length_is_better(&question.scores) {
                out.push_str(&format!("\n{LENGTH}\n"));
            }
        }
        let before = if question.answers > 0 { "\n" } else { "" };
        push(&mut out, before, &criteria("criterion", &question.criteria), Grid::markdown);
        out.push('\n');
    }
    if agreement.questions.len() > 1 {
        out.push_str(&format!("## {}\n\n", escape_markdown(&overall_heading(agreement))));
        out.push_str(&scores(&agreement.overall.scores).markdown());
        out.push_str(&format!("\n{}\n\n{}\n\n", alpha(&agreement.overall.alpha), means(agreement)));
    }
    push(&mut out, "### Kinds of criteria\n\n", &criteria("kind", &agreement.overall.kinds), Grid::markdown);
    push(
        &mut out,
        "\n### Surest answers, and how many of them are more than a step off\n\n",
        &covered(agreement),
        Grid::markdown,
    );
    push(&mut out, &format!("\n### {}\n\n", decided_heading(agreement)), &decided(agreement), Grid::markdown);
    if !agreement.disagreements.is_empty() {
        out.push_str("\n### Disagreements, the worst first\n\n");
    }
    for one in &agreement.disagreements {
        out.push_str(&format!("- **{}**", escape_markdown(&line(one, agreement.questions.len() > 1))));
        for (what, ids) in reasons(one) {
            out.push_str(&format!("; {what}: {}", escape_markdown(&ids)));
        }
        out.push_str(&format!("\n  > {}\n", escape_markdown(&one.answer)));
    }
    out
}
