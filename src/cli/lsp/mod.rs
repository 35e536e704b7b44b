//! `gradus lsp`: what the commands say of rubrics and answers, said in an editor while they are written.
//!
//! Speaks the Language Server Protocol 3.17 on standard input and output, in one thread and without
//! a clock: whatever has arrived is taken in first, and each text is judged once for all of it. Texts
//! of the editor are preferred to those on disk; nothing is ever written to a file.

mod answers;
mod completion;
mod definition;
mod documents;
mod hover;
mod position;
mod protocol;
mod rubrics;
mod session;
mod transport;
mod uri;
mod workspace;

use std::io::IsTerminal;
use std::sync::mpsc::sync_channel;

use session::Session;

/// Messages that are read ahead of those being answered.
const AHEAD: usize = 256;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Editors start it: see docs/editors.md for VS Code, Neovim, Helix and others.\n\nExit codes: 0 after `shutdown`, 1 when the editor went without it, 2 when it cannot be answered."
)]
pub(super) struct Lsp {
    /// Talk on standard input and output, which is all it can; many editors say so
    #[arg(long)]
    pub stdio: bool,
}

pub(super) fn run(_: &Lsp) -> anyhow::Result<u8> {
    if std::io::stdin().is_terminal() {
        super::complain("gradus lsp speaks with editors, not with people; press Ctrl-D to end it");
    }
    let (sender, receiver) = sync_channel(AHEAD);
    // It ends with its input, or with the process.
    std::thread::spawn(move || transport::read(&mut std::io::stdin().lock(), &sender));
    let mut session = Session::new(Box::new(std::io::stdout()));
    while let Ok(first) = receiver.recv() {
        let batch = std::iter::once(first).chain(receiver.try_iter().take(AHEAD)).collect();
        if let Some(code) = session.serve(batch)? {
            return Ok(code);
        }
    }
    Ok(session.gone())
}
