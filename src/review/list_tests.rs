//! Likeness, groups and the list, on small classes of answers.

use std::sync::Arc;

use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, proptest};

use super::{Class, Listed, Overrides, Profile, Reason, ReviewList, Row, Sketch, language, near};
use crate::rubric::Rubric;
use crate::score::{Scorer, Worker};

const RUBRIC: &str = "\
id: r
title: R
question: How do you prove that database dumps survive a broken machine or provider?
pass: 60
reference: >
  Every month we load the dump of last week into an empty machine and compare the row counts, because a copy that
  nobody has ever read back is worth nothing. There is another copy with another provider, and we are told when it is late.
concepts:
  restore: {points: 3, any: [restore .. tested], weak: [restore]}
  copy: {points: 3, any: [offsite]}
  nightly: {points: 2, any: [every night]}
  alarm: {points: 2, any: [alarm]}
misconceptions:
  raid: {points: 2, any: [raid is a backup]}
";

/// A full answer of some forty words, into which tests put their own.
const LONG: &str = "Each month we take last week's dump, load it into an empty machine and compare the row counts, \
     because a copy that nobody has ever read back is worth nothing. The second copy is kept offsite with another \
     provider, under other keys.";

fn scorer() -> Scorer {
    let (rubric, _) = Rubric::parse(RUBRIC.as_bytes(), "r.yaml", &|_| None).expect("a rubric");
    Scorer::new(rubric, None)
}

/// Profiles of answers named `a`, `b`, and so on.
fn profiles(answers: &[&str], overrides: &Overrides) -> Vec<Profile> {
    let scorer = scorer();
    let class = Arc::new(Class::new(scorer.rubric()));
    let mut worker = Worker::default();
    let named = answers.iter().zip('a'..).map(|(answer, name)| {
        let (id, machine) = (name.to_string(), scorer.score(&mut worker, answer));
        let reviewed = overrides.review(&scorer, &id, answer, machine);
        Profile::new(&class, &scorer, &id, answer, &reviewed)
    });
    named.collect()
}

fn shown(one: &Listed, profiles: &[Profile]) -> String {
    let id = |at: usize| profiles[at].id.to_string();
    let reasons = one.reasons.iter().map(|reason| match reason {
        Reason::Criterion(idx, concern) => {
            format!("{concern:?} {}", profiles[one.profile].class.criteria[usize::from(idx.0)].0)
        }
        other => format!("{other:?}"),
    });
    let members = one.members.iter().map(|member| {
        let verdicts = if member.same_verdicts { "" } else { "!" };
        format!(
            "{}{verdicts} {}",
            id(member.profile),
            member.permille.map_or("same".to_owned(), |n| n.to_string())
        )
    });
    let all: Vec<String> = reasons.chain(members).collect();
    format!("{}: {}", id(one.profile), all.join(", "))
}

fn check(answers: &[&str], expect: &[&str]) {
    let profiles = profiles(answers, &Overrides::default());
    let list = ReviewList::new(&profiles);
    let shown: Vec<String> = list.listed.iter().map(|one| shown(one, &profiles)).collect();
    assert_eq!(shown, expect, "{answers:#?}");
}

#[test]
fn every_reason_is_given() {
    check(&["", LONG], &["b: Confidence(37)"]);
    check(&["The restore is tested. It runs every night. An alarm goes off. Copies go offsite."], &[]);
    check(
        &["We keep no copies offsite. Our copies are offsite. It runs every night. An alarm goes off."],
        &["a: Confidence(30), Contradiction copy"],
    );
    check(&["restore, offsite, alarm, tape, cloud, disk, region, dump"], &["a: Confidence(20), Stuffed"]);
    check(&["How do you prove that database dumps survive a broken machine or provider?"], &["a: Echo"]);
    check(&["The restore is tested. Copies go offsite."], &["a: Confidence(28), PassMark(600)"]);
    check(&["An alarm goes \u{1b}off."], &["a: Unprintable"]);
    check(&["We restore."], &["a: Weak restore"]);
    check(
        &[
            "Wir sichern jede Nacht alle Datenbanken und prüfen einmal im Monat, ob sich die Sicherung einspielen lässt.",
        ],
        &["a: Language(\"German\")"],
    );
}

#[test]
fn length_is_held_against_the_class() {
    let class = |odd: &str| -> Vec<String> {
        let kinds = ["red", "blue", "green", "grey", "white", "black", "brown", "pink"];
        let usual = kinds.iter().map(|word| {
            let other: String = word.chars().rev().collect();
            format!(
                "Nothing {word} was ever kept by {other} and {word}{other} for all that {other}{word} knew."
            )
        });
        usual.chain([odd.to_owned()]).collect()
    };
    let reasons = |odd: &str| {
        let answers = class(odd);
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        let profiles = profiles(&answers, &Overrides::default());
        let list = ReviewList::new(&profiles);
        list.listed.iter().map(|one| shown(one, &profiles)).collect::<Vec<_>>()
    };
    assert_eq!(reasons("Nothing at all."), ["i: Short(14)"]);
    assert_eq!(reasons("Nothing was kept by anybody at all."), [""; 0]);
    assert_eq!(reasons(&"Nothing of it was kept. ".repeat(9)), ["i: Long(14)"]);
}

#[test]
fn one_text_and_near_texts_stand_together() {
    let moved = LONG.replace("Each month we", "We");
    let spaced = LONG.replace(". ", ".\n\n");
    let denied = LONG.replace("is kept offsite", "is not kept offsite");
    check(
        &[LONG, &moved, "An alarm goes off.", &spaced, &denied],
        &[
            "a: Confidence(37), Identical(2), NearDuplicates(2), d same, e! 951, b 949",
            "e: Differs(Met) copy, a! 951",
        ],
    );
    // Short answers are the same by chance: they stand together, without suspicion.
    check(&["We restore.", "We restore.", "We restore it."], &["a: Weak restore, b same", "c: Weak restore"]);
}

#[test]
fn what_a_person_has_decided_is_not_asked_again() {
    let rows = |cells: &[&[(&str, &str)]]| -> Vec<Row> {
        let row = |(at, cells): (usize, &&[(&str, &str)])| Row {
            place: format!("row {at}"),
            cells: cells.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
        };
        cells.iter().enumerate().map(row).collect()
    };
    let listed = |cells: &[&[(&str, &str)]], answer: &str| -> Vec<String> {
        let overrides = Overrides::new(&rows(cells)).expect("rows");
        let profiles = profiles(&[answer], &overrides);
        ReviewList::new(&profiles).listed.iter().map(|one| shown(one, &profiles)).collect()
    };
    let signed = |more: [(&'static str, &'static str); 2]| {
        [("answer_id", "a"), ("by", "c"), ("why", "w"), more[0], more[1]]
    };
    let answer = "We keep no copies offsite. Our copies are offsite. We restore.";
    assert_eq!(listed(&[], answer), ["a: Confidence(18), Weak restore, Contradiction copy"]);
    let copy = signed([("criterion", "copy"), ("verdict", "missing")]);
    assert_eq!(listed(&[&copy], answer), ["a: Weak restore"]);
    assert_eq!(listed(&[&signed([("percent", "30"), ("criterion", "")])], answer), [""; 0]);
    let stale = [&copy[..], &[("answer_hash", "0123456789abcdef")]].concat();
    assert_eq!(listed(&[&stale], answer), ["a: Stale, Confidence(18), Weak restore, Contradiction copy"]);
}

#[test]
fn likeness_is_a_share_of_words_and_pairs() {
    let nothing = Sketch::of_question("");
    let likeness = |a: &str, b: &str| Sketch::of(a, &nothing).likeness(&Sketch::of(b, &nothing));
    assert_eq!(likeness("one two three", "One, two; THREE!"), 1000);
    assert_eq!(likeness("one two three", "one two four"), 429);
    assert_eq!(likeness("one two", "three four"), 0);
    assert_eq!(likeness("", ""), 0);
    assert_eq!(likeness("备份必须可以恢复", "备份必须可以恢复吗"), 882);
    // What the question gives away is no likeness.
    let question = Sketch::of_question("Why one two?");
    assert_eq!(Sketch::of("one two three", &question).len(), 2);
    // Long answers are sampled, and the same ones stay the same.
    let long = (0..30_000).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ");
    let other = long.replace("word29", "term29");
    assert_eq!(likeness(&long, &long), 1000);
    assert!(Sketch::of(&long, &nothing).len() < 300 && likeness(&long, &other) > 800);
}

#[cfg(feature = "language")]
#[test]
fn languages_are_told_where_they_are_clear() {
    for (text, expect) in [
        ("The second copy is kept with another provider, under other keys.", Some("English")),
        ("La deuxième copie est gardée chez un autre fournisseur, avec d'autres clés.", Some("French")),
        ("我们每天晚上备份数据库并且每个月测试恢复一次。", Some("Mandarin")),
        (
            "Каждый месяц мы восстанавливаем резервную копию на пустой машине и сравниваем число строк.",
            Some("Russian"),
        ),
        ("slow; fast; DLQ; FIFO; lag; 202; ack/nack; prefetch; TTL; outbox; p99; SLA; Celery; Kafka", None),
        ("TTL p99 SLA", None),
        ("", None),
    ] {
        assert_eq!(language(text), expect, "{text}");
    }
}

#[cfg(feature = "language")]
#[test]
fn the_language_of_a_rubric_is_known_at_a_glance_and_others_are_still_told() {
    let class = Class::new(scorer().rubric());
    for (text, expect) in [
        (LONG, Some("English")),
        ("We restore it, and we do so in an empty machine.", Some("English")),
        (
            "Maandelijks zetten we de kopie terug in een lege machine, want een kopie die niemand ooit heeft gelezen is niets.",
            Some("Dutch"),
        ),
        (
            "Jeden Monat spielen wir die Sicherung in eine leere Maschine ein und vergleichen die Zeilen.",
            Some("German"),
        ),
        ("", None),
    ] {
        assert_eq!(class.usage.language_of(text), expect, "{text}");
    }
}

/// A class of answers made of few words, so that some are alike, and an order to read them in.
fn class() -> impl Strategy<Value = (Vec<String>, Vec<usize>)> {
    let word = proptest::sample::select(vec![
        "restore", "tested", "offsite", "every", "night", "not", "alarm", "raid", "is", "a", "backup", "we",
        "the", "copy", "keep", "it.", "\u{1b}", "Ü", "备",
    ]);
    let answer = proptest::collection::vec(word, 0..30).prop_map(|words| words.join(" "));
    let answers = proptest::collection::vec(answer, 1..14).prop_flat_map(|answers| {
        // Some hand in what another one wrote, or nearly.
        let n = answers.len();
        let copies = proptest::collection::vec((0..n, proptest::bool::ANY), 0..10);
        (Just(answers), copies).prop_map(|(mut answers, copies)| {
            for (from, changed) in copies {
                answers.push(format!("{}{}", answers[from], if changed { " tape" } else { "" }));
            }
            answers
        })
    });
    answers.prop_flat_map(|answers| {
        let order: Vec<usize> = (0..answers.len()).collect();
        (Just(answers), Just(order).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn the_order_of_answers_does_not_matter((answers, order) in class()) {
        let texts: Vec<&str> = answers.iter().map(String::as_str).collect();
        let straight = profiles(&texts, &Overrides::default());
        let shuffled: Vec<Profile> = order.iter().map(|at| straight[*at].clone()).collect();
        let show = |profiles: &[Profile]| -> Vec<String> {
            ReviewList::new(profiles).listed.iter().map(|one| format!("{} {}", one.doubt, shown(one, profiles))).collect()
        };
        prop_assert_eq!(show(&straight), show(&shuffled));
    }

    #[test]
    fn every_answer_is_listed_once_and_members_are_like_their_first((answers, _) in class()) {
        let texts: Vec<&str> = answers.iter().map(String::as_str).collect();
        let profiles = profiles(&texts, &Overrides::default());
        let list = ReviewList::new(&profiles);
        let mut seen: Vec<usize> = list.listed.iter().map(|one| one.profile).collect();
        seen.sort_unstable();
        let n = seen.len();
        seen.dedup();
        prop_assert_eq!(seen.len(), n);
        for one in &list.listed {
            prop_assert!(!one.reasons.is_empty() && one.doubt <= 1000);
            for member in &one.members {
                let (first, other) = (&profiles[one.profile], &profiles[member.profile]);
                prop_assert_eq!(member.permille.is_none(), first.digest == other.digest);
                prop_assert!(member.permille.is_none_or(|n| n >= 600));
            }
        }
    }

    #[test]
    fn leaders_lead_themselves(texts in proptest::collection::vec("[a-d ]{0,60}", 0..20)) {
        let nothing = Sketch::of_question("");
        let sketches: Vec<Sketch> = texts.iter().map(|text| Sketch::of(text, &nothing)).collect();
        let found = near(&sketches.iter().collect::<Vec<_>>());
        for (at, near) in found.iter().enumerate() {
            let Some(near) = near else { continue };
            prop_assert!(near.leader != at && found[near.leader].is_none());
            prop_assert_eq!(near.permille, sketches[at].likeness(&sketches[near.leader]));
            prop_assert_eq!(near.permille, sketches[near.leader].likeness(&sketches[at]));
        }
    }

    #[test]
    fn any_text_has_a_language_or_none(text in "\\PC{0,200}") {
        prop_assert_eq!(language(&text), language(&text));
    }
}
