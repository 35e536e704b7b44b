"""Literal phrases of a rubric's patterns, one a line: what a searcher without a pattern language can be given.

Alternatives are written out, an optional part is left away, and what stands before and after a gap are two phrases. Sets, prefixes and
regular expressions have no literal form and are left out. usage: phrases.py RUBRIC.yaml
"""

import itertools
import re
import sys

PATTERN = re.compile(r"^      - (?:'(.*)'|([^'\"{\[].*))$")


def alternatives(text):
    """`a (b|c d)` as `a b` and `a c d`; a bracket that is followed by `?` is left away."""
    opened = re.search(r"\(([^()]*)\)(\??)", text)
    if not opened:
        return [text]
    choices = [""] if opened[2] else opened[1].split("|")
    return list(itertools.chain.from_iterable(alternatives(text[: opened.start()] + one + text[opened.end() :]) for one in choices))


def phrases(lines):
    for line in lines:
        found = PATTERN.match(line)
        if not found:
            continue
        pattern = (found[1] or found[2]).replace("''", "'")
        if pattern.startswith("/"):
            continue
        for part in re.split(r"\.\.[0-9]*|\+", pattern):
            if not re.search(r"[<*\"=]", part):
                yield from (" ".join(one.split()).lower() for one in alternatives(part))


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as rubric:
        print("\n".join(sorted({one for one in phrases(rubric) if len(one) > 2})))
