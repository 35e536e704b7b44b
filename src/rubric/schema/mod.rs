//! What rubric files and shared files may say: one table of fields.
//!
//! The table drives both the reading of a YAML tree (`lower`) and the JSON Schema that editors
//! use, so that the two cannot drift. It knows forms only: whether an id exists or a pattern can
//! be read is for validation.

mod json;
pub(crate) mod lower;
#[cfg(feature = "lsp")]
pub(crate) mod place;
mod scalar;
pub(super) mod table;

pub(crate) use json::schema as json_schema;
pub use json::{lexicon_json_schema, rubric_json_schema};

/// The form of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Type {
    /// Any text that is not empty.
    Text,
    /// A line of the pattern language.
    Phrase,
    /// The id of something defined elsewhere.
    Reference,
    /// A new id in kebab-case.
    Id,
    /// The name of a file in the same folder.
    FileName,
    /// A whole number between two borders, both included.
    Whole(i64, i64),
    /// A positive number with at most two decimals.
    Points,
    /// A number with at most three decimals between two borders, in thousandths, both included.
    Decimal(i64, i64),
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `80` or `80..100`.
    Percents,
    /// A list.
    List(&'static Type),
    /// Names chosen by the author, each with a value of one form.
    Entries(Names, &'static Type),
    /// Fields.
    Object(&'static Object),
    /// The first form if a scalar is written, the second if not.
    Either(&'static Type, &'static Type),
}

/// What the names of [`Type::Entries`] look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Ids in kebab-case.
    Ids,
    /// Any text.
    Texts,
}

/// A mapping with a fixed set of fields.
#[derive(Debug)]
pub(crate) struct Object {
    /// What authors call it: "unknown field `x` in concept".
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) doc: &'static str,
    /// Its fields, in the order in which they are usually written.
    pub(crate) fields: &'static [Field],
    /// If not empty, exactly one of these fields must be there.
    pub(crate) one_of: &'static [&'static str],
}

/// A field of an object.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its name in YAML.
    pub(crate) name: &'static str,
    /// The form of its value.
    pub(crate) form: Type,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// A sentence for editors and the reference.
    pub(crate) doc: &'static str,
}
