use super::{Published, RubricFormat, export, export_case};
use crate::rubric::Rubric;

const RUBRIC: &str = "id: retries
title: Safe <retries> & more
question: How do you make retries safe?
concepts:
  key:
    title: \"=A key\"
    points: 3
    required: true
    any: [idempotency key]
    missing: Say who makes the key.
    examples:
      hit: [The client makes a UUID.]
      miss: [We log it.]
  limit:
    points: 2.5
    any: [retry limit]
failure_modes:
  storm:
    points: 1
    any: [retry storm]
misconceptions:
  put:
    title: PUT is idempotent anyway
    points: 2
    any: [PUT is idempotent anyway]
groups:
  extras:
    title: Extras
    of: [limit, storm]
    full: 1
caps:
  - {missing: key, percent: 60}
";

fn exported(format: RubricFormat) -> String {
    let (rubric, _) = Rubric::parse(RUBRIC.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    let exported = export(&[&rubric], format).expect("a format that holds it");
    format!("{}--\n{}", exported.text, exported.lost.join("\n"))
}

macro_rules! formats {
    ($($name:ident: $format:ident,)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(exported(RubricFormat::$format));
        })*
    };
}

formats! {
    canvas_has_a_row_for_each_criterion: Canvas,
    edx_xml_has_whole_points: EdxXml,
    edx_json_has_whole_points: EdxJson,
    google_has_levels_from_most_to_least: GoogleClassroom,
    microsoft_has_weights_that_add_up: Microsoft,
    moodle_has_criteria_with_levels: Moodle,
    prairielearn_has_items_that_cost_points: PrairieLearn,
    gradescope_has_items: Gradescope,
    health_bench_has_criteria: HealthBench,
    promptfoo_has_assertions: Promptfoo,
    autorubric_has_requirements: Autorubric,
}

#[test]
fn case_has_identifiers_that_follow_from_addresses() {
    let (rubric, _) = Rubric::parse(RUBRIC.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    let published = Published::new("https://example.org/rubrics/", "2026-05-03").expect("an address");
    let exported = export_case(&[&rubric], &published).expect("a rubric");
    insta::assert_snapshot!(format!("{}--\n{}", exported.text, exported.lost.join("\n")));
    assert!(export_case(&[], &published).is_err());
}

#[test]
fn a_format_that_holds_one_rubric_takes_one() {
    let (rubric, _) = Rubric::parse(RUBRIC.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    assert!(export(&[&rubric, &rubric], RubricFormat::Moodle).is_err());
    assert!(export(&[], RubricFormat::Canvas).is_err());
    let two = export(&[&rubric, &rubric], RubricFormat::Canvas).expect("both");
    assert_eq!(two.text.lines().count(), 7);
}
