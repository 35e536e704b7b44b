//! The review list as every format shows it: names for places, words for reasons.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use crate::diagnostic::{count, shortened};
use crate::review::{Concern, Digest, Listed, Open, Profile, Reason, ReviewList, same_verdict};
use crate::rubric::CriterionIdx;

/// Answers nearly the same that one entry quotes at most; the others are counted and stand in the template.
const MOST_QUOTED: usize = 50;

/// The list, and what it was made from.
#[derive(Debug, Serialize)]
pub(super) struct View<'p> {
    schema_version: u32,
    /// Answers that were read.
    pub answers: usize,
    /// Of these, with nothing written in them.
    pub empty: usize,
    /// Of these, with a reason to be read.
    pub doubtful: usize,
    /// Groups of answers of one text, or nearly one, and the answers in them.
    pub groups: usize,
    pub grouped: usize,
    pub listed: Vec<Entry<'p>>,
}

/// One answer to be read.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'p> {
    pub rank: usize,
    /// From 0 to 1.
    pub doubt: f64,
    #[serde(flatten)]
    pub answer: Known<'p>,
    pub rubric: &'p str,
    pub percent: f64,
    pub confidence: f64,
    pub words: u32,
    pub reasons: Vec<Worded>,
    pub criteria: Vec<OpenView<'p>>,
    /// Candidates who wrote the same text.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "ids")]
    pub identical: Vec<&'p Profile>,
    /// Texts that are nearly the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<NearView<'p>>,
    /// Those that are not quoted.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_near: usize,
    #[serde(skip)]
    pub source: Source<'p>,
}

/// What the template needs besides.
#[derive(Debug)]
pub(super) struct Source<'p> {
    pub profile: &'p Profile,
    pub open: &'p [Open],
    /// Texts nearly the same, one candidate each, with the likeness and how many wrote it.
    pub near: Vec<(&'p Profile, u16, usize)>,
    /// Whether one decision is for all: not where the verdicts are what differs.
    pub leads: bool,
}

/// An answer as coaches know it.
#[derive(Debug, Serialize)]
pub(super) struct Known<'p> {
    pub answer_id: &'p str,
    /// Who wrote it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<&'p str>,
    pub answer_hash: String,
    /// How it begins.
    #[serde(rename = "answer")]
    pub excerpt: &'p str,
}

impl Known<'_> {
    /// What a coach calls the answer.
    pub(super) fn name(&self) -> &str {
        self.candidate.unwrap_or(self.answer_id)
    }
}

/// A reason, for programs and for people.
#[derive(Debug, Serialize)]
pub(super) struct Worded {
    pub code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion: Option<String>,
    pub text: String,
}

/// A criterion to be decided.
#[derive(Debug, Serialize)]
pub(super) struct OpenView<'p> {
    pub id: &'p str,
    pub title: &'p str,
    pub verdict: &'static str,
    pub concern: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub quote: &'p str,
}

/// A text that is nearly the same.
#[derive(Debug, Serialize)]
pub(super) struct NearView<'p> {
    #[serde(flatten)]
    pub answer: Known<'p>,
    /// The share of words and pairs of words that both have, from 0 to 1.
    pub similarity: f64,
    /// Whether every verdict is the same.
    pub same_verdicts: bool,
    /// Candidates who wrote it.
    pub candidates: usize,
    /// From a few words before the first difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

fn ids<S: Serializer>(profiles: &[&Profile], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(profiles.iter().map(|profile| &*profile.id))
}

impl<'p> View<'p> {
    /// The first `top` of a list, or all of it.
    pub(super) fn new(list: &'p ReviewList, profiles: &'p [Profile], top: usize) -> Self {
        let entries = list.listed.iter().take(if top == 0 { usize::MAX } else { top }).enumerate();
        Self {
            schema_version: 1,
            answers: profiles.len(),
            empty: list.empty,
            doubtful: list.listed.len(),
            groups: list.groups,
            grouped: list.grouped,
            listed: entries.filter_map(|(at, one)| entry(at + 1, one, profiles)).collect(),
        }
    }
}

impl View<'_> {
    /// Texts that are quoted beside one that is nearly the same; together they are no more than `most`.
    pub(super) fn compared(&self, most: usize) -> BTreeSet<Digest> {
        let mut wanted = BTreeSet::new();
        for entry in &self.listed {
            let near = entry.source.near.iter().take(MOST_QUOTED).map(|(near, ..)| near.digest);
            for digest in near.chain((!entry.near.is_empty()).then_some(entry.source.profile.digest)) {
                if wanted.len() < most {
                    wanted.insert(digest);
                }
            }
        }
        wanted
    }

    /// Has answers nearly the same begin where they differ, where both texts are at hand.
    pub(super) fn quote_differences(&mut self, texts: &BTreeMap<Digest, String>) {
        for entry in &mut self.listed {
            let Some(text) = texts.get(&entry.source.profile.digest) else { continue };
            for (near, (profile, ..)) in entry.near.iter_mut().zip(&entry.source.near) {
                near.difference = texts.get(&profile.digest).map(|other| difference(other, text));
            }
        }
    }
}

impl Entry<'_> {
    /// Where an answer nearly the same differs, if it is quoted.
    pub(super) fn difference(&self, near: &Profile) -> Option<&str> {
        let quoted =
            self.near.iter().zip(&self.source.near).find(|(_, (known, ..))| known.digest == near.digest);
        quoted.and_then(|(view, _)| view.difference.as_deref())
    }
}

/// Words before a difference that are quoted with it.
const CONTEXT: usize = 4;
/// Characters of a quoted difference.
const QUOTE: usize = 100;

/// A text from a few words before it first differs from another one.
fn difference(text: &str, other: &str) -> String {
    let same = text.split_whitespace().zip(other.split_whitespace()).take_while(|(a, b)| a == b).count();
    let start = same.saturating_sub(CONTEXT);
    let mut quote = if start > 0 { "…".to_owned() } else { String::new() };
    for word in text.split_whitespace().skip(start) {
        if quote.chars().count() > QUOTE {
            break;
        }
        quote.push_str(if quote.is_empty() || quote == "…" { "" } else { " " });
        quote.push_str(word);
    }
    shortened(&quote, QUOTE)
}

fn entry<'p>(rank: usize, one: &'p Listed, profiles: &'p [Profile]) -> Option<Entry<'p>> {
    let profile = profiles.get(one.profile)?;
    let identical = one.members.iter().filter(|member| member.permille.is_none());
    let near = near(one, profiles);
    let differs = |open: &Open| matches!(open.concern, Concern::Differs(_));
    Some(Entry {
        rank,
        doubt: f64::from(one.doubt) / 1000.0,
        answer: known(profile),
        rubric: &profile.class.id,
        percent: f64::from(profile.permille) / 10.0,
        confidence: f64::from(profile.confidence) / 100.0,
        words: profile.words,
        reasons: one.reasons.iter().map(|reason| worded(*reason, profile)).collect(),
        criteria: one.open.iter().filter_map(|open| open_view(open, profile)).collect(),
        identical: identical.filter_map(|member| profiles.get(member.profile)).collect(),
        near: near.iter().take(MOST_QUOTED).map(|found| near_view(*found, profile)).collect(),
        more_near: near.len().saturating_sub(MOST_QUOTED),
        source: Source { profile, open: &one.open, near, leads: !one.open.iter().any(differs) },
    })
}

/// The texts that are nearly the same, each with a candidate, the likeness and how many wrote it.
fn near<'p>(one: &Listed, profiles: &'p [Profile]) -> Vec<(&'p Profile, u16, usize)> {
    let mut texts: Vec<(&Profile, u16, usize)> = Vec::new();
    for member in &one.members {
        let (Some(permille), Some(profile)) = (member.permille, profiles.get(member.profile)) else {
            continue;
        };
        match texts.last_mut().filter(|(known, ..)| known.digest == profile.digest) {
            Some((_, _, n)) => *n += 1,
            None => texts.push((profile, permille, 1)),
        }
    }
    texts
}

fn near_view<'p>((near, permille, candidates): (&'p Profile, u16, usize), to: &Profile) -> NearView<'p> {
    NearView {
        answer: known(near),
        similarity: f64::from(permille) / 1000.0,
        same_verdicts: near.verdicts == to.verdicts,
        candidates,
        difference: None,
    }
}

fn known(profile: &Profile) -> Known<'_> {
    Known {
        answer_id: &profile.id,
        candidate: profile.who.as_deref(),
        answer_hash: profile.digest.to_string(),
        excerpt: &profile.excerpt,
    }
}

fn open_view<'p>(open: &'p Open, profile: &'p Profile) -> Option<OpenView<'p>> {
    let (id, title) = profile.class.criteria.get(usize::from(open.criterion.0))?;
    Some(OpenView {
        id,
        title,
        verdict: open.verdict.as_str(),
        concern: concern(open.concern).0,
        quote: &open.quote,
    })
}

/// The code of a concern, and what it is in words, before the criterion.
fn concern(concern: Concern) -> (&'static str, String) {
    match concern {
        Concern::Contradiction => ("contradiction", "both asserted and denied".to_owned()),
        Concern::NearThreshold => ("near-threshold", "near the threshold".to_owned()),
        Concern::Weak => ("weak", "only named or touched".to_owned()),
        Concern::Differs(verdict) => {
            ("differs", format!("{} in an answer nearly the same", verdict.as_str()))
        }
    }
}

fn worded(reason: Reason, profile: &Profile) -> Worded {
    let plain = |code, text: String| Worded { code, criterion: None, text };
    let words = count(usize::try_from(profile.words).unwrap_or(usize::MAX), "word");
    match reason {
        Reason::Confidence(hundredths) => {
            plain("low-confidence", format!("confidence {:.2}", f64::from(hundredths) / 100.0))
        }
        Reason::Criterion(idx, why) => {
            let (code, text) = concern(why);
            Worded { code, text, criterion: Some(criterion(profile, idx)) }
        }
        Reason::Stuffed => plain("stuffed", "terms piled up without statements".to_owned()),
        Reason::Echo => plain("echo", "repeats the question".to_owned()),
        Reason::Short(median) => {
            plain("short", format!("{words}, where half of the class has {median} or more"))
        }
        Reason::Long(median) => {
            plain("long", format!("{words}, where half of the class has {median} or fewer"))
        }
        Reason::Language(language) => plain("language", format!("written in {language}")),
        Reason::Identical(n) => plain("identical", format!("the same text from {n} candidates")),
        Reason::NearDuplicates(n) => {
            plain("near-duplicates", format!("nearly the same as {}", count(n, "other answer")))
        }
        Reason::PassMark(pass) => {
            plain("pass-mark", format!("near the pass mark of {} %", f64::from(pass) / 10.0))
        }
        Reason::Unprintable => plain("unprintable", "has control characters".to_owned()),
        Reason::Stale => plain("stale", "decided before on another text".to_owned()),
    }
}

fn criterion(profile: &Profile, idx: CriterionIdx) -> String {
    profile.class.criteria.get(usize::from(idx.0)).map(|(id, _)| id.clone()).unwrap_or_default()
}

impl Source<'_> {
    /// Texts that a decision on a criterion, or on the whole, may be for: those with the same verdict, or verdicts.
    pub(super) fn alike(&self, of: Option<CriterionIdx>) -> impl Iterator<Item = &(&Profile, u16, usize)> {
        let same = move |near: &Profile| match of {
            Some(idx) => same_verdict(near, self.profile, idx),
            None => near.verdicts == self.profile.verdicts,
        };
        self.near.iter().filter(move |(near, ..)| self.leads && same(near))
    }
}
