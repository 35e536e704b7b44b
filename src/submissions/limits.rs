//! How much of a file is read, so that no file takes the machine with it.

/// Bounds of reading. The default suits a class; whoever trusts the files may raise them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, as it is stored or as it comes out of an archive.
    pub file: u64,
    /// Bytes that one archive may unpack to, all its entries together.
    pub unpacked: u64,
    /// How many times larger than it is stored an entry may become, beyond its first megabyte.
    pub ratio: u64,
    /// Entries of one archive, those of archives within it included.
    pub entries: usize,
    /// Archives within archives.
    pub nesting: usize,
    /// Open elements of an XML or HTML file.
    pub depth: usize,
    /// Bytes of text that one answer may have.
    pub text: usize,
    /// Pages of a PDF.
    pub pages: usize,
    /// Cells of a spreadsheet.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 64 << 20,
            unpacked: 2 << 30,
            ratio: 200,
            entries: 50_000,
            nesting: 2,
            depth: 256,
            text: 4 << 20,
            pages: 500,
            cells: 8_000_000,
        }
    }
}
