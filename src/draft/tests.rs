//! Drafts are rubrics that the reader accepts, whatever they were made of.

use proptest::prelude::{prop_assert, proptest};

use super::{Draft, from_question, from_reference, id_of, lexicon_text, write};
use crate::rubric::{Rubric, check_shared};
use crate::score::{Scorer, Worker};

fn read(draft: &Draft) -> Rubric {
    let text = write(draft, "schema/rubric.json");
    match Rubric::parse(text.as_bytes(), "r.yaml", &|_| None) {
        Ok((rubric, warnings)) => {
            assert_eq!(warnings, [], "{text}");
            rubric
        }
        Err(diagnostics) => panic!("{diagnostics}\n{text}"),
    }
}

const REFERENCE: &str = "# Answer\n\nThe client generates a UUID and sends it in an `Idempotency-Key` header. Don't: guess!\n\n\
                         - The stored response is returned on every later retry, so no second charge happens.\n- Keys expire after 48 hours.\n";

#[test]
fn a_reference_earns_what_was_drafted_from_it() {
    let rubric = read(&from_reference("pay-once", None, REFERENCE));
    let ids: Vec<&str> = rubric.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
    assert_eq!(ids, ["idempotency-key-header", "stored-response", "keys-expire"]);
    let scorer = Scorer::new(rubric, None);
    assert_eq!(scorer.score(&mut Worker::default(), REFERENCE).permille, 1000);
}

#[test]
fn a_question_does_not_answer_itself() {
    let question = "When would you choose a queue instead of a synchronous request flow?";
    let rubric = read(&from_question("queue", question));
    let patterns: Vec<&str> = rubric
        .criteria
        .iter()
        .flat_map(|criterion| &criterion.indicators)
        .map(|one| one.text.as_str())
        .collect();
    assert_eq!(
        patterns,
        [
            "synchronous request flow .. (because|so that)",
            "queue .. (because|so that)",
            "synchronous request flow .. (fails|goes wrong|is lost)",
        ]
    );
    let scorer = Scorer::new(rubric, None);
    assert_eq!(scorer.score(&mut Worker::default(), question).permille, 0);
}

#[test]
fn a_question_that_asks_to_explain_asks_for_no_failures() {
    let rubric = read(&from_question("leaves", "Explain how a plant makes its own food by photosynthesis."));
    let ids: Vec<&str> = rubric.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
    assert_eq!(ids, ["own-food", "photosynthesis", "plant"]);
    assert!(rubric.criteria.iter().all(|one| !one.missing.as_deref().unwrap_or("").contains("you would")));
}

#[test]
fn ids_are_made_of_anything() {
    let check = |text: &str, expect: &str| assert_eq!(id_of(text), expect);
    check("Idempotency Key!", "idempotency-key");
    check("2PC commit", "commit");
    check("…", "criterion");
    check("Erkläre das Café", "erklare-das-cafe");
    check(&"long ".repeat(40), "long-long-long-long-long-long-long-long");
}

#[test]
fn a_shared_file_is_read() {
    assert_eq!(check_shared(lexicon_text("words", "lexicon.json").as_bytes(), "words.yaml"), Ok(vec![]));
}

proptest! {
    #[test]
    fn no_text_makes_a_draft_that_cannot_be_read(text in "\\PC{0,80}|[ -~\n\t'\":#|>*&-]{0,120}|[\\x00-\\x1f a-z.\u{202e}\u{feff}]{0,40}") {
        let from_question = write(&from_question("q", &text), "s.json");
        let parsed = Rubric::parse(from_question.as_bytes(), "r.yaml", &|_| None);
        prop_assert!(parsed.is_ok(), "{:?}\n{}", parsed.err(), from_question);
        let draft = from_reference(&text, Some(&text), &text);
        if !draft.criteria.is_empty() {
            let from_reference = write(&draft, "s.json");
            let parsed = Rubric::parse(from_reference.as_bytes(), "r.yaml", &|_| None);
            prop_assert!(parsed.is_ok(), "{:?}\n{}", parsed.err(), from_reference);
        }
    }
}
