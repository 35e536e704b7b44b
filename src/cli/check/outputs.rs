//! The reports of a run: every format that was asked for, each to its own place.

use std::io::Write;

use super::args::{Check, ReportFormat};
use crate::cli::target::Target;
use crate::cli::terminal::width;
use crate::report::{
    CheckedFile, Csv, Format, GitHub, GitLab, JUnit, Json, JsonLines, Run, Sarif, Summary, Text,
};

/// All reports of a run.
pub(super) struct Outputs {
    outputs: Vec<Output>,
}

struct Output {
    format: Box<dyn Format>,
    /// As messages name it.
    name: String,
    /// Missing where it could not be opened.
    target: Option<Target>,
    buffer: String,
    error: Option<std::io::Error>,
}

impl Outputs {
    /// Opens what the command line asks for; what cannot be opened is told by [`Outputs::finish`].
    pub(crate) fn open(args: &Check) -> Self {
        let text = Text {
            width: usize::from(width(args.width)),
            color: args.color.is_wanted(),
            quiet: args.quiet,
            errors: false,
        };
        let stdout = Output {
            format: format(args.format, &text),
            name: "standard output".to_owned(),
            target: Some(Target::stdout()),
            buffer: String::new(),
            error: None,
        };
        let plain =
            Text { width: args.width.map_or(80, usize::from), color: false, quiet: args.quiet, errors: true };
        let files = args.report.iter().map(|(kind, path)| {
            let (target, error) = match Target::open(path) {
                Ok(target) => (Some(target), None),
                Err(error) => (None, Some(error)),
            };
            let name = path.display().to_string();
            Output { format: format(*kind, &plain), name, target, buffer: String::new(), error }
        });
        let mut outputs = Self { outputs: std::iter::once(stdout).chain(files).collect() };
        outputs.each(|format, out| format.begin(out));
        outputs
    }

    /// One more document.
    pub(crate) fn file(&mut self, file: &CheckedFile) {
        self.each(|format, out| format.file(file, out));
    }

    /// Whether nobody reads standard output any more.
    pub(crate) fn is_closed(&self) -> bool {
        let closed = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
        self.outputs.first().and_then(|output| output.error.as_ref()).is_some_and(closed)
    }

    /// What could not be written so far, by name.
    pub(crate) fn errors(&self) -> Vec<String> {
        let broken = self.outputs.iter().filter_map(|output| Some((&output.name, output.error.as_ref()?)));
        broken.map(|(name, error)| format!("cannot write the report to {name}: {error}")).collect()
    }

    /// Ends all reports and puts the files in their places; returns what could not be written.
    pub(crate) fn finish(mut self, run: &Run) -> Vec<String> {
        self.each(|format, out| format.end(run, out));
        for output in &mut self.outputs {
            let target = output.target.take().filter(|_| output.error.is_none());
            if let Some(mut target) = target {
                output.error = target.close().err();
            }
        }
        if self.is_closed() {
            return Vec::new();
        }
        self.errors()
    }

    fn each(&mut self, mut word: impl FnMut(&mut dyn Format, &mut String)) {
        for output in &mut self.outputs {
            output.buffer.clear();
            word(output.format.as_mut(), &mut output.buffer);
            if let (Some(target), None) = (&mut output.target, &output.error) {
                output.error = target.write_all(output.buffer.as_bytes()).err();
            }
        }
    }
}

fn format(kind: ReportFormat, text: &Text) -> Box<dyn Format> {
    match kind {
        ReportFormat::Text => Box::new(text.clone()),
        ReportFormat::Json => Box::<Json>::default(),
        ReportFormat::Jsonl => Box::<JsonLines>::default(),
        ReportFormat::Markdown => Box::<Summary>::default(),
        ReportFormat::Github => Box::new(GitHub::new(Text { color: false, ..text.clone() })),
        ReportFormat::Gitlab => Box::<GitLab>::default(),
        ReportFormat::Sarif => Box::<Sarif>::default(),
        ReportFormat::Junit => Box::<JUnit>::default(),
        ReportFormat::Csv => Box::<Csv>::default(),
    }
}
