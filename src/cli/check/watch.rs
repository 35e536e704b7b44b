//! `--watch`: the same run again whenever one of its files changes.
//!
//! Files are asked for their time of change twice a second, which works on every file system;
//! nothing of it reaches a report.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Check;
use super::settings::NAMES;

const PAUSE: Duration = Duration::from_millis(500);
/// After so many pauses a run that could not be done is tried again, whatever it was that was missing.
const RESCAN: u32 = 60;

/// Runs until it is interrupted or standard output is closed.
pub(super) fn run(args: &Check) -> anyhow::Result<u8> {
    loop {
        let watched = match super::once(args) {
            Ok((_, watched)) => watched,
            Err(error) => {
                crate::cli::complain(&format!("error: {error:#}"));
                Vec::new()
            }
        };
        crate::cli::complain("watching; press Ctrl-C to stop");
        let before = state(args, &watched);
        let mut pauses = 0;
        while state_is(args, &watched, &before) {
            std::thread::sleep(PAUSE);
            pauses += 1;
            // What cannot be done names no files to wait for but its configuration.
            if watched.is_empty() && pauses >= RESCAN {
                break;
            }
        }
    }
}

type State = Vec<(PathBuf, Option<SystemTime>)>;

/// The times of change of all files and of the folders they stand in, where new ones appear.
fn state(args: &Check, watched: &[PathBuf]) -> State {
    let folders = watched.iter().filter_map(|path| path.parent()).map(Path::to_path_buf);
    let named = watched.iter().cloned().chain(args.paths.clone()).chain(args.settings.config.clone());
    let mut paths: Vec<PathBuf> = named.chain(folders).chain(configurations()).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().map(|path| (path.clone(), changed(&path))).collect()
}

/// The files that may configure a run in this folder.
fn configurations() -> Vec<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors().flat_map(|folder| NAMES.map(|name| folder.join(name))).collect()
}

fn state_is(args: &Check, watched: &[PathBuf], before: &State) -> bool {
    state(args, watched) == *before
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|about| about.modified()).ok()
}
