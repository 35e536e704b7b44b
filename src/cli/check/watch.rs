//! `--watch`: the same run again whenever one of its files changes.
//!
//! Files are asked for their time of change twice a second, which works on every file system;
//! nothing of it reaches a report.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Check;

const PAUSE: Duration = Duration::from_millis(500);
/// After so many pauses new files are looked for by a whole run.
const RESCAN: u32 = 4;

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
            // A configuration that could not be read names no files to wait for.
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
    let mut paths: Vec<PathBuf> = watched.iter().cloned().chain(folders).chain(args.paths.clone()).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().map(|path| (path.clone(), changed(&path))).collect()
}

fn state_is(args: &Check, watched: &[PathBuf], before: &State) -> bool {
    state(args, watched) == *before
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|about| about.modified()).ok()
}
