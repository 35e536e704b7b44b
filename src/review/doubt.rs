//! The review list: which answers a person should read, the most doubtful first, and why.
//!
//! Answers of the same text stand together, and those that are nearly the same: one decision is enough for them. The
//! list depends on the answers alone, not on their order.

use std::collections::BTreeMap;

use super::profile::{Concern, Open, Profile};
use super::{Language, near};
use crate::rubric::CriterionIdx;
use crate::score::Verdict;

/// Why an answer is in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The score is not sure; in hundredths.
    Confidence(u8),
    /// A criterion should be looked at.
    Criterion(CriterionIdx, Concern),
    /// Terms are piled up.
    Stuffed,
    /// Most of it repeats the question.
    Echo,
    /// It is far shorter than half of the class write at least.
    Short(u32),
    /// It is far longer than half of the class write at most.
    Long(u32),
    /// It is in another language than the rubric.
    Language(Language),
    /// So many candidates wrote the same.
    Identical(usize),
    /// So many other texts are nearly the same.
    NearDuplicates(usize),
    /// It is near the pass mark; in tenths of a percent.
    PassMark(u16),
    /// It has control characters.
    Unprintable,
    /// A person decided on another text of it.
    Stale,
}

/// Another answer that the same decision is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its place among the profiles.
    pub profile: usize,
    /// How like the first answer it is, in tenths of a percent; `None` for the same text.
    pub permille: Option<u16>,
    /// Whether all its verdicts are those of the first answer.
    pub same_verdicts: bool,
}

/// An answer to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its place among the profiles.
    pub profile: usize,
    /// From 0 to 1000.
    pub doubt: u16,
    /// Why; not empty.
    pub reasons: Vec<Reason>,
    /// Criteria to be decided.
    pub open: Vec<Open>,
    /// Answers of the same text, then those nearly the same, the likest first.
    pub members: Vec<Member>,
}

/// All answers to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewList {
    /// Answers in which nothing is written; they are not in the list.
    pub empty: usize,
    /// The most doubtful first.
    pub listed: Vec<Listed>,
    /// Groups of answers of one text, or nearly one.
    pub groups: usize,
    /// Answers in them.
    pub grouped: usize,
}

/// Words of half of the class, below which nothing is said of length, and answers of a class that it takes.
const FEWEST_OF_CLASS: usize = 8;
/// How many times shorter or longer than half of the class stands out.
const OUTSTANDING: u32 = 3;
/// Shorter answers are often the same by chance.
const LONG_ENOUGH: u32 = 20;
/// Scores so near the pass mark could fall on either side, in tenths of a percent.
const NEAR_PASS: u16 = 50;
/// Confidence from which a score is as good as sure, in hundredths.
const SURE: u8 = 50;
/// The part of the missing confidence that counts as doubt, in tenths of a percent.
const OF_CONFIDENCE: u32 = 600;

impl ReviewList {
    /// Of all profiles of a run.
    pub fn new(profiles: &[Profile]) -> Self {
        let mut list = Self::default();
        let mut classes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, profile) in profiles.iter().enumerate() {
            classes.entry(profile.class.id.as_str()).or_default().push(at);
        }
        list.empty = profiles.iter().filter(|profile| profile.flags.empty).count();
        for class in classes.values() {
            let usual = Usual::of(profiles, class);
            for group in groups(profiles, class) {
                list.add(profiles, &group, usual);
            }
        }
        let name = |listed: &Listed| {
            let profile = profiles.get(listed.profile)?;
            Some((profile.class.id.as_str(), &profile.id, profile.digest))
        };
        list.listed.sort_by(|a, b| b.doubt.cmp(&a.doubt).then_with(|| name(a).cmp(&name(b))));
        list
    }

    fn add(&mut self, profiles: &[Profile], group: &Group, usual: Usual) {
        let size = 1 + group.members.len();
        if size > 1 {
            self.groups += 1;
            self.grouped += size;
        }
        self.listed.extend(listed(profiles, group.first, &group.members, usual));
        // Who was judged otherwise than the first is looked at alone.
        for member in group.members.iter().filter(|member| !member.same_verdicts) {
            self.listed.extend(other(profiles, group.first, *member, usual));
        }
    }
}

/// Answers that one decision may be for.
struct Group {
    first: usize,
    members: Vec<Member>,
}

/// The answers of a class by their texts, and texts by their likeness.
fn groups(profiles: &[Profile], class: &[usize]) -> Vec<Group> {
    let mut texts: BTreeMap<super::Digest, Vec<usize>> = BTreeMap::new();
    for at in class {
        let Some(profile) = profiles.get(*at).filter(|profile| !profile.flags.empty) else { continue };
        texts.entry(profile.digest).or_default().push(*at);
    }
    let mut texts: Vec<Vec<usize>> = texts.into_values().collect();
    for same in &mut texts {
        let id = |at: &usize| profiles.get(*at).map(|profile| &profile.id);
        same.sort_by_key(id);
        // The same answer twice is no copy.
        same.dedup_by(|a, b| id(a) == id(b));
    }
    texts.sort_by_key(|same| std::cmp::Reverse(same.len()));
    let first = |same: &Vec<usize>| same.first().copied().unwrap_or_default();
    let sketches: Vec<_> =
        texts.iter().filter_map(|same| profiles.get(first(same))).map(|profile| &profile.sketch).collect();
    let leaders = near(&sketches);
    let mut groups: Vec<Group> = texts
        .iter()
        .map(|same| Group { first: first(same), members: members(profiles, first(same), same, None) })
        .collect();
    let mut joined: Vec<(usize, usize, u16)> = Vec::new();
    for (at, near) in leaders.iter().enumerate() {
        joined.extend(near.map(|near| (near.leader, at, near.permille)));
    }
    joined.sort_by_key(|(leader, at, permille)| (*leader, std::cmp::Reverse(*permille), *at));
    for (leader, at, permille) in joined {
        let (Some(group), Some(same)) = (groups.get_mut(leader), texts.get(at)) else { continue };
        let like = members(profiles, group.first, same, Some(permille));
        group.members.extend(like);
    }
    let led = leaders.iter().zip(groups).filter(|(near, _)| near.is_none());
    led.map(|(_, group)| group).collect()
}

fn members(profiles: &[Profile], first: usize, same: &[usize], permille: Option<u16>) -> Vec<Member> {
    let verdicts = |at: usize| profiles.get(at).map(|profile| &profile.verdicts);
    let member =
        |at: &usize| Member { profile: *at, permille, same_verdicts: verdicts(*at) == verdicts(first) };
    same.iter().filter(|at| **at != first).map(member).collect()
}

/// What is usual among the answers of a class.
#[derive(Debug, Clone, Copy)]
struct Usual {
    /// The words that half of the answers have at most.
    words: Option<u32>,
    /// The language of the rubric; where that is not clear, of more than half of the answers.
    language: Option<Language>,
}

impl Usual {
    fn of(profiles: &[Profile], class: &[usize]) -> Self {
        let written =
            || class.iter().filter_map(|at| profiles.get(*at)).filter(|profile| !profile.flags.empty);
        let mut words: Vec<u32> = written().map(|profile| profile.words).collect();
        words.sort_unstable();
        let enough = words.len() >= FEWEST_OF_CLASS;
        let rubric = written().next().and_then(|profile| profile.class.usage.language());
        let mut spoken: BTreeMap<Language, usize> = BTreeMap::new();
        written().filter_map(|profile| profile.language).for_each(|one| *spoken.entry(one).or_default() += 1);
        let most = spoken.into_iter().find(|(_, n)| enough && n * 2 > words.len());
        Self {
            words: words.get(words.len() / 2).copied().filter(|_| enough),
            language: rubric.or(most.map(|(language, _)| language)),
        }
    }
}

fn listed(profiles: &[Profile], first: usize, members: &[Member], usual: Usual) -> Option<Listed> {
    let profile = profiles.get(first)?;
    let mut reasons = reasons(profile, usual);
    let copies = members.iter().filter(|member| member.permille.is_none()).count();
    let near = members.len() - copies;
    if profile.words >= LONG_ENOUGH && copies > 0 {
        reasons.push(Reason::Identical(copies + 1));
    }
    if profile.words >= LONG_ENOUGH && near > 0 {
        reasons.push(Reason::NearDuplicates(near));
    }
    let open = profile.open.to_vec();
    finish(profile, first, reasons, open, members.to_vec())
}

/// An answer that is nearly another one, and was judged otherwise.
fn other(profiles: &[Profile], first: usize, member: Member, usual: Usual) -> Option<Listed> {
    let (profile, lead) = (profiles.get(member.profile)?, profiles.get(first)?);
    let mut open = profile.open.to_vec();
    let mut reasons = reasons(profile, usual);
    let pairs = profile.verdicts.iter().zip(&lead.verdicts).zip(0_u16..);
    for ((verdict, other), at) in pairs.filter(|((verdict, other), _)| verdict != other) {
        let criterion = CriterionIdx(at);
        reasons.push(Reason::Criterion(criterion, Concern::Differs(*other)));
        if open.iter().all(|open| open.criterion != criterion) {
            open.push(Open {
                criterion,
                verdict: *verdict,
                concern: Concern::Differs(*other),
                quote: "".into(),
            });
        }
    }
    open.sort_by_key(|open| open.criterion);
    let back = Member { profile: first, ..member };
    finish(profile, member.profile, reasons, open, vec![back])
}

fn finish(
    profile: &Profile,
    at: usize,
    reasons: Vec<Reason>,
    open: Vec<Open>,
    members: Vec<Member>,
) -> Option<Listed> {
    let settled = profile.flags.decided && !profile.flags.stale;
    if reasons.is_empty() || settled {
        return None;
    }
    Some(Listed { profile: at, doubt: doubt(profile, &reasons), reasons, open, members })
}

fn reasons(profile: &Profile, usual: Usual) -> Vec<Reason> {
    let flags = profile.flags;
    let mut reasons = Vec::new();
    let mut add = |raised: bool, reason: Reason| reasons.extend(raised.then_some(reason));
    add(flags.stale, Reason::Stale);
    add(profile.confidence < SURE, Reason::Confidence(profile.confidence));
    for open in &profile.open {
        add(true, Reason::Criterion(open.criterion, open.concern));
    }
    let foreign = profile.language.filter(|spoken| usual.language.is_some_and(|usual| usual != *spoken));
    // No words of another language are known to state anything.
    add(flags.stuffed && foreign.is_none(), Reason::Stuffed);
    add(flags.echo, Reason::Echo);
    if let Some(language) = foreign {
        add(true, Reason::Language(language));
    }
    if let Some(median) = usual.words {
        add(profile.words.saturating_mul(OUTSTANDING) < median, Reason::Short(median));
        add(profile.words > median.saturating_mul(OUTSTANDING), Reason::Long(median));
    }
    add(profile.permille.abs_diff(profile.class.pass) <= NEAR_PASS, Reason::PassMark(profile.class.pass));
    add(flags.unprintable, Reason::Unprintable);
    reasons
}

/// What is left uncertain when each reason leaves its part: 1 - (1 - a)(1 - b)…, in whole numbers.
fn doubt(profile: &Profile, reasons: &[Reason]) -> u16 {
    let unsure = u32::from(100 - profile.confidence.min(100)) * OF_CONFIDENCE / 100;
    let left = reasons.iter().fold(1000 - unsure, |left, reason| left * (1000 - weight(reason)) / 1000);
    u16::try_from(1000_u32.saturating_sub(left)).unwrap_or(1000)
}

/// How much a reason adds beside the missing confidence, in tenths of a percent.
fn weight(reason: &Reason) -> u32 {
    match reason {
        Reason::Confidence(_) => 0,
        Reason::Criterion(_, Concern::Differs(_)) => 300,
        Reason::Criterion(_, Concern::NearThreshold) => 200,
        Reason::Criterion(_, Concern::Contradiction | Concern::Weak) => 150,
        Reason::Stuffed | Reason::Echo => 250,
        Reason::Short(_) | Reason::Long(_) | Reason::PassMark(_) => 150,
        Reason::Language(_) | Reason::Stale => 600,
        Reason::Identical(_) | Reason::NearDuplicates(_) => 350,
        Reason::Unprintable => 200,
    }
}

/// Whether the verdict of a criterion is the same in two answers.
pub fn same_verdict(one: &Profile, other: &Profile, criterion: CriterionIdx) -> bool {
    let verdict =
        |profile: &Profile| -> Option<Verdict> { profile.verdicts.get(usize::from(criterion.0)).copied() };
    verdict(one) == verdict(other)
}
