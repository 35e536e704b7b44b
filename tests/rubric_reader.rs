//! Rubric files as a whole: those that are right, and those that are wrong in every known way.

use gradus::rubric::{CapWhen, CriterionIdx, Rubric, Rule, Scope, SharedText};

const PAYMENTS: &[u8] = include_bytes!("data/good-rubrics/payments.yaml");
const BACKEND: &[u8] = include_bytes!("data/good-rubrics/backend.lexicon.yaml");

fn shared(name: &str) -> Option<SharedText> {
    (name == "backend").then(|| SharedText { file: "backend.yaml".to_owned(), text: BACKEND.to_vec() })
}

#[test]
fn a_rubric_is_read_with_its_shared_files() {
    let (rubric, warnings) = Rubric::parse(PAYMENTS, "payments.yaml", &shared).unwrap();
    assert_eq!(warnings, []);
    insta::assert_debug_snapshot!(rubric);
    assert_eq!(rubric.caps[0].when, CapWhen::Missing(CriterionIdx(0)));
    let Rule::AtLeast { n: 3, within: Scope::Paragraph, .. } = &rubric.criteria[0].indicators[2].rule else {
        panic!("{:?}", rubric.criteria[0].indicators)
    };
}
