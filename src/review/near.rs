//! Answers that are nearly the same, in time linear in their number.
//!
//! `MinHash` with banding proposes pairs, [`Sketch::likeness`] judges them. Every answer is then the leader of its group
//! or joins the leader that it is most like, so that all members of a group are like one answer, and no chain of small
//! changes joins answers that differ. Nothing depends on the order of the answers but which of two equals leads.

use super::sketch::{Sketch, mixed};

/// Bands, and hashes that must all agree in one. Two answers of which half of the pairs agree meet in .955 of all
/// cases, two with a tenth of them in .005.
const BANDS: usize = 48;
const ROWS: usize = 4;
/// The first answers of a band that the others are compared with.
const HEADS: usize = 8;
/// Answers that one is found to be like, at most.
const MOST_LIKE: usize = 16;
/// Shorter answers are alike by chance.
const FEWEST_FEATURES: usize = 12;

/// The leader of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// Its place in the list.
    pub leader: usize,
    /// How like it is, in tenths of a percent.
    pub permille: u16,
}

/// For each answer the one that it is a near-duplicate of, unless it leads a group or stands alone.
pub fn near(sketches: &[&Sketch]) -> Vec<Option<Near>> {
    let orders: Vec<Order> = (0..BANDS * ROWS).map(order).collect();
    let (mut keys, mut pairs) = (Vec::with_capacity(sketches.len() * BANDS), Vec::new());
    for sketch in sketches {
        pairs.clear();
        pairs.extend(sketch.pairs());
        keys.extend(orders.chunks(ROWS).map(|orders| key(&pairs, orders)));
    }
    let mut like: Vec<Vec<Near>> = vec![Vec::new(); sketches.len()];
    let mut met: Vec<(u32, u32)> = Vec::with_capacity(sketches.len());
    for band in 0..BANDS {
        met.clear();
        let of_band = keys.iter().skip(band).step_by(BANDS).copied().zip(0_u32..);
        let long_enough = of_band.zip(sketches).filter(|(_, sketch)| sketch.len() >= FEWEST_FEATURES);
        met.extend(long_enough.map(|(key, _)| key));
        met.sort_unstable();
        for same in met.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            compare(same, sketches, &mut like);
        }
    }
    lead(&like)
}

/// What answers must have alike to meet in a band: the first pairs of words by a few orders.
fn key(pairs: &[u32], orders: &[Order]) -> u32 {
    let first = |(factor, offset): &Order| {
        let place = |pair: &u32| pair.wrapping_mul(*factor).wrapping_add(*offset).rotate_left(16);
        pairs.iter().map(|pair| place(pair).wrapping_mul(*factor)).fold(u32::MAX, u32::min)
    };
    let all = orders.iter().map(first).fold(0, |key, first| mixed(key ^ u64::from(first)));
    (all >> 32) as u32
}

/// An order of all features: an odd factor and an offset.
type Order = (u32, u32);

fn order(number: usize) -> Order {
    let bits = mixed(number as u64 + 0x9e37_79b9_7f4a_7c15);
    #[allow(clippy::cast_possible_truncation, reason = "the lower half")]
    ((bits >> 32) as u32 | 1, bits as u32)
}

/// Compares those who met in a band with the first of them.
fn compare(same: &[(u32, u32)], sketches: &[&Sketch], like: &mut [Vec<Near>]) {
    for (place, (_, at)) in same.iter().enumerate().skip(1) {
        let at = *at as usize;
        for (_, head) in same.iter().take(place.min(HEADS)) {
            let leader = *head as usize;
            let (Some(one), Some(other), Some(known)) =
                (sketches.get(leader), sketches.get(at), like.get_mut(at))
            else {
                continue;
            };
            if known.len() >= MOST_LIKE || known.iter().any(|near| near.leader == leader) {
                continue;
            }
            let permille = one.likeness(other);
            if permille >= needed(one.len().min(other.len())) {
                known.push(Near { leader, permille });
            }
        }
    }
}

/// How like two answers must be, in tenths of a percent, by the features of the shorter: short answers to one
/// question share many words by chance.
fn needed(features: usize) -> u16 {
    match features {
        ..40 => 800,
        40..80 => 700,
        _ => 600,
    }
}

/// Makes leaders of those whom most are like; the others join the leader they are most like.
fn lead(like: &[Vec<Near>]) -> Vec<Option<Near>> {
    let mut all: Vec<Vec<Near>> = like.to_vec();
    for (at, near) in like.iter().enumerate() {
        for Near { leader, permille } in near {
            if let Some(other) = all.get_mut(*leader) {
                other.push(Near { leader: at, permille: *permille });
            }
        }
    }
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(all.get(*at).map_or(0, Vec::len)), *at));
    let mut leads = vec![false; all.len()];
    let joins = |at: usize, leads: &[bool]| {
        let leaders = all.get(at).into_iter().flatten();
        let leaders = leaders.filter(|near| leads.get(near.leader).copied().unwrap_or(false));
        leaders.max_by_key(|near| (near.permille, std::cmp::Reverse(near.leader))).copied()
    };
    for at in order {
        let alone = joins(at, &leads).is_none();
        if let Some(leads) = leads.get_mut(at) {
            *leads = alone;
        }
    }
    (0..all.len()).map(|at| joins(at, &leads).filter(|_| leads.get(at) == Some(&false))).collect()
}
