"""What `gradus calibrate` does to answers that it did not learn from: repeated random splits of a graded set.

For each split a scale is learned from N answers (with --model a residual model) and the others are graded: quadratic weighted kappa and r
against the raters, before and after. usage: benches/splits.py [--model] [--train N] [--splits K] [--scale HIGH] [RUBRIC.yaml ANSWERS.jsonl|csv ...]
ANSWERS have `answer` and `score`. Without names: the rubric and the 40 made-up answers of the tutorial.
"""

import argparse
import csv
import json
import pathlib
import random
import shutil
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).parent.parent
GRADUS = ROOT / "target/release/gradus"


def graded(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = [json.loads(line) for line in file] if path.suffix == ".jsonl" else list(csv.DictReader(file))
    return [{"answer_id": str(at), "answer": row["answer"], "score": float(row["score"])} for at, row in enumerate(rows)]


def kappa(pairs, step):
    levels = [(round(one / step), round(other / step)) for one, other in pairs]
    n = len(levels)
    seen = sum((one - other) ** 2 for one, other in levels) / n
    chance = sum((one - other) ** 2 for one, _ in levels for _, other in levels) / n**2
    return 1 - seen / chance if chance else float("nan")


def correlation(pairs):
    try:
        return statistics.correlation(*zip(*pairs))
    except statistics.StatisticsError:
        return float("nan")


def write(path, rows, with_scores):
    names = ("answer_id", "answer", "score") if with_scores else ("answer_id", "answer")
    path.write_text("".join(json.dumps({name: row[name] for name in names}) + "\n" for row in rows), "utf-8")
    return path


def grade(rubric, path, *more):
    done = subprocess.run([GRADUS, "grade", path, "-r", rubric, "--format", "jsonl", *more], cwd=ROOT, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines and all("percent" in line for line in lines), (done.stdout[:500], done.stderr[:500])
    return lines


def split(source, rows, folder, options, chance):
    """Kappa and r before and after, and whether something was learned."""
    step = options.step
    order = chance.sample(rows, len(rows))
    rubric = folder / source.name
    for path in folder.glob("*"):
        path.unlink()
    for path in source.parent.glob(f"{source.stem}.*"):
        if path.suffix != ".residual":
            shutil.copy(path, folder / path.name)
    learned = write(folder / "train.jsonl", order[: options.train], True)
    held = write(folder / "test.jsonl", order[options.train :], False)
    marks = [row["score"] for row in order[options.train :]]
    plain = [line["percent"] / 100 * options.scale for line in grade(rubric, held)]
    command = [GRADUS, "calibrate", rubric, "--answers", learned, "--scale", f"0..{options.scale:g}", "--apply"]
    subprocess.run([*command, "--model"] if options.model else command, cwd=ROOT, capture_output=True)
    lines = grade(rubric, held, *(["--model"] if rubric.with_suffix(".residual").exists() else []))
    scaled = [line.get("scaled") for line in lines]
    found = all(one is not None for one in scaled)
    after = [float(one["score"] if isinstance(one, dict) else one) for one in scaled] if found else plain
    figures = [(kappa(list(zip(one, marks)), step), correlation(list(zip(one, marks)))) for one in (plain, after)]
    return figures[0], figures[1], found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", action="store_true")
    parser.add_argument("--train", type=int, default=25)
    parser.add_argument("--splits", type=int, default=50)
    parser.add_argument("--scale", type=float)
    parser.add_argument("--step", type=float, default=0.5)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    files = options.files or [ROOT / "samples/tutorial/rate-limits.yaml", ROOT / "samples/tutorial/graded.csv"]
    given = options.scale
    for source, path in zip(files[::2], files[1::2]):
        rows = graded(path)
        options.scale = given or max(row["score"] for row in rows)
        chance = random.Random(2)
        with tempfile.TemporaryDirectory(dir=source.resolve().parent) as folder:
            done = [split(source.resolve(), rows, pathlib.Path(folder), options, chance) for _ in range(options.splits)]
        moved = sorted(after[0] - before[0] for before, after, _ in done if after[0] == after[0] and before[0] == before[0])
        before, after = ([statistics.fmean(one[at][what] for one in done if one[at][what] == one[at][what]) for what in (0, 1)] for at in (0, 1))
        print(
            f"{path.stem}: {len(rows)} answers, {options.train} learned from, {len(done)} splits, learned in {sum(one[2] for one in done)}: "
            f"kappa {before[0]:.3f} -> {after[0]:.3f} (mean {statistics.fmean(moved):+.3f}, worst {moved[0]:+.3f}), r {before[1]:.3f} -> {after[1]:.3f}",
            flush=True,
        )


main()
