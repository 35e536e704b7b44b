"""One peer over some of the answers: JSON lines in, phrases found, processor seconds of the loop alone.

What a peer needs to start (interpreter, imports, its automaton, its model) is not counted, which favours it.
usage: peer.py KIND PHRASES ANSWERS N; prints `SECONDS ANSWERS HITS`.
"""

import json
import re
import sys
import time


def python_re(phrases):
    longest_first = sorted(phrases, key=len, reverse=True)
    found = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b", re.IGNORECASE)
    return lambda text: sum(1 for _ in found.finditer(text))


def pyahocorasick(phrases):
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for phrase in phrases:
        automaton.add_word(phrase, len(phrase))
    automaton.make_automaton()

    def whole_words(text):
        text = text.lower()
        hits = 0
        for end, length in automaton.iter(text):
            start = end + 1 - length
            before = start == 0 or not text[start - 1].isalnum()
            hits += before and (end + 1 == len(text) or not text[end + 1].isalnum())
        return hits

    return whole_words


def spacy_lower(phrases):
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("phrases", [nlp.make_doc(phrase) for phrase in phrases])
    return lambda text: len(matcher(nlp.make_doc(text)))


def spacy_lemma(phrases):
    import os

    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.load(os.environ.get("SPACY_MODEL", "en_core_web_sm"), exclude=["parser", "ner"])
    matcher = PhraseMatcher(nlp.vocab, attr="LEMMA")
    matcher.add("phrases", list(nlp.pipe(phrases)))
    return lambda text: len(matcher(nlp(text)))


def main():
    kind, phrases, answers, n = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    with open(phrases, encoding="utf-8") as file:
        find = globals()[kind](file.read().splitlines())
    find("Nothing is left to be done at the first answer.")
    begin = time.process_time()
    answered = hits = 0
    with open(answers, encoding="utf-8") as file:
        for line in file:
            hits += find(json.loads(line)["answer"])
            answered += 1
            if answered == n:
                break
    print(time.process_time() - begin, answered, hits)


main()
