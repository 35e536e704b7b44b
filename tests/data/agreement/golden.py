#!/usr/bin/env python3
"""Writes golden.json: figures of agreement computed by scikit-learn, scipy and krippendorff.

    pip install scikit-learn scipy krippendorff
    python3 golden.py > golden.json

The lists of scores are drawn here with a fixed seed; they belong to nobody.
"""
import json
import random

import krippendorff
import numpy as np
from scipy.stats import rankdata
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import (cohen_kappa_score, mean_absolute_error, mean_squared_error,
                             precision_recall_fscore_support)

draw = random.Random(20)


def pair(n, levels, step, noise):
    a = [draw.randrange(levels) for _ in range(n)]
    b = [min(levels - 1, max(0, x + round(draw.gauss(0, noise)))) for x in a]
    return [x * step for x in a], [x * step for x in b], levels


def scores(a, b, levels, step):
    ia, ib = [round(x / step) for x in a], [round(x / step) for x in b]
    return {
        "a": a, "b": b, "step": step,
        "exact": float(np.mean(np.equal(ia, ib))),
        "adjacent": float(np.mean(np.abs(np.subtract(ia, ib)) <= 1)),
        "kappa": cohen_kappa_score(ia, ib),
        "qwk": cohen_kappa_score(ia, ib, weights="quadratic", labels=list(range(levels))),
        "pearson": float(np.corrcoef(a, b)[0, 1]),
        "rmse": mean_squared_error(a, b) ** 0.5,
        "mae": mean_absolute_error(a, b),
        "ranks_a": rankdata(a).tolist(),
    }


def alpha(units):
    table = np.array([[np.nan if v is None else v for v in unit] for unit in units], dtype=float).T
    levels = ("nominal", "ordinal", "interval")
    return {"units": units} | {m: krippendorff.alpha(reliability_data=table, level_of_measurement=m) for m in levels}


def rated(n, raters, levels, missing):
    units = []
    for _ in range(n):
        true = draw.randrange(levels)
        unit = [min(levels - 1, max(0, true + round(draw.gauss(0, 0.8)))) for _ in range(raters)]
        units.append([None if draw.random() < missing else float(v) for v in unit])
    return units


def labels(n, right):
    rater = [draw.random() < 0.4 for _ in range(n)]
    machine = [x if draw.random() < right else not x for x in rater]
    p, r, f, _ = precision_recall_fscore_support(rater, machine, average="binary")
    return {"machine": machine, "rater": rater, "precision": p, "recall": r, "f1": f}


def isotonic(n):
    x = [float(draw.randrange(0, 21) * 5) for _ in range(n)]
    y = [round(v / 10 + draw.gauss(0, 2), 2) for v in x]
    knots = sorted(set(x))
    fitted = IsotonicRegression().fit(x, y).predict(knots)
    return {"points": [list(p) for p in zip(x, y)], "knots": [list(p) for p in zip(knots, map(float, fitted))]}


golden = {
    "scores": [scores(*pair(40, 5, 1.0, 0.9)[:2], 5, 1.0), scores(*pair(60, 11, 0.5, 1.5)[:2], 11, 0.5),
               scores(*pair(25, 9, 0.125, 3)[:2], 9, 0.125)],
    "alpha": [alpha(rated(30, 2, 5, 0.0)), alpha(rated(40, 4, 4, 0.3)), alpha(rated(25, 3, 11, 0.15))],
    "labels": [labels(50, 0.8), labels(35, 0.6)],
    "isotonic": [isotonic(12), isotonic(60)],
}
print(json.dumps(golden))
