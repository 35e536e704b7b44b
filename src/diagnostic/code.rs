//! The stable names of what can be wrong with a rubric, a configuration or a run of `check`, each with its explanation.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal: $explanation:literal,)+) => {
        /// Stable name of a problem; scripts and `gradus explain` rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of the stages that find them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it is printed: `rubric/unknown-field`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// A paragraph for `gradus explain CODE`.
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => $explanation,)+
                }
            }
        }
    };
}

codes! {
    /// Over a limit of size.
    TooLarge = "rubric/too-large":
        "A rubric file may have 4 MiB, 100,000 values, 16 levels of nesting, 1,000 criteria and 100 \
         regular expressions. Files beyond that are refused early, so that no file can stall the program. \
         Split the rubric, or move example sentences to the file named by `examples`.",
    /// Not UTF-8 text.
    Encoding = "rubric/encoding":
        "Rubric files are UTF-8 text. A file saved as UTF-16 or in an old code page, or one with NUL \
         bytes in it, is refused rather than guessed at. Save it again as UTF-8.",
    /// Not YAML.
    Syntax = "rubric/syntax":
        "The file is not YAML that can be read. Most often a phrase holds a character that YAML keeps \
         for itself (`: `, ` #`, or one of `[ ] { } & * ! | > % @ `` at its start); put the whole phrase \
         in single quotes. Tabs cannot indent.",
    /// A YAML feature that rubrics do not use.
    Feature = "rubric/unsupported-yaml":
        "Rubrics use plain YAML only: no anchors (`&name`), aliases (`*name`), tags (`!name`), merge \
         keys (`<<`), directives (`%YAML`), keys that are lists, or several documents in a file. What \
         looks like one of these is usually a phrase that begins with such a character; put it in \
         single quotes.",
    /// A backslash in double quotes that means something else.
    Escape = "rubric/escape":
        "In double quotes YAML reads a backslash itself: `\"\\d\"` is refused and `\"\\b\"` silently becomes \
         a backspace. Write regular expressions in single quotes or without quotes, where a backslash \
         is a backslash.",
    /// A phrase cut by ` #`.
    CutAtHash = "rubric/cut-at-hash":
        "YAML starts a comment at ` #`, so `- ticket #42 open` is read as `ticket`. Put the phrase in \
         quotes if the `#` belongs to it; put a space after the `#` if it is a comment.",
    /// The same field or id twice.
    DuplicateKey = "rubric/duplicate-key":
        "A field or an id is set twice in the same place. YAML readers would silently keep one of the \
         two. Remove one, or give it another name.",
    /// No such field.
    UnknownField = "rubric/unknown-field":
        "The field does not exist at this place. The message names the field that was probably meant, \
         or those that exist.",
    /// A field that must be there.
    MissingField = "rubric/missing-field":
        "A field that has no default is not set.",
    /// A list where a text should be, and the like.
    WrongType = "rubric/wrong-type":
        "The value has another form than the field needs: a list where a text is expected, a word where \
         a number is expected.",
    /// A phrase that YAML reads as a mapping.
    PhraseIsMapping = "rubric/phrase-is-mapping":
        "YAML reads `- header: Idempotency-Key` as a field `header` with a value, not as a phrase. Put \
         the whole phrase in single quotes.",
    /// A value outside its range.
    OutOfRange = "rubric/out-of-range":
        "A number is smaller or larger than the field allows, or has more decimals than points can have \
         (two).",
    /// A value that is none of those allowed.
    BadValue = "rubric/bad-value":
        "The value is none of those that the field allows. The message lists them.",
    /// An id that is not kebab-case.
    BadId = "rubric/bad-id":
        "Ids are in kebab-case: lower-case letters and digits, parted by single hyphens, beginning with \
         a letter: `idempotency-key`. They stand in reports and file names, so they cannot hold spaces.",
    /// One id for two things.
    DuplicateId = "rubric/duplicate-id":
        "Two things have the same id although they stand in different places, for instance a concept and \
         a misconception. Reports name criteria by id alone, so each needs its own.",
    /// A reference to an id that does not exist.
    UnknownId = "rubric/unknown-id":
        "A group, a cap or a test names a criterion that the rubric does not have, or one of a kind that \
         cannot stand there.",
    /// A pattern that cannot be read.
    BadPattern = "rubric/bad-pattern":
        "The pattern cannot be read. The caret stands at the character that is not understood. Text that \
         is meant literally can be put in double quotes inside the pattern.",
    /// `<name>` without a set of that name.
    UnknownSet = "rubric/unknown-set":
        "The pattern uses `<name>`, but no shared file of the rubric defines a set of that name and it \
         is none of the built-in classes: number, duration, percent, money, http-status, date. Name the \
         shared file under `use`.",
    /// `use:` of a file that is not there.
    UnknownShared = "rubric/unknown-shared-file":
        "`use` names a shared file that cannot be found. Names are written without folder and `.yaml`.",
    /// A criterion that nothing can meet.
    NoIndicator = "rubric/no-indicator":
        "The criterion has no pattern (`any`, `all`, `at_least`, `weak`), no example that counts \
         (`examples: hit`), and the rubric names no file of examples, so no answer can meet it.",
    /// A rubric that judges nothing.
    NoCriteria = "rubric/no-criteria":
        "A rubric needs at least one concept or failure mode; misconceptions only take points off.",
    /// Groups that cannot work.
    BadGroup = "rubric/bad-group":
        "A criterion is a member of two groups or twice of one, or a group asks for more members than it \
         has. Points of a group are shared, so that its members must belong to it alone.",
    /// Bands out of order.
    BadBands = "rubric/bad-bands":
        "Bands are listed from the highest to the lowest, each with the percentage it starts at, and the \
         last starts at 0, so that every score lies in exactly one.",
    /// A scale that falls.
    BadScale = "rubric/bad-scale":
        "Steps of `scale` are listed from the lowest percentage to the highest, the first starts at 0, \
         and scores never fall from step to step: an answer that states more may not be worth less. \
         `gradus calibrate` writes such a list.",
    /// A pattern that does not match its own text.
    DeadPattern = "lint/dead-pattern":
        "The pattern is read as an answer is, and then its own words are given to it; this one does not \
         match even those, so that no answer can meet it. A pattern of marks without words, a part that \
         `none` always takes away, or a set without members does that.",
    /// An alternative that does not match its own text.
    DeadAlternative = "lint/dead-alternative":
        "One of the alternatives in brackets, or one member of a set, does not match its own words. The \
         others do, so the pattern works, but less of it than it seems.",
    /// A pattern that another makes idle.
    Shadowed = "lint/shadowed":
        "Whatever this pattern matches is matched by another one of the same criterion that earns as \
         much, so that it never decides anything. It reads as if more were understood than is.",
    /// The same pattern twice.
    DuplicatePattern = "lint/duplicate-pattern":
        "Two patterns say the same: either both stand under one criterion, where one is idle, or they \
         stand under two criteria, where one phrase of an answer earns points twice.",
    /// A pattern that the question matches.
    EchoesQuestion = "lint/echoes-question":
        "The words of the question match the pattern. Sentences that only repeat the question earn \
         nothing, but an answer that merely uses its words would.",
    /// A pattern that belongs to another criterion.
    MatchesOther = "lint/matches-other":
        "The pattern matches more example sentences of other criteria than of its own, among those whose \
         labels say that they do not state its idea.",
    /// Matches ordinary text.
    OverBroad = "lint/over-broad":
        "The pattern, or the model of the criterion's examples, accepts more than one in a hundred of some \
         three hundred sentences about everyday matters that have nothing to do with any rubric. It would \
         accept answers that say nothing of the subject.",
    /// No sentence shows that a criterion works.
    NoExamples = "lint/no-examples":
        "A criterion wants at least one sentence that must count and one near miss that must not. They are \
         its tests (`gradus test`) and what its model is learned from (`gradus build`).",
    /// A sentence that must count and must not.
    ContraryExample = "lint/contrary-example":
        "One sentence stands under `hit` and under `miss` of the same criterion. Its test fails whatever \
         the patterns are, and the model learns nothing from it.",
    /// A text that only holds a place.
    Draft = "lint/draft":
        "A text of the rubric still begins with `draft:`, as `gradus new` and `gradus import` write it where \
         only the author knows what belongs there. Candidates would see the question, and a test of such a \
         response tests nothing.",
    /// Weights out of proportion.
    Weights = "lint/weights":
        "A criterion is worth more than all others together, or more than twenty times another, or a \
         misconception costs more than half of all points. Such a rubric judges one sentence and not \
         an answer.",
    /// A model of other examples.
    StaleModel = "lint/stale-model":
        "The examples were changed after the model beside the rubric was learned, or there is none yet. \
         Answers are scored with whatever was learned before.",
    /// A reference response without full credit.
    Reference = "lint/reference":
        "The reference response is what the author calls a full answer, so it must earn every point that \
         can be had. Either it lacks something, or a criterion does not recognise what it says.",
    /// `examples:` of a file that is not there.
    UnknownExamples = "lint/unknown-examples-file":
        "`examples` names a file of labelled sentences that does not stand beside the rubric, so that \
         nothing can be learned from it.",
    /// A configuration that is not YAML, or uses what configurations do not have.
    ConfigSyntax = "config/syntax":
        "The configuration cannot be read: it is not UTF-8, not YAML, too large, or uses a YAML feature \
         (anchors, tags, several documents) that it does not need.",
    /// No such field in a configuration.
    ConfigUnknownField = "config/unknown-field":
        "The field does not exist in a configuration. A misspelled field would otherwise be ignored in \
         silence, and the check with it.",
    /// A value of a configuration that does not fit.
    ConfigBadValue = "config/bad-value":
        "The value has another form than the field needs, is out of its range, or is missing where it \
         must be given.",
    /// A field or an entry that is there twice.
    ConfigDuplicate = "config/duplicate":
        "The same field or criterion is set twice. Remove one of the two.",
    /// A glob that cannot be read.
    ConfigBadGlob = "config/bad-glob":
        "The pattern of file names cannot be read. `*` matches within a folder, `**` across folders, \
         `{a,b}` either, and a pattern without `/` matches in every folder.",
    /// A rubric that is not there.
    ConfigUnknownRubric = "config/unknown-rubric":
        "The configuration names a rubric that is in none of its folders and does not come with the \
         program.",
    /// A criterion that is not there.
    ConfigUnknownCriterion = "config/unknown-criterion":
        "The configuration names a criterion that no rubric has. Write `CRITERION`, or \
         `RUBRIC/CRITERION` where several rubrics share a name.",
    /// A document that names a rubric which is not there.
    CheckUnknownRubric = "check/unknown-rubric":
        "The document names a rubric, in its front matter or a marker, that is in none of the folders of \
         rubrics and does not come with the program; so that answer cannot be graded.",
    /// A document that no rubric is for.
    CheckNoRubric = "check/no-rubric":
        "A file that should hold answers names no rubric, the configuration names none for it, and no \
         heading of it asks the question of one.",
    /// A heading that nearly asks a question.
    CheckNearQuestion = "check/near-question":
        "A heading reads like the question of a rubric, but not enough to be graded by it without being \
         told. Nothing fails because of this note.",
    /// A suppression that does not say why, or of what.
    CheckIgnoreWithoutReason = "check/ignore-without-reason":
        "A suppression counts only if it names a criterion and says why what is found is fine here.",
    /// A suppression of nothing.
    CheckUnusedIgnore = "check/unused-ignore":
        "No finding of the answer under whose heading the suppression stands has this name: what was \
         found is mended, the name is misspelt, or it stands elsewhere. With `fail_on: [unused-ignore]` \
         it fails the run.",
    /// A finding of the baseline that is gone.
    CheckStaleBaseline = "check/stale-baseline":
        "The baseline knows a finding that no longer occurs, or one of a file that is gone. With \
         `fail_on: [stale-baseline]` it fails the run.",
    /// An entry of the configuration that matches no file.
    CheckNoMatch = "check/no-match":
        "An entry of `answers` in the configuration matches no file, so that nothing is checked by it. \
         Most often the pattern is misspelt or a folder was renamed.",
    /// A document that cannot be read.
    CheckUnreadable = "check/unreadable":
        "The document is not there, may not be read, is too large, or is not UTF-8 text. It is an error, \
         as a run that left it out would not be complete.",
    /// A folder of rubrics that cannot be read.
    CheckNoRubrics = "check/no-rubrics":
        "A folder that --rubrics or the configuration names cannot be read, so that none of its rubrics \
         is known.",
    /// A rubric file that cannot be read.
    CheckUnreadableRubric = "check/unreadable-rubric":
        "The rubric file is not there or may not be read. What is wrong within a rubric has codes of its \
         own, such as `rubric/unknown-field`.",
    /// Two rubrics of one id.
    CheckDuplicateRubric = "check/duplicate-rubric":
        "Two files of the folders of rubrics have the same id, so that the name does not say which is \
         meant. The first is used.",
    /// A rubric whose model is not of its examples.
    CheckStaleModel = "check/stale-model":
        "The model beside the rubric was learned from other examples, or there is none yet. Patterns \
         count, what was learned does not count as it should.",
}

impl Code {
    /// The code of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
