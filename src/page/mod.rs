//! A class as one HTML file that people look at: figures of all answers, and every answer with its evidence.
//!
//! The file fetches nothing and may be read without scripts. Answers are handed in one after the other and given
//! back as HTML at once; what is kept of each is a few bytes for the figures. No text of a rubric or an answer
//! becomes markup: all of it passes the module `text`. This module opens no file and judges nothing.

mod answer;
mod assets;
mod cells;
mod chart;
mod heat;
mod highlight;
mod markdown;
mod overview;
mod question;
mod tally;
mod text;
mod words;

#[cfg(test)]
mod tests;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::Report;
use crate::rubric::Rubric;
use crate::score::Assessment;
use question::Question;
use text::{Anchors, Place, Text};

/// One scored answer, as the page needs it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// What was written.
    pub answer: &'a str,
    /// What is shown of it, with what people decided.
    pub report: &'a Report,
    /// What was found; the counts of indicators rest on it.
    pub assessment: &'a Assessment,
}

/// Answers whose texts browsers may hold as elements all at once.
const MOST_OPEN: usize = 400;

/// The HTML of an answer in two parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// What the list shows.
    pub head: String,
    /// The text with its evidence, and the criteria.
    pub body: String,
}

/// A page in the making.
#[derive(Debug, Default)]
pub struct Page {
    title: Option<String>,
    questions: Vec<Question>,
    anchors: Anchors,
}

impl Page {
    /// An empty page; without a title it is named after its questions.
    pub fn new(title: Option<String>) -> Self {
        Self { title, ..Self::default() }
    }

    /// The number of a rubric's question on this page.
    pub fn question(&mut self, rubric: &Rubric) -> usize {
        let known = self.questions.iter().position(|question| question.rubric.id == rubric.id);
        known.unwrap_or_else(|| {
            self.questions.push(Question::new(rubric.clone()));
            self.questions.len() - 1
        })
    }

    /// Number of answers so far.
    pub fn answers(&self) -> usize {
        self.questions.iter().map(|question| question.tally.answers()).sum()
    }

    /// Counts an answer and gives its HTML, for [`Page::article`].
    pub fn add(&mut self, question: usize, entry: &Entry<'_>) -> Article {
        let number = self.answers();
        let Some(asked) = self.questions.get_mut(question) else { return Article::default() };
        let anchor = self.anchors.give(&entry.report.answer_id, &asked.rubric.id);
        asked.tally.add(entry, &anchor);
        let place = Place { anchor: &anchor, number };
        Article {
            head: answer::head(question, &asked.rubric, entry, place).into_string(),
            body: answer::body(&asked.rubric, entry, place).into_string(),
        }
    }

    /// An answer as it stands between [`Page::group`] and the next one. Of many answers the bodies go into `noscript`:
    /// browsers with scripts take that for plain text until it is wanted, so that thousands of answers open at once;
    /// without scripts it is simply there.
    pub fn article(&self, head: &str, body: &str) -> String {
        // What `head` closes is to hold the body, too.
        let head = head.strip_suffix("</article>").unwrap_or(head);
        let (open, close) = if self.answers() > MOST_OPEN { ("<noscript>", "</noscript>") } else { ("", "") };
        format!("{head}<div class=\"body\">{open}{body}{close}</div></article>\n")
    }

    /// Everything before the answers.
    pub fn begin(&self) -> String {
        let title = self.title();
        let page = html! {
            (DOCTYPE)
            // The body stays open for the answers.
            (PreEscaped("<html lang=\"en\">"))
            (assets::head(&title))
            (PreEscaped("<body>"))
            a.skip href="#:answers" { "Skip to the answers" }
            header.top { (self.heading(&title)) }
            (PreEscaped("<main>"))
            @if self.questions.len() > 1 { (overview::questions(&self.questions)) }
            @for (number, question) in self.questions.iter().enumerate() {
                (overview::section(number, question, self.is_about_one()))
            }
            (PreEscaped("<div class=\"answers\" id=\":answers\">"))
            (overview::tools(&self.questions))
            (overview::legend())
        };
        page.into_string() + "\n"
    }

    /// What stands before the answers to a question, and ends those of the question before it.
    pub fn group(&self, question: usize) -> String {
        let open =
            self.questions.get(question).map(|asked| overview::group(question, asked, self.is_about_one()));
        let end = if question > 0 { "</div></section>\n" } else { "" };
        format!("{end}{}\n", open.map_or(String::new(), Markup::into_string))
    }

    /// Everything after the answers; `problems` are those that could not be graded.
    pub fn end(&self, problems: &[String]) -> String {
        let close = if self.questions.is_empty() { "" } else { "</div></section>" };
        let page = html! {
            (PreEscaped(close))
            (PreEscaped("</div></main>"))
            @if !problems.is_empty() {
                section.problems {
                    h2 { "Not graded" }
                    ul { @for problem in problems { li { (Text(problem)) } } }
                }
            }
            (assets::foot())
            (PreEscaped("</body></html>"))
        };
        page.into_string() + "\n"
    }

    /// The figures as Markdown, for a message or a wiki.
    pub fn markdown(&self) -> String {
        markdown::summary(&self.title(), &self.questions)
    }

    fn title(&self) -> String {
        match (&self.title, self.questions.as_slice()) {
            (Some(title), _) => title.clone(),
            (None, [one]) => one.rubric.title.clone(),
            (None, _) => "Class report".to_owned(),
        }
    }

    /// Whether there is one question and the page has its title.
    fn is_about_one(&self) -> bool {
        self.title.is_none() && self.questions.len() == 1
    }

    fn heading(&self, title: &str) -> Markup {
        html! {
            p.brand { "gradus" }
            h1 { (Text(title)) }
            p.lead {
                a href="#:answers" { (words::count(self.answers(), "answer")) }
                @if self.questions.len() > 1 { " to " (words::count(self.questions.len(), "question")) }
            }
        }
    }
}
