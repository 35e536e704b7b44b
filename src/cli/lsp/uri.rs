//! `file:` addresses to paths and back.

use std::path::{Path, PathBuf};

use crate::report::percent_encoded;

/// The path of a `file:` address; none of others, and of those on other machines.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = decode(path.split(['?', '#']).next()?)?;
    if !path.starts_with('/') {
        return None;
    }
    // `/C:/x` is `C:/x` where there are drives.
    let drive = path.get(1..).filter(|rest| cfg!(windows) && rest.get(1..2) == Some(":"));
    Some(PathBuf::from(drive.unwrap_or(&path)))
}

/// The `file:` address of an absolute path.
pub(super) fn of_path(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    let scheme = if path.starts_with('/') { "file://" } else { "file:///" };
    format!("{scheme}{}", percent_encoded(&path))
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|path| !path.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::{of_path, to_path};
    use std::path::Path;

    #[test]
    fn addresses_are_paths() {
        let there_and_back = |path: &str, uri: &str| {
            assert_eq!(of_path(Path::new(path)), uri);
            assert_eq!(to_path(uri).as_deref(), Some(Path::new(path)));
        };
        there_and_back("/a/b.md", "file:///a/b.md");
        there_and_back("/a b/ü%#?.md", "file:///a%20b/%C3%BC%25%23%3F.md");
        assert_eq!(to_path("file:///c%3a/x"), Some("/c:/x".into()));
        for bad in ["untitled:Untitled-1", "file://host/x", "file:///%zz", "file:///%4", "file:///%00", ""] {
            assert_eq!(to_path(bad), None, "{bad}");
        }
    }
}
