//! Walks over a value in Thrift's compact form, so that its lengths are known to be true before it is decoded.

/// Values within values.
const DEEPEST: usize = 24;
/// Elements of a list: row groups, columns, names.
const LONGEST: u64 = 200_000;

/// Checks that a structure lies within these bytes.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    Walk { bytes }.structure(DEEPEST).ok_or_else(|| "what it says of itself makes no sense".to_owned())
}

struct Walk<'b> {
    bytes: &'b [u8],
}

impl Walk<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        self.bytes = self.bytes.get(usize::try_from(bytes).ok()?..)?;
        Some(())
    }

    fn structure(&mut self, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            if head >> 4 == 0 {
                self.number()?;
            }
            // True and false are kinds of their own here.
            if !matches!(head & 0x0f, 1 | 2) {
                self.value(head & 0x0f, depth)?;
            }
        }
    }

    fn value(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            1..=3 => self.skip(1),
            4..=6 => self.number().map(|_| ()),
            7 => self.skip(8),
            8 => {
                let length = self.number()?;
                self.skip(length)
            }
            9 | 10 => self.list(depth.checked_sub(1)?),
            12 => self.structure(depth),
            // Maps are nowhere in Parquet.
            _ => None,
        }
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        let head = self.byte()?;
        let length = if head >> 4 == 15 { self.number()? } else { u64::from(head >> 4) };
        if length > LONGEST {
            return None;
        }
        (0..length).try_for_each(|_| self.value(head & 0x0f, depth))
    }
}
