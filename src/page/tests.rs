//! The page as browsers get it.

use base64::Engine;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::{Entry, Page, assets, highlight, tally};
use crate::report::{CriterionReport, EvidenceReport, Place, Report};
use crate::review::{Overrides, Row};
use crate::rubric::Rubric;
use crate::score::{Scorer, Worker};

const RUBRIC: &str = r"
id: retries
title: Safe retries
question: How do you make retries safe?
pass: 50
bands: {good: 50, poor: 0}
concepts:
  key:
    title: One key
    points: 2
    any: [same key, idempotency token]
    missing: Say who makes the key.
    follow_up: What if two arrive together?
  backoff: {title: Backoff, points: 1, any: [backoff]}
failure_modes:
  storm: {title: Retry storm, points: 1, any: [retry storm]}
misconceptions:
  put: {title: PUT is enough, points: 1, any: [PUT is enough]}
";

fn rubric(source: &str) -> Rubric {
    Rubric::parse(source.as_bytes(), "retries.yaml", &|_| None).expect("a valid rubric").0
}

/// The page of some answers, each with its id.
fn page(rubric: Rubric, answers: &[(&str, &str)]) -> (Page, String) {
    reviewed_page(rubric, answers, &[])
}

/// The same after people have decided; a decision is the cells of a row.
fn reviewed_page(rubric: Rubric, answers: &[(&str, &str)], decisions: &[Row]) -> (Page, String) {
    let overrides = Overrides::new(decisions).expect("decisions");
    let scorer = Scorer::new(rubric, None);
    let mut page = Page::new(None);
    let mut articles = Vec::new();
    let number = page.question(scorer.rubric());
    for (id, answer) in answers {
        let machine = scorer.score(&mut Worker::default(), answer);
        let reviewed = overrides.review(&scorer, id, answer, machine);
        let report = Report::reviewed(id, &scorer, &reviewed, answer);
        articles.push(page.add(number, &Entry { answer, report: &report, assessment: &reviewed.assessment }));
    }
    let articles: String =
        articles.iter().map(|article| page.article(&article.head, &article.body)).collect();
    let html = page.begin() + &page.group(number) + &articles + &page.end(&[]);
    (page, html)
}

const ANSWERS: [(&str, &str); 3] = [
    ("ada", "The same key on every try, with backoff, against a retry storm."),
    ("bo", "PUT is enough.\nI would never use backoff."),
    ("cy", "No idea."),
];

#[test]
fn the_policy_names_the_style_and_the_script() {
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
    assert_eq!(assets::HASHES, [hash(assets::STYLE), hash(assets::SCRIPT)]);
    for text in [assets::STYLE, assets::SCRIPT] {
        assert!(!text.contains("</") && !text.contains("<!--"), "it would end before its end");
    }
}

#[test]
fn structure() {
    let (_, html) = page(rubric(RUBRIC), &ANSWERS);
    let html = html.replace(assets::STYLE, "…").replace(assets::SCRIPT, "…");
    let html = html.replace(concat!("gradus ", env!("CARGO_PKG_VERSION")), "gradus …");
    let html = assets::HASHES.iter().fold(html, |html, hash| html.replace(hash, "…"));
    let lines = ["<section", "<article", "<details", "<li", "<p", "<h", "<form", "<label", "<svg", "<div"]
        .iter()
        .fold(html, |html, tag| html.replace(tag, &format!("\n{tag}")));
    insta::assert_snapshot!(lines);
}

#[test]
fn summary() {
    let (page, _) = page(rubric(RUBRIC), &ANSWERS);
    insta::assert_snapshot!(page.markdown());
}

#[test]
fn every_open_element_is_closed() {
    for answers in [&ANSWERS[..], &ANSWERS[..1], &[]] {
        let (_, html) = page(rubric(RUBRIC), answers);
        let html = html.replace(assets::STYLE, "").replace(assets::SCRIPT, "");
        for tag in ["article", "section", "div", "main", "body", "ul", "ol", "li", "p", "svg", "form", "mark"]
        {
            let count = |text: &str| html.matches(text).count();
            let open = count(&format!("<{tag}>")) + count(&format!("<{tag} "));
            assert_eq!(open, count(&format!("</{tag}>")), "{tag}");
        }
    }
}

#[test]
fn many_answers_are_folded() {
    let ids: Vec<String> = (0..=super::MOST_OPEN).map(|number| format!("c{number}")).collect();
    let answers: Vec<(&str, &str)> =
        ids.iter().map(|id| (id.as_str(), "The same </noscript> key.")).collect();
    let (_, html) = page(rubric(RUBRIC), &answers);
    assert_eq!(html.matches("<noscript>").count(), answers.len());
    assert_eq!(html.matches("</noscript>").count(), answers.len());
}

#[test]
fn decisions_of_people_are_shown_where_they_belong() {
    let row = |what: &str, decided: &str, more: &[(&str, &str)]| {
        let cells = [("answer_id", "cy"), (what, decided), ("by", "M. Ruiz"), ("why", "She says <so>")];
        let cells = cells.iter().chain(more).map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned()));
        Row { place: "overrides.csv row 2".to_owned(), cells: cells.collect() }
    };
    let check = |row: Row, expect: &str| {
        let (page, html) = reviewed_page(rubric(RUBRIC), &ANSWERS, &[row]);
        assert_eq!(html.matches(expect).count(), 1, "{expect}");
        (page.questions[0].tally.reviewed, html.matches("reviewed</span>").count())
    };
    let by = "<p class=\"review\"><b>Decided by M. Ruiz</b>";
    let verdict = row("verdict", "met", &[("criterion", "put"), ("when", "May <1>")]);
    let said = "She says &lt;so&gt; <small>The machine said missing.</small>";
    assert_eq!(check(verdict, &format!("{by}, May &lt;1&gt;: {said}")), (1, 1));
    let whole = row("percent", "90", &[]);
    assert_eq!(
        check(whole, &format!("{by}: She says &lt;so&gt; <small>The machine gave 0 %.</small>")),
        (1, 1)
    );
    let stale = row("percent", "90", &[("answer_hash", "0123456789abcdef")]);
    assert_eq!(check(stale, "the whole answer, 90 %, by M. Ruiz"), (0, 0));
}

#[test]
fn figures_of_a_class() {
    let answers =
        [("a", "same key, backoff"), ("b", "same key"), ("c", ""), ("d", "same key, backoff, retry storm")];
    let (page, _) = page(rubric(RUBRIC), &answers);
    let question = &page.questions[0];
    let tally = &question.tally;
    assert_eq!((tally.mean(), tally.median(), tally.passed, tally.blank), (750, 750, 3, 1));
    assert_eq!(tally.histogram, [0, 0, 0, 0, 0, 1, 0, 1, 0, 1]);
    assert_eq!(tally.bands, [3, 0]);
    assert_eq!(tally.verdicts(1), [2, 0, 0, 1]);
    let missed: Vec<(usize, usize)> = question.most_missed().iter().map(|(at, _, n)| (*at, *n)).collect();
    assert_eq!(missed, [(2, 2), (1, 1)]);
    let ranked: Vec<&str> = tally.ranked().iter().map(|kept| &*kept.name).collect();
    assert_eq!(ranked, ["d", "a", "b"]);
    let caught = &tally.criteria[0].catches;
    let counts: Vec<(usize, usize, usize)> =
        caught.iter().map(|catch| (catch.counted, catch.idle, catch.quotes.len())).collect();
    assert_eq!(
        counts,
        [(3, 0, 1), (0, 0, 0), (0, 0, 0)],
        "two patterns, and examples of which there are none"
    );
}

#[test]
fn only_different_quotes_are_kept_and_those_that_count_first() {
    let answers = [("a", "never backoff"), ("b", "Backoff"), ("c", "backoff"), ("d", "backoffs")];
    let (page, _) = page(rubric(RUBRIC), &answers);
    let caught = &page.questions[0].tally.criteria[1].catches[0];
    assert_eq!((caught.counted, caught.idle), (3, 1));
    let quotes: Vec<(&str, bool)> =
        caught.quotes.iter().map(|seen| (seen.text.as_str(), seen.counts)).collect();
    assert_eq!(quotes, [("backoff", false), ("backoffs", true)]);
    assert_eq!(tally::confidence(0.499), 50);
}

/// A report of one criterion with evidence at these places.
fn report_with(spans: &[(usize, usize, usize, bool)], answer: &str, scorer: &Scorer) -> Report {
    let assessment = scorer.score(&mut Worker::default(), answer);
    let mut report = Report::new("a", scorer, &assessment, answer);
    for criterion in &mut report.criteria {
        criterion.evidence.clear();
    }
    let n = report.criteria.len();
    let place = |byte: usize| Place { line: 1, column: 1, byte: u32::try_from(byte).expect("small") };
    for (start, end, criterion, counts) in spans {
        let scored: &mut CriterionReport = &mut report.criteria[criterion % n];
        scored.evidence.push(EvidenceReport {
            text: String::new(),
            start: place(*start),
            end: place(*end),
            indicator: "examples".to_owned(),
            method: if start % 2 == 0 { "learned" } else { "phrase" },
            state: if *counts { "asserted" } else { "negated" },
        });
    }
    report
}

/// What a reader sees of markup: no tags, no numbers behind evidence.
fn seen(markup: &str) -> String {
    let mut text = String::new();
    for (at, part) in markup.split('<').enumerate() {
        let (tag, rest) = if at == 0 { ("", part) } else { part.split_once('>').expect("a tag") };
        if !tag.starts_with("a ") {
            text.push_str(rest);
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

proptest! {
    #[test]
    fn marks_change_nothing_of_the_text(
        answer in "[a-c <>&\"é\n]{0,60}",
        spans in prop::collection::vec((0_usize..64, 0_usize..64, 0_usize..4, any::<bool>()), 0..12),
    ) {
        let scorer = Scorer::new(rubric(RUBRIC), None);
        let report = report_with(&spans, &answer, &scorer);
        let place = super::text::Place { anchor: "a", number: 0 };
        let markup = highlight::marked(scorer.rubric(), &report, &answer, place).into_string();
        prop_assert_eq!(seen(&markup), answer);
        prop_assert_eq!(markup.matches("<mark").count(), markup.matches("</mark>").count());
    }

    #[test]
    fn nothing_written_becomes_markup(text in "[<>&\"'/a-z!\\-= ]{1,40}") {
        let marked = format!("☃{text}☂");
        let source = RUBRIC
            .replace("title: Safe retries", &format!("title: {}", serde_json::json!(marked)))
            .replace("question: How do you make retries safe?", &format!("question: {}", serde_json::json!(marked)))
            .replace("title: One key", &format!("title: {}", serde_json::json!(marked)))
            .replace("Say who makes the key.", &serde_json::json!(marked).to_string())
            .replace("What if two arrive together?", &serde_json::json!(marked).to_string());
        let answer = format!("same key {marked} PUT is enough {marked}");
        // A rubric with such characters is refused; answers have what they have.
        let wild = |text: &str| text.replace('☃', "☃\u{1b}\u{2028}\u{202e}");
        let (id, answer) = (wild(&marked), wild(&answer));
        let (page, html) = page(rubric(&source), &[(&id, &answer), (&id, &answer)]);
        for whole in [html, page.markdown()] {
            for part in whole.split('☃').skip(1) {
                // A quote that was cut ends with an ellipsis.
                let part = part.split(['☂', '…']).next().unwrap_or_default();
                prop_assert!(!part.contains(['<', '>', '\u{2028}', '\u{202e}', '\u{1b}']), "{}", part);
            }
        }
    }

    #[test]
    fn every_answer_has_a_place_of_its_own(ids in prop::collection::vec("[a.:é ]{0,3}", 0..30)) {
        let answers: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "same key")).collect();
        let (_, html) = page(rubric(RUBRIC), &answers);
        let mut places: Vec<&str> =
            html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let n = places.len();
        places.sort_unstable();
        places.dedup();
        prop_assert_eq!(places.len(), n);
    }
}
