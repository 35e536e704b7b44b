//! Short answers that try to fool the scorer: negated, rejected, attributed, echoed, piled up, mistyped.
//!
//! Every case is scored. The names of those that are still judged wrong stand in
//! `tests/data/adversarial-open.txt`; a case that goes wrong anew fails the test, and so does one that
//! is mended while its name is still in the list. README says how many there are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gradus::learn::Model;
use gradus::rubric::{Rubric, SharedText};
use gradus::score::{Scorer, Worker};

fn scorer(id: &str) -> Scorer {
    let folder = Path::new("rubrics/backend");
    let source = std::fs::read(folder.join(format!("{id}.yaml"))).expect("a rubric");
    let shared = |name: &str| {
        let file = format!("rubrics/shared/{name}.yaml");
        std::fs::read(&file).ok().map(|text| SharedText { file, text })
    };
    let (rubric, _) = Rubric::parse(&source, id, &shared).expect("a valid rubric");
    let model = std::fs::read(folder.join(format!("{id}.model"))).expect("a model");
    Scorer::new(rubric, Some(Model::from_bytes(&model).expect("a whole model")))
}

/// `name: criterion expected, got` for everything judged wrong in one case.
fn wrong(case: &serde_json::Value, scorer: &Scorer) -> Vec<String> {
    let answer = case["answer"].as_str().unwrap_or_default();
    let assessment = scorer.score(&mut Worker::default(), answer);
    let mut wrong = Vec::new();
    for (id, expected) in case["expect"].as_object().into_iter().flatten() {
        let at = scorer.rubric().criteria.iter().position(|criterion| criterion.id == *id);
        let got = at.and_then(|at| assessment.criteria.get(at)).map(|score| score.verdict.as_str());
        // A denial that is not noticed at all costs nothing: what counts is that it earns nothing.
        let right = got == expected.as_str() || (expected == "denied" && got == Some("missing"));
        if !right {
            wrong.push(format!("{id} should be {expected}, is {}", got.unwrap_or("unknown")));
        }
    }
    wrong
}

fn lines(path: &str) -> Vec<String> {
    let text = std::fs::read(path).expect("a list");
    String::from_utf8(text).expect("UTF-8").lines().map(ToOwned::to_owned).collect()
}

fn cases() -> Vec<serde_json::Value> {
    lines("tests/data/adversarial.jsonl")
        .iter()
        .map(|line| serde_json::from_str(line).expect("a case"))
        .collect()
}

fn open() -> BTreeSet<String> {
    lines("tests/data/adversarial-open.txt").into_iter().collect()
}

#[test]
fn readme_tells_how_many_are_judged_right() {
    let n = cases().len();
    let sentence =
        format!("Of {n} short adversarial cases {} are judged as a careful reader would", n - open().len());
    let readme = lines("README.md").join(" ");
    assert!(readme.contains(&sentence), "write into README.md, \"What was measured\": {sentence}");
}

#[test]
fn the_scorer_is_fooled_by_no_more_than_the_listed_cases() {
    let open = open();
    let mut scorers: BTreeMap<String, Scorer> = BTreeMap::new();
    let mut failed = BTreeMap::new();
    let cases = cases();
    for case in &cases {
        let id = case["rubric"].as_str().unwrap_or_default().to_owned();
        let scorer = scorers.entry(id.clone()).or_insert_with(|| scorer(&id));
        let wrong = wrong(case, scorer);
        if !wrong.is_empty() {
            failed.insert(case["name"].as_str().unwrap_or_default().to_owned(), wrong);
        }
    }
    let names: BTreeSet<String> = failed.keys().cloned().collect();
    let anew: Vec<_> = failed.iter().filter(|(name, _)| !open.contains(*name)).collect();
    let mended: Vec<_> = open.difference(&names).collect();
    let n = cases.len();
    assert!(
        n >= 150 && anew.is_empty() && mended.is_empty(),
        "of {n} cases wrong anew: {anew:#?}; mended: {mended:#?}"
    );
}
