//! Function words of languages other than English: what makes a sentence of theirs a sentence.
//!
//! Articles, pronouns, prepositions, conjunctions and auxiliaries, written down from the closed
//! classes of each language's grammar; no list of anybody else. They only tell running text from a
//! pile of terms. Words that an English answer may well use as terms (`war`, `hat`, `man`, `pour`,
//! `car`, `son`) are left out, and nothing here says what a word means or denies.

/// Texts with fewer function words of another language are too short to say in which they are.
const FEWEST: usize = 3;

/// Whether so many function words of another language are most of a text's, beside so many of English.
pub(super) fn is_elsewhere(elsewhere: usize, english: usize) -> bool {
    elsewhere >= FEWEST && elsewhere > english
}

/// One row a language.
pub(super) const ELSEWHERE: &[&[&str]] = &[
    // German
    &[
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "kein",
        "keine", "keinen", "keinem", "keiner", "dieser", "diese", "dieses", "diesem", "diesen", "jeder",
        "jede", "jedes", "jedem", "jeden", "ich", "du", "er", "sie", "wir", "ihr", "mich", "mir", "sich",
        "uns", "ihm", "ihn", "ihnen", "ihre", "ihren", "und", "oder", "aber", "denn", "weil", "dass", "daß",
        "wenn", "als", "wie", "ob", "damit", "sodass", "obwohl", "bevor", "nachdem", "jedoch", "sondern",
        "nicht", "nur", "auch", "noch", "schon", "sehr", "ist", "sind", "wird", "werden", "wurde", "wurden",
        "kann", "können", "könnte", "muss", "müssen", "soll", "sollte", "haben", "hatte", "habe", "wäre",
        "im", "ins", "am", "auf", "aus", "bei", "beim", "mit", "nach", "seit", "von", "vom", "zu", "zum",
        "zur", "über", "unter", "vor", "zwischen", "durch", "für", "gegen", "ohne", "um", "bis", "hier",
        "dort", "dann", "da", "es", "welche", "welcher", "welches",
    ],
    // French
    &[
        "le", "la", "les", "l'un", "une", "du", "aux", "et", "ou", "mais", "donc", "ni", "que", "qui",
        "quoi", "où", "quand", "comme", "lorsque", "puisque", "parce", "ne", "je", "il", "elle", "nous",
        "vous", "ils", "elles", "se", "lui", "leur", "ce", "cet", "cette", "ces", "sa", "ses", "sont",
        "était", "étaient", "être", "été", "ont", "avait", "avoir", "peut", "peuvent", "doit", "doivent",
        "à", "dans", "sous", "avec", "chez", "contre", "pendant", "depuis", "très", "aussi", "c'est",
        "qu'il", "n'est", "si",
    ],
    // Spanish
    &[
        "el", "los", "las", "un", "una", "unos", "unas", "de", "del", "al", "y", "o", "pero", "porque",
        "que", "cuando", "donde", "como", "si", "aunque", "yo", "él", "ella", "nosotros", "ellos", "ellas",
        "se", "sus", "este", "esta", "estos", "estas", "es", "está", "están", "fue", "eran", "ser", "puede",
        "pueden", "debe", "deben", "en", "para", "por", "sobre", "entre", "hasta", "desde", "muy", "también",
        "ya", "más", "lo", "le", "les",
    ],
    // Italian
    &[
        "il", "lo", "gli", "uno", "di", "del", "della", "dei", "delle", "dal", "nel", "nella", "ma",
        "perché", "quando", "anche", "egli", "lei", "noi", "loro", "si", "questo", "questa", "questi",
        "queste", "è", "sono", "erano", "essere", "può", "possono", "deve", "devono", "che", "chi", "da",
        "tra", "fra", "sul", "sulla", "alla", "allo", "molto", "più",
    ],
    // Portuguese
    &[
        "um", "uma", "da", "das", "ao", "nos", "e", "mas", "porque", "quando", "onde", "embora", "eu", "ele",
        "ela", "nós", "eles", "elas", "seu", "sua", "esse", "essa", "é", "são", "foi", "pode", "podem",
        "deve", "devem", "há", "em", "sem", "também", "já", "não", "muito",
    ],
    // Dutch
    &[
        "het", "een", "en", "maar", "omdat", "dat", "als", "hoe", "zodat", "hoewel", "ik", "je", "jij",
        "hij", "zij", "ze", "wij", "hun", "deze", "dit", "niet", "ook", "wordt", "worden", "kan", "kunnen",
        "moet", "moeten", "heeft", "hebben", "zijn", "naar", "voor", "uit", "bij", "tussen", "tegen",
        "zonder", "zeer", "geen", "er", "te",
    ],
];

#[cfg(test)]
mod tests {
    use super::super::cues::{CueWord, cue_word};

    #[test]
    fn running_text_of_another_language_has_function_words_and_english_terms_have_none() {
        let check = |text: &str, expect: usize| {
            let count = text.split_whitespace().filter(|word| cue_word(word) == CueWord::Elsewhere).count();
            assert_eq!(count, expect, "{text}");
        };
        check("ein token kreist und niemand sendet ohne das token", 4);
        check("le jeton circule et personne ne parle sans la main", 4);
        check("el testigo circula y nadie habla si no lo tiene", 4);
        check("war hat man pour car son io dos nas os op met", 0);
    }
}
