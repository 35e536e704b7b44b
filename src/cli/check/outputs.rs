//! Where reports go: standard output, and files that appear whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::args::{Check, ReportFormat};
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
    target: Target,
    buffer: String,
    error: Option<std::io::Error>,
}

/// Where a report is written.
pub(in crate::cli) enum Target {
    Stdout(BufWriter<std::io::Stdout>),
    /// A pipe or a device, which cannot be replaced.
    Device(BufWriter<File>),
    /// Written beside the path and then moved there.
    File {
        part: PathBuf,
        path: PathBuf,
        writer: BufWriter<File>,
    },
    Broken,
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
            target: Target::Stdout(BufWriter::new(std::io::stdout())),
            buffer: String::new(),
            error: None,
        };
        let plain =
            Text { width: args.width.map_or(80, usize::from), color: false, quiet: args.quiet, errors: true };
        let files = args.report.iter().map(|(kind, path)| {
            let (target, error) = match open(path) {
                Ok(target) => (target, None),
                Err(error) => (Target::Broken, Some(error)),
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
            let target = std::mem::replace(&mut output.target, Target::Broken);
            let done = close(target, output.error.is_none());
            output.error = output.error.take().or(done.err());
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
            if output.error.is_some() {
                continue;
            }
            let bytes = output.buffer.as_bytes();
            output.error = output.target.write(bytes).err();
        }
    }
}

impl Target {
    /// Writes more of the report.
    pub(in crate::cli) fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Self::Stdout(writer) => writer.write_all(bytes),
            Self::Device(writer) | Self::File { writer, .. } => writer.write_all(bytes),
            Self::Broken => Ok(()),
        }
    }
}

/// Opens what a path names; a file is written beside it until it is whole.
pub(in crate::cli) fn open(path: &Path) -> std::io::Result<Target> {
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        return Ok(Target::Device(BufWriter::new(File::options().write(true).open(path)?)));
    }
    if path.is_dir() {
        return Err(std::io::Error::from(std::io::ErrorKind::IsADirectory));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let part = part_of(path);
    let writer = BufWriter::new(File::create(&part)?);
    Ok(Target::File { part, path: path.to_path_buf(), writer })
}

/// The name under which a file is written until it is whole.
fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

/// Puts a file in its place, or takes away what is not whole.
pub(in crate::cli) fn close(target: Target, whole: bool) -> std::io::Result<()> {
    match target {
        Target::Stdout(mut writer) => writer.flush(),
        Target::Device(mut writer) => writer.flush(),
        Target::File { part, path, mut writer } => {
            let done = writer.flush().and_then(|()| {
                drop(writer);
                if whole { std::fs::rename(&part, &path) } else { Ok(()) }
            });
            if done.is_err() || !whole {
                let _ = std::fs::remove_file(&part);
            }
            done
        }
        Target::Broken => Ok(()),
    }
}

/// Writes a whole file at once or leaves it as it was.
pub(super) fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let Target::File { part, path, mut writer } = open(path)? else {
        return std::fs::write(path, text);
    };
    let written = writer.write_all(text.as_bytes());
    let whole = written.is_ok();
    close(Target::File { part, path, writer }, whole)?;
    written
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
