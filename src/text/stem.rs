//! Inflections, and the spellings that differ between Britain and America.
//!
//! Snowball's English stemmer with a table of the words it gets wrong. No word is looked up in a
//! dictionary and nothing is expanded to synonyms.

use std::sync::LazyLock;

use snowball_stemmers_rs as snowball;

/// Folded word to stem.
#[derive(Debug)]
pub struct Stemmer(());

/// Words whose stem the rules get wrong, with the word whose stem they share.
const IRREGULAR: &[(&str, &str)] = &[
    ("analyses", "analysis"),
    ("analyze", "analysis"),
    ("analyzed", "analysis"),
    ("analyzing", "analysis"),
    ("began", "begin"),
    ("begun", "begin"),
    ("bought", "buy"),
    ("broke", "break"),
    ("broken", "break"),
    ("brought", "bring"),
    ("built", "build"),
    ("came", "come"),
    ("caught", "catch"),
    ("children", "child"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("criteria", "criterion"),
    ("crises", "crisis"),
    ("did", "do"),
    ("does", "do"),
    ("doing", "do"),
    ("done", "do"),
    ("died", "die"),
    ("dying", "die"),
    ("dies", "die"),
    ("drew", "draw"),
    ("drawn", "draw"),
    ("drove", "drive"),
    ("driven", "drive"),
    ("dropped", "drop"),
    ("fallen", "fall"),
    ("fell", "fall"),
    ("felt", "feel"),
    ("forgot", "forget"),
    ("forgotten", "forget"),
    ("fought", "fight"),
    ("found", "find"),
    ("froze", "freeze"),
    ("frozen", "freeze"),
    ("gave", "give"),
    ("given", "give"),
    ("goes", "go"),
    ("going", "go"),
    ("gone", "go"),
    ("got", "get"),
    ("gotten", "get"),
    ("grew", "grow"),
    ("grown", "grow"),
    ("had", "have"),
    ("has", "have"),
    ("having", "have"),
    ("held", "hold"),
    ("hid", "hide"),
    ("hidden", "hide"),
    ("indices", "index"),
    ("indexes", "index"),
    ("kept", "keep"),
    ("knew", "know"),
    ("known", "know"),
    ("left", "leave"),
    ("lent", "lend"),
    ("lost", "lose"),
    ("losing", "lose"),
    ("made", "make"),
    ("making", "make"),
    ("matrices", "matrix"),
    ("meant", "mean"),
    ("men", "man"),
    ("met", "meet"),
    ("mice", "mouse"),
    ("overran", "overrun"),
    ("oversold", "oversell"),
    ("overwrote", "overwrite"),
    ("overwritten", "overwrite"),
    ("overwriting", "overwrite"),
    ("paid", "pay"),
    ("people", "person"),
    ("queries", "query"),
    ("queued", "queue"),
    ("queueing", "queue"),
    ("queues", "queue"),
    ("queuing", "queue"),
    ("ran", "run"),
    ("rebuilt", "rebuild"),
    ("resent", "resend"),
    ("retried", "retry"),
    ("rewrote", "rewrite"),
    ("rewritten", "rewrite"),
    ("rose", "rise"),
    ("risen", "rise"),
    ("said", "say"),
    ("sat", "sit"),
    ("saw", "see"),
    ("seen", "see"),
    ("sent", "send"),
    ("shown", "show"),
    ("slept", "sleep"),
    ("slower", "slow"),
    ("slowest", "slow"),
    ("sold", "sell"),
    ("spent", "spend"),
    ("split", "split"),
    ("splits", "split"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("stood", "stand"),
    ("stole", "steal"),
    ("stuck", "stick"),
    ("taken", "take"),
    ("taking", "take"),
    ("taught", "teach"),
    ("thought", "think"),
    ("threw", "throw"),
    ("thrown", "throw"),
    ("told", "tell"),
    ("took", "take"),
    ("tried", "try"),
    ("tries", "try"),
    ("trying", "try"),
    ("understood", "understand"),
    ("vertices", "vertex"),
    ("was", "be"),
    ("went", "go"),
    ("were", "be"),
    ("is", "be"),
    ("are", "be"),
    ("am", "be"),
    ("been", "be"),
    ("being", "be"),
    ("woke", "wake"),
    ("won", "win"),
    ("women", "woman"),
    ("wore", "wear"),
    ("wrote", "write"),
    ("written", "write"),
    ("writing", "write"),
    ("faster", "fast"),
    ("fastest", "fast"),
    ("quicker", "quick"),
    ("quickest", "quick"),
    ("bigger", "big"),
    ("biggest", "big"),
    ("older", "old"),
    ("oldest", "old"),
    ("newer", "new"),
    ("newest", "new"),
    ("higher", "high"),
    ("highest", "high"),
    ("lower", "low"),
    ("lowest", "low"),
    ("longer", "long"),
    ("longest", "long"),
    ("better", "good"),
    ("best", "good"),
    ("worse", "bad"),
    ("worst", "bad"),
    ("n't", "not"),
    ("cannot", "not"),
];

/// Words that a rule of the stemmer would fold together with others of another meaning.
const WHOLE: &[&str] = &[
    "business",
    "busy",
    "news",
    "policy",
    "police",
    "united",
    "unit",
    "organ",
    "organization",
    "general",
    "generate",
    "generic",
    "university",
    "universe",
    "partial",
    "party",
    "sync",
    "async",
    "this",
    "its",
    "redis",
    "kubernetes",
    "aws",
    "postgres",
    "class",
    "access",
    "process",
    "status",
    "bus",
    "ios",
    "always",
    "https",
    "sometimes",
];

/// British -ise verbs are folded to -ize; these are no such verbs.
const NOT_ISE: &[&str] = &[
    "advert", "adv", "ar", "bru", "chem", "compr", "comprom", "conc", "cru", "dem", "dev", "disgu",
    "enterpr", "exc", "exerc", "expert", "franch", "improv", "l", "merchand", "no", "otherw", "likew",
    "parad", "po", "pra", "appra", "prec", "prem", "prom", "ra", "rev", "r", "superv", "surpr", "telev",
    "treat", "w", "a", "pre", "chas", "fundra", "ra", "ari", "raised", "noised", "cou", "guise",
];

/// British -our words that are folded to -or.
const OUR: &[&str] = &[
    "behaviour",
    "colour",
    "favour",
    "flavour",
    "harbour",
    "honour",
    "labour",
    "neighbour",
    "endeavour",
    "rumour",
    "humour",
];

/// Endings of British verbs and what is made of them.
const VERBS: [(&str, &str); 12] = [
    ("isation", "ization"),
    ("isations", "izations"),
    ("ise", "ize"),
    ("ises", "izes"),
    ("ised", "ized"),
    ("ising", "izing"),
    ("iser", "izer"),
    ("isers", "izers"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ysing", "yzing"),
    ("yses", "yzes"),
];

/// Other British endings; those of up to five letters only after the roots of [`DOUBLED`].
const ENDS: [(&str, &str); 8] = [
    ("lled", "led"),
    ("lling", "ling"),
    ("centre", "center"),
    ("catalogue", "catalog"),
    ("dialogue", "dialog"),
    ("licence", "license"),
    ("defence", "defense"),
    ("programme", "program"),
];

/// Roots of words whose last letter British English doubles.
const DOUBLED: [&str; 9] = ["cance", "trave", "labe", "mode", "leve", "signa", "tota", "channe", "fue"];

static SHARED: LazyLock<Tables> = LazyLock::new(Tables::new);

struct Tables {
    snowball: snowball::Stemmer,
    irregular: Vec<(&'static str, &'static str)>,
}

impl Tables {
    fn new() -> Self {
        let mut irregular = IRREGULAR.to_vec();
        irregular.extend(WHOLE.iter().map(|word| (*word, *word)));
        irregular.sort_unstable();
        Self { snowball: snowball::Stemmer::create(snowball::Algorithm::English), irregular }
    }
}

impl Stemmer {
    /// The only stemmer there is.
    pub fn shared() -> &'static Self {
        &Self(())
    }

    /// The stem of a folded word. Words with digits or other letters than English ones stay as they are.
    pub fn stem(&self, folded: &str) -> String {
        if folded.len() < 3 && folded != "is" && folded != "am" {
            return folded.to_owned();
        }
        if !folded.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
            return plural_of_acronym(folded);
        }
        let tables = &*SHARED;
        let entry = tables.irregular.binary_search_by(|(word, _)| (*word).cmp(folded));
        let word = entry.ok().and_then(|at| tables.irregular.get(at)).map(|(_, base)| *base);
        match word {
            Some(base) if WHOLE.contains(&base) || base == folded => base.to_owned(),
            Some(base) => tables.snowball.stem(base).into_owned(),
            None => tables.snowball.stem(&american(folded)).into_owned(),
        }
    }
}

/// `p99s`, `2pcs`: an `s` after a digit is a plural.
fn plural_of_acronym(folded: &str) -> String {
    let stripped = folded.strip_suffix('s').filter(|rest| {
        rest.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    stripped.unwrap_or(folded).to_owned()
}

/// The American spelling of a British one.
fn american(word: &str) -> String {
    let verb = respelled(word, &VERBS, |_, root| root.len() >= 3 && !NOT_ISE.contains(&root));
    let doubled = || respelled(word, &ENDS, |british, root| british.len() > 5 || DOUBLED.contains(&root));
    verb.or_else(|| with_or(word)).or_else(doubled).unwrap_or_else(|| word.to_owned())
}

/// A word with the first British ending in a table that fits, and whose root is one that has it.
fn respelled(word: &str, endings: &[(&str, &str)], fits: impl Fn(&str, &str) -> bool) -> Option<String> {
    endings.iter().find_map(|(british, american)| {
        let root = word.strip_suffix(british).filter(|root| fits(british, root))?;
        Some(format!("{root}{american}"))
    })
}

/// `behavioural` to `behavioral`.
fn with_or(word: &str) -> Option<String> {
    let our = OUR.iter().find(|our| word.starts_with(**our))?;
    let (root, rest) = (our.strip_suffix("our")?, word.strip_prefix(our)?);
    Some(format!("{root}or{rest}"))
}
