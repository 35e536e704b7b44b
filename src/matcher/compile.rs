//! Rubric to matcher: every pattern of every indicator into one trie and its chains.
//!
//! Compiling cannot fail: what a pattern may be was settled when the rubric was read.

use super::compose::{ChainId, Chains, Expr};
use super::expand::Expander;
use super::trie::{RunId, Trie};
use super::vocabulary::Vocabulary;
use crate::lexicon::Lexicon;
use crate::rubric::pattern::{Expression, Pattern, Sequence};
use crate::rubric::{Indicator, Rule, Scope};
use crate::span::offset;

/// Which indicator, by its place in the list that was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndicatorId(pub u32);

/// The compiled indicators of a rubric. `Send + Sync`; memory of a search stands in `Scratch`.
#[derive(Debug, Default)]
pub struct Matcher {
    pub(super) trie: Trie,
    pub(super) chains: Chains,
    pub(super) exprs: Vec<Expr>,
    pub(super) owners: Vec<Vec<IndicatorId>>,
    /// Chains that a regular expression completes instead of runs.
    pub(super) regexes: Vec<(ChainId, Expression)>,
    vocabulary: Vocabulary,
}

impl Matcher {
    /// Compiles indicators in the given order.
    pub fn compile<'i>(indicators: impl Iterator<Item = &'i Indicator>, lexicon: &Lexicon) -> Self {
        let mut compiler = Compiler { matcher: Self::default(), expander: Expander::new(lexicon), n_runs: 0 };
        for (at, indicator) in indicators.enumerate() {
            compiler.indicator(IndicatorId(offset(at)), &indicator.rule);
        }
        let mut matcher = compiler.matcher;
        matcher.vocabulary.finish();
        matcher.trie.finish(matcher.vocabulary.len());
        matcher
    }

    /// What words mean to this matcher.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }
}

struct Compiler<'l> {
    matcher: Matcher,
    expander: Expander<'l>,
    n_runs: u32,
}

impl Compiler<'_> {
    fn indicator(&mut self, id: IndicatorId, rule: &Rule) {
        let expr = self.rule(id, rule);
        self.matcher.exprs.push(expr);
    }

    fn rule(&mut self, id: IndicatorId, rule: &Rule) -> Expr {
        match rule {
            Rule::Pattern(pattern) => self.pattern(id, pattern),
            Rule::AtLeast { n, of, none, within } => {
                let of = of.iter().map(|rule| self.rule(id, rule)).collect();
                let none = none.iter().map(|rule| self.rule(id, rule)).collect();
                Expr::AtLeast { n: *n, of, none, within: *within }
            }
        }
    }

    fn pattern(&mut self, id: IndicatorId, pattern: &Pattern) -> Expr {
        match pattern {
            Pattern::Sequence(sequence) => Expr::Chain(self.chain(id, sequence)),
            Pattern::Together(sequences) => {
                let of: Vec<Expr> =
                    sequences.iter().map(|sequence| Expr::Chain(self.chain(id, sequence))).collect();
                Expr::AtLeast { n: of.len(), of, none: Vec::new(), within: Scope::Sentence }
            }
            Pattern::Regex(regex) => {
                let chain = self.owned_chain(id, &[]);
                self.matcher.regexes.push((chain, regex.clone()));
                Expr::Chain(chain)
            }
        }
    }

    fn chain(&mut self, id: IndicatorId, sequence: &Sequence) -> ChainId {
        let mut runs = Vec::with_capacity(sequence.runs.len());
        for run in &sequence.runs {
            let run_id = RunId(self.n_runs);
            self.n_runs += 1;
            for edges in self.expander.run(&run.elements, &mut self.matcher.vocabulary) {
                self.matcher.trie.insert(&edges, run_id);
            }
            runs.push((run_id, run.gap));
        }
        self.owned_chain(id, &runs)
    }

    /// A chain that belongs to an indicator.
    fn owned_chain(&mut self, id: IndicatorId, runs: &[(RunId, Option<u16>)]) -> ChainId {
        let chain = self.matcher.chains.add(runs);
        let at = chain.0 as usize;
        self.matcher.owners.resize_with(self.matcher.owners.len().max(at + 1), Vec::new);
        if let Some(owners) = self.matcher.owners.get_mut(at) {
            owners.push(id);
        }
        chain
    }
}
