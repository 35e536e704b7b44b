//! A run of elements as literal sequences of edges.
//!
//! Choices multiply out, named sets and built-in classes become choices, aliases of the lexicon are
//! put in wherever a run spells one, and neighbours may be written as one word (`deadletter`).

use super::vocabulary::{Asks, Edge, Vocabulary};
use crate::lexicon::Lexicon;
use crate::rubric::pattern::{Element, Pattern};
use crate::text::{Document, NumberKind, Stemmer, WordForm, Words};

/// Sequences a run may become; the parser allows fewer, sets and aliases add to them.
const MOST_SEQUENCES: usize = 4_096;

/// A word of a pattern after analysis.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Atom {
    Word { folded: String, stem: String },
    Asks(Asks),
}

/// Expands runs against one lexicon.
#[derive(Debug)]
pub(super) struct Expander<'l> {
    lexicon: &'l Lexicon,
    /// Members of alias groups as stems, with the group they belong to.
    aliases: Vec<(Vec<String>, usize)>,
    groups: Vec<Vec<Vec<Atom>>>,
}

impl<'l> Expander<'l> {
    pub(super) fn new(lexicon: &'l Lexicon) -> Self {
        let mut expander = Self { lexicon, aliases: Vec::new(), groups: Vec::new() };
        for (canonical, others) in &lexicon.aliases {
            let members: Vec<Vec<Atom>> =
                std::iter::once(canonical).chain(others).map(|phrase| analyse(phrase)).collect();
            let group = expander.groups.len();
            for member in &members {
                let stems: Option<Vec<String>> = member.iter().map(stem_of).collect();
                expander.aliases.extend(stems.map(|stems| (stems, group)));
            }
            expander.groups.push(members);
        }
        expander.aliases.sort_by_key(|(stems, _)| std::cmp::Reverse(stems.len()));
        expander
    }

    /// All literal sequences of a run, as edges of `vocabulary`.
    pub(super) fn run(&self, elements: &[Element], vocabulary: &mut Vocabulary) -> Vec<Vec<Edge>> {
        let mut sequences = self.sequences(elements, 0);
        sequences = sequences.into_iter().flat_map(|sequence| self.with_aliases(sequence)).collect();
        let joined: Vec<Vec<Atom>> = sequences.iter().flat_map(|sequence| joined_forms(sequence)).collect();
        sequences.extend(joined);
        sequences.retain(|sequence| !sequence.is_empty());
        sequences.sort();
        sequences.dedup();
        sequences.truncate(MOST_SEQUENCES);
        sequences.into_iter().map(|sequence| edges(sequence, vocabulary)).collect()
    }

    fn sequences(&self, elements: &[Element], depth: usize) -> Vec<Vec<Atom>> {
        let mut all = vec![Vec::new()];
        for element in elements {
            let choices = self.choices(element, depth);
            if all.len() * choices.len() > MOST_SEQUENCES {
                break;
            }
            all = all
                .iter()
                .flat_map(|done| choices.iter().map(|choice| [done.as_slice(), choice].concat()))
                .collect();
        }
        all
    }

    fn choices(&self, element: &Element, depth: usize) -> Vec<Vec<Atom>> {
        match element {
            Element::Word(word) => vec![analyse(word)],
            Element::Prefix(prefix) => vec![vec![Atom::Asks(Asks::Prefix(prefix.to_lowercase()))]],
            Element::Verbatim(word) => vec![verbatim(word)],
            Element::Set(name) => self.set(name, depth),
            Element::Choice(options) => {
                options.iter().flat_map(|option| self.sequences(option, depth)).collect()
            }
        }
    }

    fn set(&self, name: &str, depth: usize) -> Vec<Vec<Atom>> {
        let number = |kind| vec![Atom::Asks(Asks::Number(kind))];
        match name {
            "number" => vec![number(NumberKind::Number)],
            "percent" => vec![
                number(NumberKind::Percent),
                [number(NumberKind::Number), analyse("percent")].concat(),
                [number(NumberKind::Number), analyse("percentile")].concat(),
            ],
            "money" => vec![
                number(NumberKind::Money),
                [number(NumberKind::Number), analyse("dollars")].concat(),
                [number(NumberKind::Number), analyse("euros")].concat(),
            ],
            "http-status" => vec![number(NumberKind::HttpStatus)],
            "date" => vec![number(NumberKind::Date)],
            "duration" => vec![
                number(NumberKind::Duration),
                [number(NumberKind::Number), number(NumberKind::TimeUnit)].concat(),
            ],
            _ if depth >= 4 => Vec::new(),
            _ => self.lexicon_set(name, depth),
        }
    }

    fn lexicon_set(&self, name: &str, depth: usize) -> Vec<Vec<Atom>> {
        let phrases = self.lexicon.sets.get(name).map_or(&[][..], Vec::as_slice);
        let parsed = phrases.iter().filter_map(|phrase| Pattern::parse(phrase).ok());
        parsed
            .filter_map(|pattern| match pattern {
                Pattern::Sequence(sequence) => sequence.runs.into_iter().next(),
                Pattern::Together(_) | Pattern::Regex(_) => None,
            })
            .flat_map(|run| self.sequences(&run.elements, depth + 1))
            .collect()
    }

    /// The sequence itself, and with the first alias it spells put in every other way.
    fn with_aliases(&self, sequence: Vec<Atom>) -> Vec<Vec<Atom>> {
        let stems: Vec<Option<String>> = sequence.iter().map(stem_of).collect();
        for (alias, group) in &self.aliases {
            let at = stems
                .windows(alias.len())
                .position(|window| window.iter().zip(alias).all(|(a, b)| a.as_ref() == Some(b)));
            if let Some(at) = at {
                let members = self.groups.get(*group).map_or(&[][..], Vec::as_slice);
                let (before, rest) = sequence.split_at(at);
                let after = rest.get(alias.len()..).unwrap_or(&[]);
                return members.iter().map(|member| [before, member, after].concat()).collect();
            }
        }
        vec![sequence]
    }
}

/// A pattern word as the analyzer reads it: one word or several.
fn analyse(phrase: &str) -> Vec<Atom> {
    let mut words: Words<Atom> = Words::default();
    let mut document = Document::default();
    document.read_phrase(phrase, &mut words, &mut |form: &WordForm<'_>| Atom::Word {
        folded: form.folded.to_owned(),
        stem: form.stem.to_owned(),
    });
    document.tokens.iter().map(|token| words.info(token.word).clone()).collect()
}

fn verbatim(phrase: &str) -> Vec<Atom> {
    let mut words: Words<Atom> = Words::default();
    let mut document = Document::default();
    document.read_phrase(phrase, &mut words, &mut |form: &WordForm<'_>| {
        Atom::Asks(Asks::Written(form.written.to_owned()))
    });
    document.tokens.iter().map(|token| words.info(token.word).clone()).collect()
}

fn stem_of(atom: &Atom) -> Option<String> {
    match atom {
        Atom::Word { stem, .. } => Some(stem.clone()),
        Atom::Asks(_) => None,
    }
}

/// The sequence with each pair of neighbouring words written as one.
fn joined_forms(sequence: &[Atom]) -> Vec<Vec<Atom>> {
    let mut forms = Vec::new();
    for (at, pair) in sequence.windows(2).enumerate() {
        if let [Atom::Word { folded: first, .. }, Atom::Word { folded: second, .. }] = pair
            && first.len() + second.len() >= 6
        {
            let folded = format!("{first}{second}");
            let stem = Stemmer::shared().stem(&folded);
            let joined = [Atom::Word { folded, stem }];
            let (before, rest) = sequence.split_at(at);
            forms.push([before, &joined, rest.get(2..).unwrap_or(&[])].concat());
        }
    }
    forms
}

fn edges(sequence: Vec<Atom>, vocabulary: &mut Vocabulary) -> Vec<Edge> {
    let edge = |atom| match atom {
        Atom::Asks(asks) => vocabulary.edge(asks),
        Atom::Word { folded, stem } => {
            let edge = vocabulary.edge(Asks::Stem(stem));
            vocabulary.remember_word(&folded, edge);
            edge
        }
    };
    sequence.into_iter().map(edge).collect()
}
