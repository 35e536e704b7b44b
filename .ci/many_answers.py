"""A class of a given size as JSON lines: each answer is another choice of the sentences of one."""

import json
import re
import sys

sentences = re.split(r"(?<=[.?!])\s+", sys.stdin.read())
state = 1
for number in range(int(sys.argv[1])):
    chosen = []
    for sentence in sentences:
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        if state >> 16 & 3 > number % 4 - 1:
            chosen.append(sentence)
    print(json.dumps({"answer_id": f"candidate {number + 1}", "answer": " ".join(chosen)}))
