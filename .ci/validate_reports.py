"""Checks the reports in a folder: SARIF by its schema, JUnit by junitparser, GitLab by what its documentation asks for."""

import csv
import json
import pathlib
import sys

import jsonschema
import junitparser

folder = pathlib.Path(sys.argv[1])

schema = json.loads(pathlib.Path("tests/data/check/sarif-2.1.0.schema.json").read_text("utf-8"))
log = json.loads((folder / "r.sarif").read_text("utf-8"))
jsonschema.Draft7Validator(schema).validate(log)
results = log["runs"][0]["results"]
assert results, "no results"

suites = junitparser.JUnitXml.fromfile(str(folder / "r.xml"))
cases = [case for suite in suites for case in suite]
failed = [case for case in cases if any(isinstance(result, junitparser.Failure) for result in case.result)]
assert suites.tests == len(cases), (suites.tests, len(cases))
assert suites.failures == len(failed), (suites.failures, len(failed))

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/.]"},
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {
                            "begin": {"required": ["line"], "properties": {"line": {"type": "integer", "minimum": 1}}}
                        },
                    },
                },
            },
        },
    },
}
findings = json.loads((folder / "r.gitlab.json").read_text("utf-8"))
jsonschema.Draft7Validator(GITLAB).validate(findings)
assert len({finding["fingerprint"] for finding in findings}) == len(findings), "fingerprints repeat"

with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file, strict=True))
assert rows and not any(None in row or None in row.values() for row in rows), "ragged rows"
assert not any(cell[:1] in "=+@" and cell for row in rows for cell in row.values()), "a formula"

print(f"{len(results)} SARIF results, {len(cases)} JUnit cases, {len(findings)} GitLab findings, {len(rows)} CSV rows: valid")
