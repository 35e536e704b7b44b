#![allow(clippy::float_cmp, reason = "exact on purpose: the same bytes every time")]

use serde_json::Value;

use super::{
    FEWEST, Hits, Levels, Metric, SplitMix64, adjacent, bootstrap, calibrate, cohen_kappa, exact, isotonic,
    krippendorff_alpha, mae, pearson, quadratic_weighted_kappa, ranks, rmse,
};

/// Made by `tests/data/agreement/golden.py` with scikit-learn, scipy and krippendorff.
fn golden(name: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../../tests/data/agreement/golden.json")).unwrap();
    all[name].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn check(figure: Option<f64>, expect: &Value) {
    let (figure, expect) = (figure.unwrap(), expect.as_f64().unwrap());
    assert!((figure - expect).abs() < 1e-9, "{figure} is not {expect}");
}

#[test]
fn scores_agree_with_scikit_learn() {
    for case in golden("scores") {
        let (a, b, step) = (numbers(&case["a"]), numbers(&case["b"]), case["step"].as_f64().unwrap());
        let level = |value: &f64| format!("{value}");
        let (la, lb): (Vec<_>, Vec<_>) = (a.iter().map(level).collect(), b.iter().map(level).collect());
        check(exact(&a, &b), &case["exact"]);
        check(adjacent(&a, &b, step), &case["adjacent"]);
        check(cohen_kappa(&la, &lb), &case["kappa"]);
        check(quadratic_weighted_kappa(&a, &b), &case["qwk"]);
        check(pearson(&a, &b), &case["pearson"]);
        check(rmse(&a, &b), &case["rmse"]);
        check(mae(&a, &b), &case["mae"]);
        assert_eq!(ranks(&a), numbers(&case["ranks_a"]));
    }
}

#[test]
fn alpha_agrees_with_krippendorff() {
    for case in golden("alpha") {
        let units: Vec<Vec<Option<f64>>> = case["units"]
            .as_array()
            .unwrap()
            .iter()
            .map(|unit| unit.as_array().unwrap().iter().map(Value::as_f64).collect())
            .collect();
        check(krippendorff_alpha(&units, Metric::Nominal), &case["nominal"]);
        check(krippendorff_alpha(&units, Metric::Ordinal), &case["ordinal"]);
        check(krippendorff_alpha(&units, Metric::Interval), &case["interval"]);
    }
}

#[test]
fn labels_agree_with_scikit_learn() {
    for case in golden("labels") {
        let flags = |name: &str| -> Vec<bool> {
            case[name].as_array().unwrap().iter().map(|flag| flag.as_bool().unwrap()).collect()
        };
        let hits = Hits::count(flags("machine").into_iter().zip(flags("rater")));
        check(hits.precision(), &case["precision"]);
        check(hits.recall(), &case["recall"]);
        check(hits.f1(), &case["f1"]);
    }
}

#[test]
fn isotonic_regression_agrees_with_scikit_learn() {
    for case in golden("isotonic") {
        let pairs = |name: &str| -> Vec<(f64, f64)> {
            case[name].as_array().unwrap().iter().map(numbers).map(|pair| (pair[0], pair[1])).collect()
        };
        let (fitted, expect) = (isotonic(&pairs("points")), pairs("knots"));
        assert_eq!(fitted.len(), expect.len());
        for (ours, theirs) in fitted.iter().zip(&expect) {
            assert!(
                (ours.0 - theirs.0).abs() < 1e-9 && (ours.1 - theirs.1).abs() < 1e-9,
                "{ours:?} {theirs:?}"
            );
        }
    }
}

#[test]
fn figures_that_are_not_defined_are_none() {
    assert_eq!(exact(&[], &[]), None);
    assert_eq!(pearson(&[1.0, 1.0], &[1.0, 2.0]), None);
    assert_eq!(cohen_kappa(&[1, 1], &[1, 1]), None);
    assert_eq!(cohen_kappa::<u8>(&[], &[]), None);
    assert_eq!(quadratic_weighted_kappa(&[3.0, 3.0], &[3.0, 3.0]), None);
    assert_eq!(krippendorff_alpha(&[vec![Some(1.0), None]], Metric::Ordinal), None);
    assert_eq!(Hits::default().f1(), None);
    assert_eq!(isotonic(&[(f64::NAN, 1.0)]), []);
    assert_eq!(bootstrap(1, 10, 0, |_| Some(1.0)), None);
}

#[test]
fn the_generator_is_the_published_one() {
    // First outputs of Vigna's splitmix64.c from seed 1234567.
    let mut generator = SplitMix64::new(1_234_567);
    let first = [generator.next_bits(), generator.next_bits(), generator.next_bits()];
    assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
}

#[test]
fn intervals_hold_the_figure_and_repeat() {
    let values: Vec<f64> = (0..50).map(f64::from).collect();
    let mean = |places: &[usize]| Some(places.iter().map(|at| values[*at]).sum::<f64>() / 50.0);
    let interval = bootstrap(50, 1000, 7, mean).unwrap();
    assert_eq!(Some(interval), bootstrap(50, 1000, 7, mean));
    // The standard error of this mean is 2.04.
    assert!((20.0..21.5).contains(&interval.low) && (27.5..29.0).contains(&interval.high), "{interval:?}");
}

#[test]
fn levels_are_the_raters() {
    let marks = Levels::new(0.0, 3.5, Levels::step_of(0.0, &[1.5, 2.0, 3.5])).unwrap();
    assert_eq!((marks.step(), marks.count()), (0.5, 8));
    assert_eq!([marks.nearest(1.24), marks.nearest(1.25), marks.nearest(9.0)], [1.0, 1.5, 3.5]);
    assert_eq!((marks.of_percent(50.0), marks.index(1.5), marks.level(3)), (1.75, 3, 1.5));
    assert_eq!(Levels::step_of(0.0, &[0.625, 1.0]), 0.125);
    assert_eq!(Levels::step_of(1.0, &[1.0, 4.0]), 1.0);
    assert_eq!(Levels::step_of(0.0, &[0.333]), 0.01);
    assert_eq!(Levels::new(3.0, 3.0, 1.0), None);
    assert_eq!(Levels::new(0.0, 1e9, 0.01).unwrap().count(), 1001);
}

/// Scores out of five: half the points are worth little, and raters err a little.
fn strict(n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut generator = SplitMix64::new(3);
    let percents: Vec<f64> =
        (0..n).map(|_| f64::from(u16::try_from(generator.below(1001)).unwrap()) / 10.0).collect();
    let level = |percent: &f64| {
        let slip = if generator.below(8) == 0 { 1.0 } else { 0.0 };
        ((percent / 100.0).powi(3) * 5.0 + slip).round().min(5.0)
    };
    let scores = percents.iter().map(level).collect();
    (percents, scores)
}

#[test]
fn a_map_is_learned_where_it_helps() {
    let (percents, scores) = strict(120);
    let levels = Levels::new(0.0, 5.0, 1.0).unwrap();
    let learned = calibrate(&percents, &scores, levels, 1).unwrap();
    assert!(learned.helps() && learned.after.qwk > learned.before.qwk + 0.1, "{learned:?}");
    assert!(learned.after.mae < learned.before.mae, "{learned:?}");
    assert_eq!(learned.map.steps()[0].0, 0.0);
    assert!(learned.map.steps().windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
    assert!(learned.map.score(50.0) <= 1.0 && learned.map.score(100.0) >= 4.0, "{learned:?}");
    assert_eq!(Some(learned), calibrate(&percents, &scores, levels, 1));
}

#[test]
fn few_answers_move_the_straight_line_half_way_at_most() {
    let levels = Levels::new(0.0, 5.0, 1.0).unwrap();
    let check = |n: usize, share: f64| {
        let (percents, scores) = strict(n);
        let learned = calibrate(&percents, &scores, levels, 1).unwrap();
        assert!((learned.share - share).abs() < 1e-9, "{n} {learned:?}");
    };
    check(60, 0.5);
    check(120, 1.0);
}

#[test]
fn the_straight_line_stays_where_a_map_does_not_help() {
    let levels = Levels::new(0.0, 5.0, 1.0).unwrap();
    let percents: Vec<f64> = (0..40).map(|at| f64::from(at) * 2.5).collect();
    let scores: Vec<f64> = percents.iter().map(|percent| levels.nearest(percent / 20.0)).collect();
    let learned = calibrate(&percents, &scores, levels, 1).unwrap();
    assert!(!learned.helps());
    assert_eq!(
        learned.map.steps(),
        [(0.0, 0.0), (10.0, 1.0), (30.0, 2.0), (50.0, 3.0), (70.0, 4.0), (90.0, 5.0)]
    );
}

#[test]
fn too_little_is_refused() {
    let levels = Levels::new(0.0, 5.0, 1.0).unwrap();
    let (percents, scores) = strict(FEWEST - 1);
    assert_eq!(calibrate(&percents, &scores, levels, 1), None);
    assert_eq!(calibrate(&[50.0; 30], &[2.0; 30], levels, 1), None);
    // A percentage that says nothing is no reason to fail.
    let (_, scores) = strict(30);
    assert!(!calibrate(&[50.0; 30], &scores, levels, 1).unwrap().helps());
}

/// Repeated splits: fitted on 25 answers, held against the others. The straight line is right here, so that a map
/// can only lose.
#[test]
fn a_map_never_costs_much_on_answers_not_seen() {
    let levels = Levels::new(0.0, 5.0, 1.0).unwrap();
    let mut generator = SplitMix64::new(11);
    let mut noise = move || f64::from(u16::try_from(generator.below(401)).unwrap()) / 10.0 - 20.0;
    let percents: Vec<f64> = (0..150).map(|at| f64::from(at) / 1.5).collect();
    let scores: Vec<f64> =
        percents.iter().map(|percent| levels.nearest(levels.of_percent(percent + noise()))).collect();
    let mut order: Vec<usize> = (0..150).collect();
    let mut generator = SplitMix64::new(12);
    let mut gain = 0.0;
    for split in 0..20 {
        generator.shuffle(&mut order);
        let of = |list: &[f64], places: &[usize]| -> Vec<f64> { places.iter().map(|at| list[*at]).collect() };
        let (known, others) = order.split_at(25);
        let learned = calibrate(&of(&percents, known), &of(&scores, known), levels, split).unwrap();
        let (unseen, truth) = (of(&percents, others), of(&scores, others));
        let straight: Vec<f64> =
            unseen.iter().map(|percent| levels.nearest(levels.of_percent(*percent))).collect();
        let mapped: Vec<f64> = unseen.iter().map(|percent| learned.map.score(*percent)).collect();
        let kappa = |guesses: &[f64]| quadratic_weighted_kappa(guesses, &truth).unwrap();
        gain += (kappa(&mapped) - kappa(&straight)) / 20.0;
    }
    assert!(gain > -0.02, "{gain}");
}
