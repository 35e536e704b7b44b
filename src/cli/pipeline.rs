//! Work on many threads with results in the order of the jobs and bounded memory.
//!
//! No more than a few jobs a thread are under way or waiting for an earlier one, however long that
//! one takes. What a job is, and what comes of it, is the caller's business.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};

/// Jobs a thread that may be done before the one whose turn it is.
const AHEAD: usize = 4;

/// Takes jobs from `next` until there are none, has `work` do them on `threads` threads, each with
/// memory of its own, and gives the results to `sink` in the order of the jobs.
///
/// # Errors
/// The first error of `sink`; what is under way is dropped.
pub(super) fn ordered<J: Send, R: Send, M, E>(
    threads: usize,
    mut next: impl FnMut() -> Option<J> + Send,
    memory: impl Fn() -> M + Sync,
    work: impl Fn(&mut M, J) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    if threads <= 1 {
        let mut memory = memory();
        while let Some(job) = next() {
            sink(work(&mut memory, job))?;
        }
        return Ok(());
    }
    let queue = Queue::new(next, threads * AHEAD);
    let (sender, receiver) = sync_channel(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, queue, memory, work) = (sender.clone(), &queue, &memory, &work);
            scope.spawn(move || serve(queue, &sender, memory(), work));
        }
        drop(sender);
        let done = collect(&receiver, &queue, &mut sink);
        queue.stop();
        drop(receiver);
        done
    })
}

fn serve<J, R, M, N: FnMut() -> Option<J>>(
    queue: &Queue<N>,
    sender: &SyncSender<(usize, R)>,
    mut memory: M,
    work: &impl Fn(&mut M, J) -> R,
) {
    while let Some((number, job)) = queue.take() {
        if sender.send((number, work(&mut memory, job))).is_err() {
            return;
        }
    }
}

fn collect<R, N, E>(
    receiver: &Receiver<(usize, R)>,
    queue: &Queue<N>,
    sink: &mut impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut early = BTreeMap::new();
    let mut turn = 0;
    for (number, result) in receiver {
        early.insert(number, result);
        while let Some(result) = early.remove(&turn) {
            sink(result)?;
            turn += 1;
            queue.finished(turn);
        }
    }
    Ok(())
}

/// Where the threads get their jobs.
struct Queue<N> {
    state: Mutex<State<N>>,
    room: Condvar,
    most_ahead: usize,
}

struct State<N> {
    next: N,
    taken: usize,
    finished: usize,
    stopped: bool,
}

impl<N> Queue<N> {
    fn new(next: N, most_ahead: usize) -> Self {
        let state = State { next, taken: 0, finished: 0, stopped: false };
        Self { state: Mutex::new(state), room: Condvar::new(), most_ahead }
    }

    fn take<J>(&self) -> Option<(usize, J)>
    where
        N: FnMut() -> Option<J>,
    {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |state: &mut State<N>| !state.stopped && state.taken >= state.finished + self.most_ahead;
        let mut state = self.room.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            return None;
        }
        let Some(job) = (state.next)() else {
            state.stopped = true;
            self.room.notify_all();
            return None;
        };
        state.taken += 1;
        Some((state.taken - 1, job))
    }

    fn finished(&self, n: usize) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).finished = n;
        self.room.notify_all();
    }

    fn stop(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
        self.room.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::ordered;

    fn run(threads: usize, jobs: u64, fail_at: Option<u64>) -> (Vec<u64>, Result<(), u64>) {
        let mut rest = 0..jobs;
        let mut out = Vec::new();
        let work = |(): &mut (), job: u64| {
            // Some jobs take longer than those after them.
            (0..(job % 7) * 5_000).fold(job, |sum, step| std::hint::black_box(sum + step - step))
        };
        let sink = |result| {
            if Some(result) == fail_at {
                return Err(result);
            }
            out.push(result);
            Ok(())
        };
        let done = ordered(threads, || rest.next(), || (), work, sink);
        (out, done)
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in [1, 2, 5] {
            assert_eq!(run(threads, 300, None), ((0..300).collect(), Ok(())));
        }
        assert_eq!(run(3, 0, None), (vec![], Ok(())));
    }

    #[test]
    fn an_error_of_the_sink_ends_the_work() {
        for threads in [1, 3] {
            assert_eq!(run(threads, 10_000, Some(9)), ((0..9).collect(), Err(9)));
        }
    }
}
