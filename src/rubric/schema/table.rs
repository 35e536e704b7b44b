//! The table itself.

use super::Type::{
    Decimal, Either, Entries, FileName, Flag, Id, List, Object as Of, Percents, Phrase, Points, Reference,
    Text, Whole, Word,
};
use super::{Field, Names, Object, Type};

const fn needed(name: &'static str, form: Type, doc: &'static str) -> Field {
    Field { name, form, required: true, doc }
}

const fn field(name: &'static str, form: Type, doc: &'static str) -> Field {
    Field { name, form, required: false, doc }
}

const TEXTS: Type = List(&Text);
const REFERENCES: Type = List(&Reference);
const PHRASES: Type = List(&Phrase);
// Functions that refer to statics, because an indicator is made of rules and a rule of rules.
const fn indicators() -> Type {
    List(&INDICATOR_ITEM)
}
const fn rules() -> Type {
    List(&RULE_ITEM)
}
static INDICATOR_ITEM: Type = Either(&Phrase, &Of(&INDICATOR));
static RULE_ITEM: Type = Either(&Phrase, &Of(&RULE));

/// A rubric file.
pub(in crate::rubric) static RUBRIC: Object = Object {
    name: "rubric",
    doc: "The scoring guide of one question.",
    one_of: &[],
    fields: &[
        needed("id", Id, "Name of the rubric in reports and commands, in kebab-case."),
        needed("title", Text, "Name of the rubric for people."),
        needed("question", Text, "What the candidate is asked, as the candidate reads it."),
        field("role", Text, "Who is asked, for instance `backend`."),
        field("focus", TEXTS, "Focus areas of the question."),
        field("minutes", Whole(1, 600), "Time the candidate has, in minutes."),
        field("pass", Whole(0, 100), "Percentage needed to pass; 60 if not given."),
        field(
            "use",
            REFERENCES,
            "Shared files with aliases, sets and lenses, by name without folder and `.yaml`.",
        ),
        field("reference", Text, "A response that earns full credit."),
        field("examples", FileName, "File with more example sentences, in the folder of the rubric."),
        field(
            "bands",
            Entries(Names::Texts, &Whole(0, 100)),
            "Named ranges of the score, highest first, each with the percentage it starts at; the last starts at 0.",
        ),
        field(
            "scale",
            List(&Of(&SCALE_STEP)),
            "What a percentage is on the raters' scale: steps from the lowest percentage, which is 0, to the highest.",
        ),
        field("caps", List(&Of(&CAP)), "Ceilings on the score."),
        field(
            "groups",
            Entries(Names::Ids, &Of(&GROUP)),
            "Criteria of which a few are enough for all points.",
        ),
        field("concepts", Entries(Names::Ids, &Of(&CONCEPT)), "Ideas that a good answer asserts."),
        field(
            "failure_modes",
            Entries(Names::Ids, &Of(&FAILURE_MODE)),
            "Ways to fail that a good answer mentions, prevents or handles.",
        ),
        field("misconceptions", Entries(Names::Ids, &Of(&MISCONCEPTION)), "Wrong claims that cost points."),
        field("tests", List(&Of(&TEST)), "Whole responses with the result the author expects."),
    ],
};

/// A file that rubrics share.
pub(in crate::rubric) static LEXICON: Object = Object {
    name: "shared file",
    doc: "Aliases, named sets and lenses that rubrics share.",
    one_of: &[],
    fields: &[
        needed("id", Id, "Name of the file, in kebab-case."),
        field(
            "aliases",
            Entries(Names::Texts, &Either(&Text, &TEXTS)),
            "Terms, each with other ways to write it.",
        ),
        field("sets", Entries(Names::Ids, &PHRASES), "Named sets of phrases, used in patterns as `<name>`."),
        field(
            "lenses",
            Entries(Names::Ids, &Of(&LENS)),
            "Questions about any answer that earn no points of their own.",
        ),
    ],
};

static LENS: Object = Object {
    name: "lens",
    doc: "A question about any answer that earns no points of its own.",
    one_of: &[],
    fields: &[
        field("title", Text, "Name for people; the id with spaces if not given."),
        needed("any", indicators(), "What shows it; one is enough."),
    ],
};

static SCALE_STEP: Object = Object {
    name: "scale step",
    doc: "The score from this percentage up to the next step.",
    one_of: &[],
    fields: &[
        needed("from", Decimal(0, 100_000), "The percentage at which it starts, with up to one decimal."),
        needed("score", Decimal(-1_000_000, 1_000_000), "The score, with up to three decimals."),
    ],
};

static CAP: Object = Object {
    name: "cap",
    doc: "A ceiling on the score, and what triggers it.",
    one_of: &["missing", "asserted", "no_failure_mode"],
    fields: &[
        field("missing", Reference, "Triggered when this concept or failure mode is not met."),
        field("asserted", Reference, "Triggered when this misconception is asserted."),
        field("no_failure_mode", Word(&["true"]), "Triggered when no failure mode at all is met."),
        needed("percent", Whole(0, 99), "The highest percentage then possible."),
    ],
};

static GROUP: Object = Object {
    name: "group",
    doc: "Criteria of which a few are enough for the points of all.",
    one_of: &[],
    fields: &[
        field("title", Text, "Name for people; the id with spaces if not given."),
        needed("of", REFERENCES, "Concepts and failure modes; none may be in two groups."),
        needed("full", Whole(1, 1000), "How many of them earn full credit."),
    ],
};

const fn title() -> Field {
    field("title", Text, "Name for people; the id with spaces if not given.")
}
const fn earns() -> Field {
    field("points", Points, "What it earns, with up to two decimals; 1 if not given.")
}
const fn required() -> Field {
    field("required", Flag, "Whether an answer cannot pass without it.")
}
const fn polarity() -> Field {
    field(
        "polarity",
        Word(&["by_kind", "any"]),
        "`any` when a denial may itself be the right answer, so that negation is ignored; `by_kind` if not given.",
    )
}
const fn any() -> Field {
    field("any", indicators(), "Indicators, each of which earns it in full.")
}
const fn all() -> Field {
    field("all", rules(), "One indicator: all of these in one sentence.")
}
const fn at_least() -> Field {
    field("at_least", Of(&AT_LEAST_OF), "One indicator: some of these in one sentence.")
}
const fn weak() -> Field {
    field("weak", indicators(), "Indicators that earn half.")
}
const fn unless() -> Field {
    field("unless", indicators(), "Counter-patterns: a match in the same sentence takes the evidence away.")
}
const fn missing() -> Field {
    field("missing", Text, "What to tell a candidate whose answer lacks it.")
}
const fn follow_up() -> Field {
    field("follow_up", Text, "What an interviewer would ask next.")
}
const fn examples() -> Field {
    field("examples", Of(&EXAMPLE_SENTENCES), "Sentences that state it, and near misses that do not.")
}

const fn precision() -> Field {
    field(
        "precision",
        Whole(50, 99),
        "Percentage of what the examples say is stated that must be right; without it recall counts as much (misconceptions: 93).",
    )
}

static CRITERION_FIELDS: &[Field] = &[
    title(),
    earns(),
    required(),
    polarity(),
    any(),
    all(),
    at_least(),
    weak(),
    unless(),
    missing(),
    follow_up(),
    examples(),
    precision(),
];

static CONCEPT: Object = Object {
    name: "concept",
    doc: "An idea that a good answer asserts.",
    one_of: &[],
    fields: CRITERION_FIELDS,
};

static FAILURE_MODE: Object = Object {
    name: "failure mode",
    doc: "A way to fail that a good answer mentions, prevents or handles.",
    one_of: &[],
    fields: CRITERION_FIELDS,
};

static MISCONCEPTION: Object = Object {
    name: "misconception",
    doc: "A wrong claim; asserting it costs points.",
    one_of: &[],
    fields: &[
        title(),
        field("points", Points, "What it costs, with up to two decimals; 1 if not given."),
        polarity(),
        any(),
        all(),
        at_least(),
        weak(),
        unless(),
        field("missing", Text, "What to tell a candidate who asserts it."),
        follow_up(),
        examples(),
        precision(),
    ],
};

static AT_LEAST_OF: Object = Object {
    name: "at_least",
    doc: "Some of several patterns.",
    one_of: &[],
    fields: &[
        needed("n", Whole(1, 1000), "How many must match."),
        needed("of", rules(), "The patterns that are counted."),
    ],
};

const fn pattern() -> Field {
    field("pattern", Phrase, "A line of the pattern language.")
}
const fn all_of() -> Field {
    field("all", rules(), "All of these must match.")
}
const fn any_of() -> Field {
    field("any", rules(), "One of these must match.")
}
const fn counted() -> Field {
    field("at_least", Of(&AT_LEAST_OF), "Some of these must match.")
}
const fn none_of() -> Field {
    field("none", rules(), "None of these may match in the same stretch.")
}
const fn within() -> Field {
    field(
        "within",
        Word(&["sentence", "paragraph", "answer"]),
        "Where the parts must stand together; `sentence` if not given.",
    )
}
const ONE_RULE: &[&str] = &["pattern", "all", "any", "at_least"];

static INDICATOR: Object = Object {
    name: "indicator",
    doc: "A pattern or several that must stand together.",
    one_of: ONE_RULE,
    fields: &[pattern(), all_of(), any_of(), counted(), none_of(), within(), polarity()],
};

static RULE: Object = Object {
    name: "rule",
    doc: "A pattern or several that must stand together, as a part of an indicator.",
    one_of: ONE_RULE,
    fields: &[pattern(), all_of(), any_of(), counted(), none_of(), within()],
};

static EXAMPLE_SENTENCES: Object = Object {
    name: "examples",
    doc: "Sentences that are tests and training material alike.",
    one_of: &[],
    fields: &[
        field("hit", TEXTS, "Sentences that must count."),
        field("miss", TEXTS, "Sentences that come near and must not count."),
    ],
};

/// A test, of a rubric or of a file of tests beside it.
pub(in crate::rubric) static TEST: Object = Object {
    name: "test",
    doc: "A whole response and the result it must have.",
    one_of: &["answer", "file"],
    fields: &[
        needed("name", Text, "Name of the test, for people."),
        field("answer", Text, "The response."),
        field("file", FileName, "File with the response, in the folder of the rubric."),
        needed("expect", Of(&EXPECT), "The result it must have."),
    ],
};

static EXPECT: Object = Object {
    name: "expect",
    doc: "Verdicts and the score that a response must get.",
    one_of: &[],
    fields: &[
        field("met", REFERENCES, "Criteria that are stated; of misconceptions, those asserted."),
        field("weak", REFERENCES, "Criteria that are only named."),
        field("denied", REFERENCES, "Criteria that are denied or rejected."),
        field("missing", REFERENCES, "Criteria that are not there."),
        field("percent", Percents, "The percentage, or the lowest and the highest: `80..100`."),
    ],
};
