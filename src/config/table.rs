//! The fields of a configuration.

use crate::gate::{Demand, FailOn};
use crate::rubric::schema::Type::{Either, Entries, List, Object as Of, Reference, Text, Whole, Word};
use crate::rubric::schema::{Field, Names, Object, Type};

const fn field(name: &'static str, form: Type, doc: &'static str) -> Field {
    Field { name, form, required: false, doc }
}

const TEXTS: Type = List(&Text);

/// A configuration file.
pub(super) static CONFIG: Object = Object {
    name: "configuration",
    doc: "Which rubrics grade which files, and what fails a run of `gradus check`.",
    one_of: &[],
    fields: &[
        field(
            "rubrics",
            TEXTS,
            "Folders or files with rubrics, relative to this file; `rubrics` if not given.",
        ),
        field(
            "answers",
            List(&Of(&ANSWERS)),
            "Which files hold answers; of several that match, the first counts.",
        ),
        field("exclude", TEXTS, "Globs of files that are left out."),
        fail_under(),
        field(
            "fail_on",
            List(&Word(FailOn::NAMES)),
            "What fails a run beside scores below the mark; `[missing-required, misconception]` if not given.",
        ),
        criteria(),
        field("baseline", Text, "File with findings that are known and do not fail a run."),
        field(
            "answer_labels",
            TEXTS,
            "Words before the colon of a paragraph that holds an answer; `[Sample answer, Model answer, Answer]` if not given.",
        ),
    ],
};

static ANSWERS: Object = Object {
    name: "entry of answers",
    doc: "Files that hold answers.",
    one_of: &[],
    fields: &[
        Field {
            name: "files",
            form: Either(&Text, &TEXTS),
            required: true,
            doc: "A glob or a list of globs, relative to this file.",
        },
        field(
            "rubric",
            Reference,
            "Id of the rubric that grades each whole file; without it front matter, markers and headings say.",
        ),
        fail_under(),
        criteria(),
    ],
};

const fn fail_under() -> Field {
    field(
        "fail_under",
        Whole(0, 100),
        "Percentage that each answer must reach, instead of the pass mark of its rubric.",
    )
}

const fn criteria() -> Field {
    field(
        "criteria",
        Entries(Names::Texts, &Word(Demand::NAMES)),
        "Demands on criteria, by `CRITERION` or `RUBRIC/CRITERION`: `met` when it must be stated, `weak` when half is enough, `optional` when its absence is only noted.",
    )
}
