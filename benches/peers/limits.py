"""Measures single commands of the program on large inputs and prints each figure beside its limit.

usage: limits.py REPOSITORY FOLDER [PART ...]; FOLDER holds `answers.jsonl` (100,000 answers) and `phrases`.
"""

import itertools
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

from rounds import cost

ROOT, WORK = map(pathlib.Path, sys.argv[1:3])
GRADUS = str(ROOT / "target/release/gradus")
ROUNDS = int(os.environ.get("ROUNDS", "5"))
QUESTIONS = ["queue-vs-sync", "latency-spike", "cache-vs-database", "idempotent-payments", "eventual-consistency"]


def row(what, figure, limit=""):
    print(f"{what:58}{figure:>34}  {limit}", flush=True)


def median(command, out=os.devnull, rounds=ROUNDS):
    return tuple(map(statistics.median, zip(*(cost(command, out) for _ in range(rounds)))))


def answers(n):
    with open(WORK / "answers.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in itertools.islice(file, n)]


def memory():
    """Streams of two lengths through a pipe, and one in which no word comes twice."""
    most = int(os.environ.get("MOST", "5000000"))
    held = {}
    for n in (100_000, most):
        pipe = WORK / f"stream-{n}.jsonl"
        os.mkfifo(pipe)
        source = subprocess.Popen(["sh", "-c", f"exec {ROOT}/target/release/examples/workload {n} > {pipe}"])
        cpu, _, held[n] = cost([GRADUS, "grade", "--rubrics", str(ROOT / "rubrics"), "--format", "jsonl", "-j2", str(pipe)])
        source.wait()
        row(f"{n} answers, JSON lines in and out, two threads", f"{held[n]:.0f} MB, {cpu / n * 1e6:.1f} us an answer", "<= 64 MB")
    unique = WORK / "unique.jsonl"
    with open(unique, "w", encoding="utf-8") as file:
        for at in range(100_000):
            words = " ".join(f"w{at:x}q{word:x}z" for word in range(115))
            file.write(json.dumps({"answer_id": str(at), "question_id": QUESTIONS[0], "answer": words}) + "\n")
    cpu, _, most_held = cost([GRADUS, "grade", "--rubrics", str(ROOT / "rubrics"), "--format", "jsonl", "-j2", str(unique)])
    row("100000 answers in which no word comes twice", f"{most_held:.0f} MB, {cpu * 10:.1f} us an answer", "<= 64 MB")
    unique.unlink()


def xlsx():
    out = WORK / "graded"
    cpu, _, held = cost([GRADUS, "batch", str(WORK / "answers.jsonl"), "--rubrics", str(ROOT / "rubrics"), "--out", str(out), "-q"])
    row("batch of 100,000 answers, results and gradebook", f"{cpu:.1f} s CPU, {held:.0f} MB", "<= 64 MB")
    cpu, _, held = cost([GRADUS, "gradebook", str(out / "results.jsonl"), "--format", "xlsx", "-o", str(WORK / "book.xlsx")])
    row("XLSX gradebook of 100,000 answers", f"{cpu:.1f} s CPU, {held:.0f} MB", "<= 128 MB")
    shutil.rmtree(out)


def page():
    small = WORK / "class.jsonl"
    with open(small, "w", encoding="utf-8") as file:
        for one in answers(5000):
            file.write(json.dumps(one) + "\n")
    cpu, _, held = median([GRADUS, "report", str(small), "-o", str(WORK / "class.html")])
    size = (WORK / "class.html").stat().st_size / 1e6
    row("HTML report of 5,000 answers", f"{cpu:.2f} s CPU, {held:.0f} MB, {size:.0f} MB file", "<= 128 MB")


def long():
    """The same million words as one answer and as answers of usual length."""
    many = answers(9000)
    words = [word for one in many for word in one["answer"].split()][:1_000_000]
    whole, parts = WORK / "whole.jsonl", WORK / "parts.jsonl"
    whole.write_text(json.dumps({"answer_id": "long", "question_id": QUESTIONS[0], "answer": " ".join(words)}) + "\n", "utf-8")
    with open(parts, "w", encoding="utf-8") as file:
        for at in range(0, len(words), 100):
            answer = " ".join(words[at : at + 100])
            file.write(json.dumps({"answer_id": str(at), "question_id": QUESTIONS[0], "answer": answer}) + "\n")
    grade = [GRADUS, "grade", "--rubrics", str(ROOT / "rubrics"), "--format", "jsonl", "-j1"]
    ratios, held = [], 0
    for _ in range(ROUNDS):
        one, other = cost([*grade, str(whole)]), cost([*grade, str(parts)])
        ratios.append(one[0] / other[0])
        held = max(held, one[2])
    row("a word of a 1,000,000-word answer by one of 100 words", f"{statistics.median(ratios):.2f} x, {held:.0f} MB", "<= 2 x")


def cold():
    sample = str(ROOT / "samples/queue-vs-sync/strong.md")
    times = [(cost([GRADUS, "grade", sample]), cost(["true"])) for _ in range(10 * ROUNDS)]
    wall, cpu = (statistics.median(one[at] for one, _ in times) * 1000 for at in (1, 0))
    nothing = statistics.median(other[1] for _, other in times) * 1000
    row("one grade, cold process", f"{wall:.1f} ms, {cpu:.1f} ms CPU (`true`: {nothing:.1f} ms)", "<= 10 ms")


def rubrics(folder):
    """The rubrics of this repository and two more."""
    shutil.copytree(ROOT / "rubrics", folder)
    for question in QUESTIONS[:2]:
        text = (folder / f"backend/{question}.yaml").read_text("utf-8").replace(f"id: {question}\n", f"id: {question}-2\n")
        lines = [line for line in text.splitlines() if not line.startswith("examples:")]
        (folder / f"backend/{question}-2.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    return len([one for one in folder.rglob("*.yaml") if one.parent.name != "shared"])


def documents(folder, n, texts):
    names = [*QUESTIONS, *(f"{question}-2" for question in QUESTIONS[:2]), "runbook", "postmortem", "design-document"]
    for at in range(n):
        place = folder / f"part{at // 250:03}"
        place.mkdir(parents=True, exist_ok=True)
        head = f"---\nrubric: {names[at % len(names)]}\n---\n# Document {at}\n\n"
        (place / f"{at}.md").write_text(head + texts[at % len(texts)]["answer"] + "\n", "utf-8")


def git(repo, *args):
    subprocess.run(["git", "-C", repo, "-c", "user.name=a", "-c", "user.email=a@example.org", *args], check=True, capture_output=True)


def repository(name, n_documents, n_others):
    repo = WORK / name
    n_rubrics = rubrics(repo / "rubrics")
    documents(repo / "docs", n_documents, answers(5000))
    for at in range(n_others):
        place = repo / "src" / f"d{at // 300:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{at}.txt").write_text(f"file {at}\n")
    (repo / "gradus.yaml").write_text("rubrics: [rubrics]\nanswers:\n  - files: docs/**/*.md\n")
    git(repo, "init", "-q")
    return repo, n_rubrics


def check():
    repo, n_rubrics = repository("many", 10_000, 0)
    os.chdir(repo)
    rg = ["rg", "--no-config", "-F", "-w", "-i", "--count-matches", "-f", str(WORK / "phrases"), "docs"]
    command = [GRADUS, "check", "--format", "jsonl", "--fail-under", "0"]
    pairs = [(cost(command, WORK / "check.out"), cost(rg) if shutil.which("rg") else None) for _ in range(ROUNDS)]
    cpu, wall, held = (statistics.median(own[at] for own, _ in pairs) for at in range(3))
    graded = sum(1 for _ in open(WORK / "check.out", "rb"))
    row(f"check, 10,000 Markdown files, {n_rubrics} rubrics ({graded} lines)", f"{wall:.2f} s, {cpu:.2f} s CPU, {held:.0f} MB", "<= 2 s")
    if pairs[0][1]:
        ratio = [statistics.median(own[at] / other[at] for own, other in pairs) for at in (0, 1)]
        row("the same by rg over the same files", f"{ratio[0]:.1f} x CPU, {ratio[1]:.1f} x wall")
    os.chdir(ROOT)
    shutil.rmtree(repo)


def changed():
    """What `check --changed` takes beyond the two commands of git that answer the same question."""
    repo, _ = repository("large", 1_000, 99_000)
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "all")
    for at in range(20):
        with open(repo / f"docs/part000/{at}.md", "a") as file:
            file.write("We would add a dead letter queue.\n")
    os.chdir(repo)
    extra, total, own = [], [], []
    listing = ["sh", "-c", "git diff --name-only -z HEAD; git ls-files --others --exclude-standard -z"]
    for at in range(2 * ROUNDS + 1):
        by_git, by_check = cost(listing), cost([GRADUS, "check", "--changed", "HEAD", "-q"])
        if at > 0:
            extra.append((by_check[1] - by_git[1]) * 1000)
            total.append(by_check[1] * 1000)
            own.append((by_check[0] - by_git[0]) * 1000)
    os.chdir(ROOT)
    figure = f"git + {statistics.median(extra):.0f} ms ({statistics.median(own):.0f} ms CPU)"
    row(f"check --changed, 100,000 files, 20 changed ({statistics.median(total):.0f} ms)", figure, "<= git + 100 ms")
    shutil.rmtree(repo)


def main():
    parts = {part.__name__: part for part in (memory, xlsx, page, long, cold, check, changed)}
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; medians of {ROUNDS} rounds")
    os.chdir(ROOT)
    for name in sys.argv[3:] or parts:
        parts[name]()
    print(f"load {os.getloadavg()[0]:.1f} at the end")


main()
