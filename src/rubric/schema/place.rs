//! Which form a value has at a place of a file, by the table of fields: for editors, whose files are unfinished.

use super::{Field, Type, table};
use crate::yaml::outline::Step;

/// The form of a rubric file.
pub(crate) const fn rubric() -> Type {
    Type::Object(&table::RUBRIC)
}

/// The form of a shared file.
pub(crate) const fn shared() -> Type {
    Type::Object(&table::LEXICON)
}

/// The form of a file of tests beside a rubric.
pub(crate) const fn tests() -> Type {
    const ITEM: &Type = &Type::Object(&table::TEST);
    Type::List(ITEM)
}

/// The form at the end of a path, if the table knows it.
pub(crate) fn at(root: Type, path: &[Step<'_>]) -> Option<Type> {
    path.iter().try_fold(root, |form, step| inner(form, *step))
}

fn inner(form: Type, step: Step<'_>) -> Option<Type> {
    match (form, step) {
        (Type::Either(first, second), _) => inner(*second, step).or_else(|| inner(*first, step)),
        (Type::Object(_), Step::Key(name)) => fields(form).find(|field| field.name == name).map(|f| f.form),
        (Type::Entries(_, value), Step::Key(_)) => Some(*value),
        (Type::List(item), Step::Item) => Some(*item),
        _ => None,
    }
}

/// The fields that may stand in a value of this form.
pub(crate) fn fields(form: Type) -> impl Iterator<Item = &'static Field> {
    let object = match form {
        Type::Object(object) => Some(object),
        Type::Either(_, Type::Object(object)) => Some(*object),
        _ => None,
    };
    object.into_iter().flat_map(|object| object.fields)
}

/// The form of a single value: of a list, that of its items.
pub(crate) fn scalar(form: Type) -> Type {
    match form {
        Type::List(item) => scalar(*item),
        Type::Either(first, _) => scalar(*first),
        form => form,
    }
}

/// What authors call a form.
pub(crate) fn describe(form: Type) -> String {
    match form {
        Type::Text => "text".to_owned(),
        Type::Phrase => "pattern".to_owned(),
        Type::Reference => "id of something that exists".to_owned(),
        Type::Id => "id in kebab-case".to_owned(),
        Type::FileName => "name of a file in this folder".to_owned(),
        Type::Whole(least, most) => format!("whole number, {least} to {most}"),
        Type::Points => "number of points".to_owned(),
        Type::Decimal(..) => "number".to_owned(),
        Type::Flag => "true or false".to_owned(),
        Type::Word(words) => format!("one of {}", words.join(", ")),
        Type::Percents => "percentage, or the lowest and the highest".to_owned(),
        Type::List(item) => format!("list: {}", describe(*item)),
        Type::Entries(_, value) => format!("names, each with: {}", describe(*value)),
        Type::Object(object) => object.name.to_owned(),
        Type::Either(first, second) => format!("{}, or {}", describe(*first), describe(*second)),
    }
}
