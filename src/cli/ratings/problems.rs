//! What is wrong with the rows of a file, told all at once and not one row a run.

use anyhow::anyhow;

/// Rows that are worded; the rest are counted.
const MOST: usize = 20;

/// Complaints in the order of the rows.
#[derive(Debug, Default)]
pub(in crate::cli) struct Problems {
    worded: Vec<String>,
    n: usize,
}

impl Problems {
    /// What a row holds, if nothing is wrong with it.
    pub(in crate::cli) fn keep<T>(&mut self, row: anyhow::Result<T>) -> Option<T> {
        let error = match row {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        self.n += 1;
        if self.worded.len() < MOST {
            self.worded.push(format!("{error:#}"));
        }
        None
    }

    /// Complains of all of them, if there are any.
    pub(in crate::cli) fn tell(self) -> anyhow::Result<()> {
        if self.n == 0 {
            return Ok(());
        }
        let more = self.n - self.worded.len();
        let more = if more > 0 { format!("\n… and {more} more") } else { String::new() };
        Err(anyhow!("{}{more}", self.worded.join("\n")))
    }
}

#[cfg(test)]
mod tests {
    use super::Problems;

    #[test]
    fn at_most_twenty_rows_are_worded() {
        let check = |n: usize, expect: Option<&str>| {
            let mut problems = Problems::default();
            for row in 0..n {
                assert_eq!(problems.keep::<()>(Err(anyhow::anyhow!("row {row}"))), None);
            }
            assert_eq!(problems.keep(Ok(7)), Some(7));
            let told = problems.tell().err().map(|error| error.to_string());
            assert_eq!(told.as_ref().map(|told| told.lines().last().unwrap()), expect);
            assert_eq!(told.map_or(0, |told| told.lines().count()), n.min(21));
        };
        check(0, None);
        check(1, Some("row 0"));
        check(20, Some("row 19"));
        check(25, Some("… and 5 more"));
    }
}
