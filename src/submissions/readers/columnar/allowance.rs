//! How much a columnar file may unpack to: in all, and for one step of reading.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Limits;

/// Bytes that are unpacked for a few rows.
pub(super) const BATCH: u64 = 256 << 20;

/// Begins messages that need no more words around them.
pub(super) const OURS: &str = "\u{1}";

/// What is left, shared by the readers of a file's columns.
#[derive(Debug, Clone)]
pub(super) struct Allowance {
    whole: Arc<AtomicU64>,
    batch: Arc<AtomicU64>,
    /// Bytes of one page.
    pub page: u64,
    most: u64,
}

impl Allowance {
    pub(super) fn new(limits: &Limits, size: u64) -> Self {
        let most = limits.unpacked.max(size.saturating_mul(limits.ratio));
        Self {
            whole: Arc::new(AtomicU64::new(most)),
            batch: Arc::new(AtomicU64::new(BATCH)),
            page: limits.file,
            most,
        }
    }

    /// Begins to read more rows.
    pub(super) fn next_batch(&self) {
        self.batch.store(BATCH, Ordering::Relaxed);
    }

    /// Pays for bytes that are unpacked.
    pub(super) fn unpack(&self, bytes: u64) -> Result<(), String> {
        if !spent(&self.batch, bytes) {
            return Err(format!(
                "{OURS}a few rows of it unpack to more than {} MB; write it in smaller pages or batches",
                BATCH >> 20
            ));
        }
        self.pay(bytes).map_err(|message| format!("{OURS}{message}"))
    }

    /// Pays for text that is given out.
    pub(super) fn spend(&self, bytes: u64) -> Result<(), String> {
        self.pay(bytes)
    }

    fn pay(&self, bytes: u64) -> Result<(), String> {
        if spent(&self.whole, bytes) {
            return Ok(());
        }
        Err(format!(
            "it unpacks to more than {} MB, the most for a file of its size; split it",
            self.most >> 20
        ))
    }
}

/// Takes from what is left, if there is as much.
fn spent(left: &AtomicU64, bytes: u64) -> bool {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes)).is_ok()
}
