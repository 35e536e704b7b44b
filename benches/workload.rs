//! Answers to measure with: sentences of the example files in a fixed random order.
//!
//! Half of the sentences are on the question, half belong to the other questions, so that an answer
//! holds about as much evidence as one that a person writes.

use gradus::learn::Example;

/// An answer has between these many words.
const WORDS: std::ops::Range<usize> = 80..150;

/// A source of answers to one question.
pub struct Workload {
    on_topic: Vec<String>,
    off_topic: Vec<String>,
    state: u64,
}

impl Workload {
    /// Reads the example files of `rubrics/backend`.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn new(question: &str) -> std::io::Result<Self> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/backend");
        let mut names: Vec<_> = std::fs::read_dir(&folder)?.flatten().map(|entry| entry.path()).collect();
        names.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
        names.sort();
        let mut workload = Self { on_topic: Vec::new(), off_topic: Vec::new(), state: 0x5eed };
        for path in names {
            let own = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(question));
            let bytes = std::fs::read(&path)?;
            let lines = serde_json::Deserializer::from_slice(&bytes).into_iter::<Example>();
            let texts = lines.flatten().map(|example| example.text);
            if own { workload.on_topic.extend(texts) } else { workload.off_topic.extend(texts) }
        }
        Ok(workload)
    }

    /// The next answer.
    pub fn answer(&mut self) -> String {
        let n_words = WORDS.start + self.below(WORDS.len());
        self.words(n_words)
    }

    /// An answer of at least so many words.
    pub fn words(&mut self, n_words: usize) -> String {
        let mut answer = String::new();
        let mut written = 0;
        while written < n_words {
            let own = self.below(2) == 0;
            let n = if own { self.on_topic.len() } else { self.off_topic.len() };
            let at = self.below(n);
            let texts = if own { &self.on_topic } else { &self.off_topic };
            let text = texts.get(at).map_or("", String::as_str);
            written += text.split_whitespace().count().max(1);
            answer.push_str(text);
            answer.push(' ');
        }
        answer
    }

    /// A number below `n`: a 64-bit linear congruential generator (Knuth, MMIX).
    fn below(&mut self, n: usize) -> usize {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).unwrap_or(0) % n.max(1)
    }
}
