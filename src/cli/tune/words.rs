//! What `tune` says of its findings and of a change.

use super::blocks::Blocks;
use super::label::{Learned, Told};
use super::{Change, Findings};
use crate::cli::grid::{Grid, figure, score, wrapped};
use crate::diagnostic::{count, one_line, shortened};
use crate::tune::{
    Covered, CriterionFaults, Explanation, FOLDS, Fault, Figures, List, Move, Origin, Question, Reason,
    ScoreFigures, Suggestion, Why,
};

/// Characters of a sentence that are quoted.
const QUOTE: usize = 240;
/// Answers whose score moves that are listed.
const MOST_MOVES: usize = 10;

/// A sentence in quotation marks, on lines of its own.
pub(super) fn quoted(text: &str, indent: &str) -> String {
    wrapped(&quote(text), indent)
}

fn quote(text: &str) -> String {
    format!("“{}”", one_line(text, QUOTE))
}

/// What is found on the answers.
pub(super) fn findings(found: &Findings) -> Blocks {
    let mut out = Blocks::default();
    out.heading(format!(
        "{}: {}, {} with a score, {} with labels of criteria",
        found.rubric,
        count(found.answers, "answer"),
        found.scored,
        found.labelled
    ));
    if found.labelled == 0 {
        coverage(&mut out, found);
    }
    figures(&mut out, &found.figures);
    found.faults.iter().for_each(|faults| criterion_faults(&mut out, faults));
    disagreements(&mut out, found);
    suggestions(&mut out, found);
    questions(&mut out, &found.questions);
    out
}

fn coverage(out: &mut Blocks, found: &Findings) {
    let scores = !found.tendencies.is_empty();
    let mut header = vec!["criterion", "met", "weak", "denied", "missing", "patterns", "idle"];
    if scores {
        header.extend(["off met", "off not"]);
    }
    let mut grid = Grid::new(&header);
    for one in &found.coverage {
        let idle = one.patterns.iter().filter(|pattern| pattern.answers == 0).count();
        let counts = [one.met, one.weak, one.denied, one.missing, one.patterns.len(), idle];
        let mut row = vec![one.criterion.clone()];
        row.extend(counts.iter().map(ToString::to_string));
        if scores {
            let tendency = found.tendencies.iter().find(|other| other.criterion == one.criterion);
            row.push(figure(tendency.and_then(|one| one.off_where_met)));
            row.push(figure(tendency.and_then(|one| one.off_where_not)));
        }
        grid.push(row);
    }
    out.table(grid);
    if scores {
        out.paragraph(
            "off: the mean of the rubric's score less people's, where the criterion is met and where it is not. Below zero where it is not met, it may be missed; above zero where it is met, it may be found too easily.",
        );
    }
    idle(out, &found.coverage);
}

/// Criteria whose every pattern is idle.
fn idle(out: &mut Blocks, coverage: &[Covered]) {
    let never: Vec<&str> = coverage
        .iter()
        .filter(|one| one.met + one.weak + one.denied == 0)
        .map(|one| one.criterion.as_str())
        .collect();
    if !never.is_empty() {
        out.paragraph(format!("In no answer: {}.", never.join(", ")));
    }
}

fn figures(out: &mut Blocks, figures: &Figures) {
    let mut grid = Grid::new(&["criterion", "n", "yes", "misses", "false", "P", "R", "F1"]);
    for one in &figures.criteria {
        let counts = [one.n, one.yes, one.misses, one.false_hits].map(|n| n.to_string());
        let shares = [one.precision, one.recall, one.f1].map(figure);
        grid.push([vec![one.criterion.clone()], counts.to_vec(), shares.to_vec()].concat());
    }
    out.table(grid);
    let mut said = Vec::new();
    if figures.f1.is_some() {
        said.push(format!("All labels: F1 {}.", figure(figures.f1)));
    }
    said.extend(figures.scores.as_ref().map(scores));
    if !said.is_empty() {
        out.paragraph(said.join(" "));
    }
}

fn scores(one: &ScoreFigures) -> String {
    format!(
        "Scores of {}: r {}, QWK {}, mean difference {}.",
        count(one.n, "answer"),
        figure(one.pearson),
        figure(one.qwk),
        figure(one.mae)
    )
}

fn criterion_faults(out: &mut Blocks, faults: &CriterionFaults) {
    out.heading(format!(
        "{}: {}, {}",
        faults.criterion,
        count(faults.n_misses, "miss"),
        count(faults.n_false_hits, "false hit")
    ));
    let mut all = |kind: &str, list: &[Fault], n: usize| {
        for fault in list {
            out.item(
                format!("{kind} {} ({})", fault.answer_id, fault.place),
                Some(quote(&fault.sentence)),
                vec![because(&fault.why)],
            );
        }
        if n > list.len() && !list.is_empty() {
            out.item(format!("… and {} more; --show N quotes more", n - list.len()), None, vec![]);
        }
    };
    all("missed in", &faults.misses, faults.n_misses);
    all("wrongly found in", &faults.false_hits, faults.n_false_hits);
}

fn because(why: &Why) -> String {
    let by = |by: &str| if by == "examples" { "the examples".to_owned() } else { format!("`{by}`") };
    match why {
        Why::Found { by: pattern, words } if words.is_empty() => format!("by {}", by(pattern)),
        Why::Found { by: pattern, words } => format!("by {}: “{}”", by(pattern), shortened(words, 80)),
        Why::Uncounted { by: pattern, state, words } => {
            let words =
                if words.is_empty() { String::new() } else { format!(" “{}”", shortened(words, 60)) };
            let means = match state.as_str() {
                "weak" => "is half of it only",
                "negated" => "is read as denied",
                "rejected" => "is read as set aside",
                "attributed" => "is read as what others think",
                "echoed" => "repeats the question",
                "countered" => "is taken away by `unless`",
                "unsure" => "is too unsure beside the rest of the answer",
                _ => "does not count",
            };
            format!("found by {}, but{words} {means}", by(pattern))
        }
        Why::Near { pattern, found, absent } if absent.is_empty() => {
            format!("nearest: `{pattern}` has {}, but not in that order or so near", found.join(", "))
        }
        Why::Near { pattern, found, absent } => {
            format!("nearest: `{pattern}` has {}, not {}", found.join(", "), absent.join(", "))
        }
        Why::Examples { below } => format!("nearest to the examples, {below:.2} below their threshold"),
        Why::Nothing => "nothing of the rubric comes near".to_owned(),
    }
}

fn disagreements(out: &mut Blocks, found: &Findings) {
    if found.disagreements.is_empty() {
        return;
    }
    out.heading("Answers that differ most, and verdicts that would explain it");
    for one in &found.disagreements {
        let head = format!(
            "{} ({}): {} by the rubric, {} by people",
            one.answer_id,
            one.place,
            score(one.machine),
            score(one.rater)
        );
        out.item(head, None, one.explanations.iter().map(explanation).collect());
    }
}

fn explanation(one: &Explanation) -> String {
    let were = if one.met { "were not met" } else { "were met" };
    format!(
        "{} if {} {were}: {} {}",
        score(one.then),
        one.criterion,
        quote(&shortened(&one.fault.sentence, 120)),
        because(&one.fault.why)
    )
}

fn suggestions(out: &mut Blocks, found: &Findings) {
    if found.suggestions.is_empty() {
        return;
    }
    out.heading("Suggestions");
    for one in &found.suggestions {
        out.item(
            format!("{} {} {}: '{}'", one.number, one.criterion, list(one.list), one.pattern),
            one.example.as_deref().map(quote),
            measured(one, found.labelled > 0),
        );
    }
    let held = found.held_out;
    if held.folds > 0 {
        let does = if found.labelled > 0 {
            format!("mends {} and spoils {}.", count(held.right, "verdict"), held.wrong)
        } else {
            format!(
                "brings {} nearer and {} further off. A score does not say which idea is missing: take only what means the criterion.",
                count(held.right, "score"),
                held.wrong
            )
        };
        out.paragraph(format!(
            "Measured on answers that did not choose the suggestions, such a choice {does}"
        ));
    }
    out.paragraph("Read each before you take it; write them into the rubric with --apply N,M.");
}

fn list(list: List) -> &'static str {
    match list {
        List::Any => "any",
        List::Unless => "unless",
    }
}

fn measured(one: &Suggestion, by_labels: bool) -> Vec<String> {
    let (right, wrong, of) = if by_labels {
        ("right", "wrong", "to be mended")
    } else {
        ("scores nearer", "further off", "that are off")
    };
    let mut remarks = Vec::new();
    if let Origin::Related { word, of, cosine } = &one.origin {
        remarks.push(format!("`{word}` is used like `{of}` (cosine {})", figure(Some(*cosine))));
    }
    if one.of == 0 {
        remarks.push(format!("turns {}", count(one.turns, "answer")));
        return remarks;
    }
    let mut line = format!(
        "turns {}: {} {right}, {} {wrong}, of {} {of}",
        count(one.turns, "answer"),
        one.right,
        one.wrong,
        one.of
    );
    if one.precision.is_some() {
        line.push_str(&format!(
            "; alone P {}, R {}, lift {}",
            figure(one.precision),
            figure(one.recall),
            figure(one.lift)
        ));
    }
    remarks.push(line);
    let held = one.held_out;
    remarks.push(match held.folds {
        0 => "chosen by no fold without the answers that it mends: by chance, perhaps".to_owned(),
        folds => format!(
            "chosen in {folds} of {FOLDS} folds; on answers left out: {} {right}, {} {wrong}",
            held.right, held.wrong
        ),
    });
    remarks
}

fn questions(out: &mut Blocks, questions: &[Question]) {
    if questions.is_empty() {
        return;
    }
    out.heading("Sentences whose label would teach most");
    for one in questions {
        let why = match one.reason {
            Reason::Missed => "people say that it is there",
            Reason::FalseHit => "people say that it is not there",
            Reason::ScoreTooLow => "the score is too low",
            Reason::ScoreTooHigh => "the score is too high",
            Reason::NearThreshold => "the examples cannot tell",
        };
        out.item(format!("{}? {}: {why}", one.criterion, one.answer_id), Some(quote(&one.text)), vec![]);
    }
    out.paragraph(
        "Add labels with --labels FILE.jsonl, a line each, such as {\"text\": \"…\", \"hit\": [\"id\"]} or {\"text\": \"…\", \"miss\": [\"id\"]}; on a terminal they are asked here.",
    );
}

/// What a change has done.
pub(super) fn change(change: &Change) -> Blocks {
    let mut out = Blocks::default();
    for one in &change.applied {
        out.item(format!("{} {}: '{}'", one.criterion, list(one.list), one.pattern), None, vec![]);
    }
    if !change.applied.is_empty() {
        out.paragraph(format!(
            "Written into {file}. Numbers of suggestions are others now; `gradus test {file}` tells whether a new pattern breaks an old expectation.",
            file = change.file
        ));
    }
    if let Some(learned) = &change.examples {
        self::learned(&mut out, learned);
    }
    before_after(&mut out, &change.before, &change.after);
    moved(&mut out, &change.moves);
    out
}

fn learned(out: &mut Blocks, learned: &Learned) {
    let known = if learned.known > 0 { format!("; {} were there", learned.known) } else { String::new() };
    out.paragraph(format!("{} added to {}{known}.", count(learned.added, "example"), learned.file));
    let mut grid = Grid::new(&["learned", "positives", "P", "R", "F1", "F1 before"]);
    for one in &learned.criteria {
        let now = |figure_of: fn(&Told) -> f64| figure(one.after.as_ref().map(figure_of));
        grid.push(vec![
            format!("{}{}", one.criterion, if one.labelled { " *" } else { "" }),
            one.after.map_or("-".to_owned(), |told| told.positives.to_string()),
            now(|told| told.precision),
            now(|told| told.recall),
            now(|told| told.f1),
            figure(one.before.as_ref().map(|told| told.f1)),
        ]);
    }
    if !grid.is_empty() {
        out.table(grid);
        out.paragraph("Cross-validated on the example sentences; * has new labels.");
    }
    for (id, more) in &learned.too_few {
        out.paragraph(format!("{id} is learned once {more} more that state it are there."));
    }
}

fn before_after(out: &mut Blocks, before: &Figures, after: &Figures) {
    let mut grid = Grid::new(&["on these answers", "before", "after"]);
    for one in &after.criteria {
        let was = before.criteria.iter().find(|other| other.criterion == one.criterion);
        if was.is_some_and(|was| was != one) {
            let name = format!("F1 {}", one.criterion);
            grid.push(vec![name, figure(was.and_then(|was| was.f1)), figure(one.f1)]);
        }
    }
    if after.f1.is_some() {
        grid.push(vec!["F1 of all labels".to_owned(), figure(before.f1), figure(after.f1)]);
    }
    if let (Some(was), Some(is)) = (&before.scores, &after.scores) {
        grid.push(vec!["r".to_owned(), figure(was.pearson), figure(is.pearson)]);
        grid.push(vec!["QWK".to_owned(), figure(was.qwk), figure(is.qwk)]);
        grid.push(vec!["mean difference".to_owned(), figure(was.mae), figure(is.mae)]);
    }
    out.table(grid);
    if let (Some(was), Some(is)) = (before.f1, after.f1)
        && is < was
    {
        out.paragraph("The labels of these answers fit worse than before; look at the scores that move.");
    }
}

fn moved(out: &mut Blocks, moves: &[Move]) {
    if moves.is_empty() {
        out.paragraph("No verdict on these answers changes.");
        return;
    }
    let mut grid = Grid::new(&["answer", "before", "after", "people"]);
    for one in moves.iter().take(MOST_MOVES) {
        let people = one.rater.map_or("-".to_owned(), score);
        let name = format!("{} ({})", one.answer_id, one.criteria.join(", "));
        grid.push(vec![name, score(one.before), score(one.after), people]);
    }
    let changed = if moves.len() == 1 { "changes" } else { "change" };
    out.heading(format!("{} {changed}", count(moves.len(), "answer")));
    out.table(grid);
    if moves.len() > MOST_MOVES {
        out.paragraph(format!("… and {} more; --format json lists all.", moves.len() - MOST_MOVES));
    }
}
