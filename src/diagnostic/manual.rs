//! For every code a rubric that triggers it, and the edit that mends it: what `gradus explain CODE` adds.
//!
//! The examples are run by a test, so that none of them is wrong about the code it stands under.

use super::Code;

/// What the manual says of a code beyond its explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Lines of a rubric that trigger it.
    pub example: &'static str,
    /// How they would be right.
    pub fix: &'static str,
}

const fn entry(example: &'static str, fix: &'static str) -> Entry {
    Entry { example, fix }
}

impl Code {
    /// An example that triggers the code, and its fix.
    pub const fn manual(self) -> Entry {
        match self {
            Self::TooLarge => entry(
                "(a file of 5 MB, or one with 2,000 criteria)",
                "Split the rubric, or move example sentences to the file named by `examples`.",
            ),
            Self::Encoding => entry("(a file saved as UTF-16)", "Save the file as UTF-8."),
            Self::Syntax => {
                entry("concepts:\n  key:\n    any:\n      - @retry", "Quote the phrase: `- '@retry'`.")
            }
            Self::Feature => entry(
                "concepts:\n  key:\n    any: &phrases\n      - idempotency key",
                "Remove `&phrases` and write the phrases where they are needed.",
            ),
            Self::Escape => entry(
                "concepts:\n  key:\n    any:\n      - \"/\\bkey\\b/\"",
                "Single quotes: `- '/\\bkey\\b/'`.",
            ),
            Self::CutAtHash => entry(
                "concepts:\n  key:\n    any:\n      - ticket #42 open",
                "Quote the phrase: `- 'ticket #42 open'`.",
            ),
            Self::DuplicateKey => entry(
                "concepts:\n  key:\n    points: 1\n    points: 2\n    any: [idempotency key]",
                "Keep one of the two lines.",
            ),
            Self::UnknownField => entry(
                "concepts:\n  key:\n    wieght: 3\n    any: [idempotency key]",
                "Write the field that was meant: `points: 3`.",
            ),
            Self::MissingField => entry(
                "concepts:\n  key:\n    any: [idempotency key]\ntests:\n  - name: short\n    answer: A key.",
                "Add the field: `expect: {met: [key]}` under the test.",
            ),
            Self::WrongType => entry(
                "concepts:\n  key:\n    any: idempotency key",
                "Write a list: `any: [idempotency key]`.",
            ),
            Self::PhraseIsMapping => entry(
                "concepts:\n  key:\n    any:\n      - header: Idempotency-Key",
                "Quote the phrase: `- 'header: Idempotency-Key'`.",
            ),
            Self::OutOfRange => entry(
                "pass: 120\nconcepts:\n  key:\n    any: [idempotency key]",
                "Write a percentage from 0 to 100: `pass: 60`.",
            ),
            Self::BadValue => entry(
                "concepts:\n  key:\n    polarity: none\n    any: [idempotency key]",
                "Write one of the values that exist: `polarity: any`.",
            ),
            Self::BadId => entry(
                "concepts:\n  Idempotency Key:\n    any: [idempotency key]",
                "Write it in kebab-case: `idempotency-key:`.",
            ),
            Self::DuplicateId => entry(
                "concepts:\n  key:\n    any: [idempotency key]\nmisconceptions:\n  key:\n    any: [no key needed]",
                "Rename one: `no-key:` under `misconceptions`.",
            ),
            Self::UnknownId => entry(
                "concepts:\n  key:\n    any: [idempotency key]\ncaps:\n  - {missing: kye, percent: 40}",
                "Write the id of a criterion: `missing: key`.",
            ),
            Self::BadPattern => entry(
                "concepts:\n  key:\n    any:\n      - (idempotency key",
                "Close the bracket: `- (idempotency|dedup) key`.",
            ),
            Self::UnknownSet => entry(
                "concepts:\n  key:\n    any:\n      - <retry> key",
                "Name the shared file that defines the set under `use:`, or write the words: `(retry|resend) key`.",
            ),
            Self::UnknownShared => entry(
                "use: [backnd]\nconcepts:\n  key:\n    any: [idempotency key]",
                "Write its name as the file is called in `shared/`: `use: [backend]`.",
            ),
            Self::NoIndicator => entry(
                "concepts:\n  key:\n    points: 2",
                "Add `any: [idempotency key]`, or `examples:` with sentences under `hit:`.",
            ),
            Self::NoCriteria => entry(
                "misconceptions:\n  no-key:\n    any: [no key needed]",
                "Add at least one entry under `concepts:`.",
            ),
            Self::BadGroup => entry(
                "concepts:\n  key:\n    any: [idempotency key]\ngroups:\n  all:\n    of: [key]\n    full: 2",
                "Ask for no more members than there are: `full: 1`.",
            ),
            Self::BadBands => entry(
                "concepts:\n  key:\n    any: [idempotency key]\nbands:\n  weak: 0\n  strong: 80",
                "List them from the highest to the lowest: `strong: 80` first.",
            ),
            Self::BadScale => entry(
                "concepts:\n  key:\n    any: [idempotency key]\nscale:\n  - {from: 0, score: 4}\n  - {from: 50, score: 2}",
                "List steps whose scores rise: `{from: 0, score: 2}` first.",
            ),
            _ => self.lint_manual(),
        }
    }

    /// Of the codes that only `gradus lint` finds.
    const fn lint_manual(self) -> Entry {
        match self {
            Self::DeadPattern => entry(
                "concepts:\n  key:\n    any:\n      - all: [idempotency key]\n        none: [key]",
                "Make what `none` excludes narrower than what `all` asks for: `none: [primary key]`.",
            ),
            Self::DeadAlternative => entry(
                "concepts:\n  key:\n    any:\n      - (idempotency key|\"--\")",
                "Remove the alternative that has no word in it: `- idempotency key`.",
            ),
            Self::Shadowed => entry(
                "concepts:\n  key:\n    any:\n      - key\n      - idempotency key",
                "Remove the longer pattern, or drop the shorter one if it accepts too much.",
            ),
            Self::DuplicatePattern => entry(
                "concepts:\n  key:\n    any:\n      - idempotency key\n      - idempotency keys",
                "Keep one of the two: inflections are matched anyway.",
            ),
            Self::EchoesQuestion => entry(
                "question: How do you design an idempotent API?\nconcepts:\n  design:\n    any:\n      - idempotent API",
                "Ask for what only an answer would add: `idempotent API .. same key`.",
            ),
            Self::MatchesOther => entry(
                "concepts:\n  key:\n    any: [token]\n    examples:\n      hit: [The client makes a key.]\n      miss: [A key turns a lock.]\n  \
                 login:\n    any: [logs in]\n    examples:\n      hit: [The user logs in with a token.]\n      miss: [There is no log.]",
                "Narrow the pattern to its own idea: `token .. retry`.",
            ),
            Self::OverBroad => entry(
                "concepts:\n  order:\n    any: [before]",
                "Add a word of the subject: `before .. commit`.",
            ),
            Self::NoExamples => entry(
                "concepts:\n  key:\n    any: [idempotency key]",
                "Add sentences: `examples: {hit: [The client sends one key.], miss: [The table has a primary key.]}`.",
            ),
            Self::ContraryExample => entry(
                "concepts:\n  key:\n    any: [idempotency key]\n    examples:\n      hit: [It sends a key.]\n      miss: [It sends a key.]",
                "Keep the sentence in the list where it belongs.",
            ),
            Self::Draft => entry(
                "question: 'draft: what the candidate is asked'\nconcepts:\n  key:\n    any: [idempotency key]",
                "Write what belongs there: `question: How would you design an API for payments?`.",
            ),
            Self::Weights => entry(
                "concepts:\n  key: {points: 10, any: [idempotency key]}\n  ttl: {points: 1, any: [expires]}\n  lock: {points: 1, any: [unique index]}",
                "Bring the points nearer together (`points: 3`), or make the criterion `required: true`.",
            ),
            Self::StaleModel => {
                entry("(an example sentence was added after `gradus build`)", "Run `gradus build RUBRIC`.")
            }
            Self::Reference => entry(
                "reference: I would use a cache.\nconcepts:\n  key:\n    any: [idempotency key]",
                "State the idea in the reference response: `The client sends an idempotency key.`",
            ),
            Self::UnknownExamples => entry(
                "examples: retries.examples.jsonl    # and there is no such file",
                "Make the file (`{\"text\": \"…\", \"hit\": [\"key\"]}`, one a line), or remove the line.",
            ),
            _ => self.config_manual(),
        }
    }

    /// Of the codes of `gradus.yaml`.
    const fn config_manual(self) -> Entry {
        match self {
            Self::ConfigUnknownField => entry("fail_undr: 70", "Write `fail_under: 70`."),
            Self::ConfigBadValue => entry("fail_under: 170", "Give a percentage: `fail_under: 70`."),
            Self::ConfigDuplicate => entry("baseline: a.json\nbaseline: b.json", "Keep one of the two."),
            Self::ConfigBadGlob => entry("exclude: ['drafts/{a,b']", "Close the bracket: `drafts/{a,b}`."),
            Self::ConfigUnknownRubric => entry(
                "answers:\n  - files: '**/*.md'\n    rubric: run-book",
                "Name a rubric that `gradus list` shows: `rubric: runbook`.",
            ),
            Self::ConfigUnknownCriterion => entry(
                "criteria: {runbook/rollbak: met}",
                "Name a criterion of the rubric: `runbook/rollback`.",
            ),
            Self::ConfigSyntax => {
                entry("fail_under: &mark 70", "Remove `&mark`; write the value where it is needed.")
            }
            _ => self.check_manual(),
        }
    }

    /// Of the codes of a run of `gradus check`.
    const fn check_manual(self) -> Entry {
        match self {
            Self::CheckUnknownRubric => entry(
                "---\nrubric: run-book\n---",
                "Name a rubric that `gradus list` shows: `rubric: runbook`.",
            ),
            Self::CheckNoRubric => entry(
                "(`gradus check notes.md`, where notes.md is any text)",
                "Give --rubric ID, begin the file with front matter (`rubric: ID`), or write `<!-- gradus: ID -->` under a heading.",
            ),
            Self::CheckNearQuestion => entry(
                "## Safe retries, how?",
                "Write `<!-- gradus: retries -->` below the heading if it is that question; else leave it.",
            ),
            Self::CheckIgnoreWithoutReason => entry(
                "<!-- gradus-ignore: rollback -->",
                "Say why: `<!-- gradus-ignore: rollback this service has no state -->`.",
            ),
            Self::CheckUnusedIgnore => entry(
                "<!-- gradus-ignore: rolback this service has no state -->",
                "Correct the name, put the line under the heading of the answer that it is for, or remove it.",
            ),
            Self::CheckStaleBaseline => entry(
                "(a document was mended after `gradus check --write-baseline known.json`)",
                "Write the baseline again: `gradus check --write-baseline known.json`.",
            ),
            _ => self.settings_manual(),
        }
    }

    /// Of the codes of a run that concern its configuration, files and rubrics.
    const fn settings_manual(self) -> Entry {
        match self {
            Self::CheckNoMatch => entry(
                "answers:\n  - files: docs/runbook/*.md    # the folder is docs/runbooks",
                "Correct the pattern, remove the entry, or give --allow-empty.",
            ),
            Self::CheckUnreadable => {
                entry("(a file saved as UTF-16)", "Correct the path, or save the file again as UTF-8.")
            }
            Self::CheckNoRubrics => entry(
                "rubrics: [rubrisc]",
                "Correct the path; paths in the configuration begin at its folder: `rubrics: [rubrics]`.",
            ),
            Self::CheckUnreadableRubric => entry(
                "(`gradus check --rubric gone.yaml`)",
                "Correct the path, or the permissions of the file.",
            ),
            Self::CheckDuplicateRubric => entry(
                "id: retries        # in rubrics/a.yaml and in rubrics/b.yaml",
                "Give one of them another id, or remove it.",
            ),
            Self::CheckStaleModel => entry(
                "(an example sentence was added, and `gradus build` was not run)",
                "Run `gradus build RUBRIC`.",
            ),
            // A test sees to it that no code comes here.
            _ => entry("", ""),
        }
    }
}
