"""Rounds of all programs, one after the other, and the medians of their ratios within a round.

A machine's speed drifts, so a figure is only ever compared with others of its own round. Processor seconds are those of the whole
process (user and system) as the kernel counts them; of the peers in Python only those of their loop (see peer.py).
usage: rounds.py GRADUS PATTERNS_DIR PHRASES ANSWERS [PEERS_PYTHON PEER=N ...]
"""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = int(os.environ.get("ROUNDS", "5"))
HERE = os.path.dirname(os.path.abspath(__file__))


def cost(command, out=os.devnull):
    """Processor seconds, wall seconds and the most memory in MB of one run; the exit code is not looked at.

    It is started from a small process of its own, since the kernel counts the memory of whoever starts a program as the program's.
    """
    done = subprocess.run([sys.executable, "-S", os.path.abspath(__file__), "--cost", out, *command], check=True, capture_output=True, text=True)
    return tuple(map(float, done.stdout.split()))


def run(out, *command):
    file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    quiet = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, file, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)]
    begin = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _, _, usage = os.wait4(child, 0)
    print(usage.ru_utime + usage.ru_stime, time.monotonic() - begin, usage.ru_maxrss / 1024)


def peer(python, kind, phrases, answers, n):
    command = [python, os.path.join(HERE, "peer.py"), kind, phrases, answers, n]
    one_thread = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    seconds, answered, _ = subprocess.run(command, check=True, capture_output=True, text=True, env=one_thread).stdout.split()
    return float(seconds) / int(answered)


def commands(gradus, patterns, phrases, answers):
    grade = [gradus, "grade", "--format", "jsonl", answers]
    rg = ["rg", "--no-config", "-F", "-w", "-i", "-f", phrases, answers]
    found = {
        "gradus, patterns": [*grade, "-j1", "--rubrics", patterns],
        "gradus, learned indicators": [*grade, "-j1", "--rubrics", "rubrics"],
        "wc -w": ["wc", "-w", answers],
        "rg -F -w -i -c": [*rg, "-c"],
        "rg -F -w -i --count-matches": [*rg, "--count-matches"],
    }
    missing = subprocess.run(["sh", "-c", "command -v rg"], capture_output=True).returncode != 0
    if missing:
        print("rg is not installed: left out")
    return {what: command for what, command in found.items() if not (missing and what.startswith("rg"))}


def threads(gradus, answers):
    """Wall seconds of one thread by those of two, round by round."""
    batch = [gradus, "batch", answers, "--rubrics", "rubrics", "--overwrite", "-q", "--out", os.path.join(os.path.dirname(answers), "out")]
    grade = [gradus, "grade", answers, "--rubrics", "rubrics", "--format", "jsonl"]
    for what, command in {"grade": grade, "batch": batch}.items():
        ratios = []
        for _ in range(ROUNDS):
            one, two = cost([*command, "-j1"]), cost([*command, "-j2"])
            ratios.append((one[1] / two[1], two[0] / one[0], two[2]))
        speed, cpu, memory = map(statistics.median, zip(*ratios))
        best = max(ratio[0] for ratio in ratios)
        print(f"{what}: two threads are {speed:.2f} x one (best round {best:.2f}); {cpu:.2f} x its processor seconds; {memory:.0f} MB")


def main():
    gradus, patterns, phrases, answers, *peers = sys.argv[1:]
    with open(answers, "rb") as file:
        n = sum(1 for _ in file)
    print(f"{n} answers, {os.path.getsize(answers) / 1e6:.0f} MB; {ROUNDS} rounds; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    programs = commands(gradus, patterns, phrases, answers)
    rows = {}
    for _ in range(ROUNDS):
        for what, command in programs.items():
            rows.setdefault(what, []).append(cost(command)[0] / n)
        for kind, share in (one.split("=") for one in peers[1:]):
            rows.setdefault(f"{kind} ({share} answers)", []).append(peer(peers[0], kind, phrases, answers, share))
    print(f"{'':36}{'us/answer':>10}{'answers/s':>11}  x gradus, patterns{'':6}x wc -w")
    for what, times in rows.items():
        ratios = [statistics.median(own / other for own, other in zip(times, rows[base])) for base in ("gradus, patterns", "wc -w")]
        us = statistics.median(times) * 1e6
        print(f"{what:36}{us:10.2f}{1e6 / us:11.0f}{ratios[0]:20.2f}{ratios[1]:13.2f}")
    threads(gradus, answers)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    run(*sys.argv[2:]) if sys.argv[1] == "--cost" else main()
