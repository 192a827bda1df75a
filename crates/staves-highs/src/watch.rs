//! Watching a run, and stopping it.

use crate::{Refused, accepted};
use highs_sys as c;
use std::any::Any;
use std::ffi::{c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::{self, NonNull};

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Seconds since the run began.
    pub seconds: f64,
    /// Best objective so far of a mixed-integer program; infinite while there is none.
    pub objective: f64,
    /// Best bound so far of a mixed-integer program; infinite while there is none.
    pub bound: f64,
}

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// It goes on.
    On,
    /// It stops and keeps what it has.
    Stop,
}

/// The points of a run at which HiGHS asks.
const ASKED: [c::HighsInt; 3] = [
    c::kHighsCallbackSimplexInterrupt,
    c::kHighsCallbackIpmInterrupt,
    c::kHighsCallbackMipInterrupt,
];

/// What the callback reaches through its pointer.
struct Watcher<'w> {
    watch: &'w mut dyn FnMut(&Progress) -> Go,
    /// A panic of `watch`, kept until HiGHS has returned: it must not unwind through C++.
    panic: Option<Box<dyn Any + Send>>,
}

/// Called by HiGHS during a run.
///
/// # Safety
/// `user` must point to a live [`Watcher`] that nothing else uses, `out` and `into` to what HiGHS
/// passes.
unsafe extern "C" fn asked(
    kind: c_int,
    _message: *const c_char,
    out: *const c::HighsCallbackDataOut,
    into: *mut c::HighsCallbackDataIn,
    user: *mut c_void,
) {
    // SAFETY: `user` is the pointer `run` has set, to its own live watcher.
    let Some(watcher) = (unsafe { user.cast::<Watcher<'_>>().as_mut() }) else { return };
    // SAFETY: HiGHS passes its own live structure.
    let Some(out) = (unsafe { out.as_ref() }) else { return };
    let mixed = kind == c::kHighsCallbackMipInterrupt;
    let known = |value: f64| if mixed { value } else { f64::INFINITY };
    let progress = Progress {
        seconds: out.running_time,
        objective: known(out.mip_primal_bound),
        bound: known(out.mip_dual_bound),
    };
    let go = if watcher.panic.is_some() {
        Go::Stop
    } else {
        catch_unwind(AssertUnwindSafe(|| (watcher.watch)(&progress))).unwrap_or_else(|panic| {
            watcher.panic = Some(panic);
            Go::Stop
        })
    };
    // SAFETY: HiGHS passes its own live structure, which nothing else uses during the call.
    if let (Go::Stop, Some(into)) = (go, unsafe { into.as_mut() }) {
        into.user_interrupt = 1;
    }
}

/// Runs HiGHS on a live handle with `watch` asked now and then.
pub fn run(handle: NonNull<c_void>, watch: &mut dyn FnMut(&Progress) -> Go) -> Result<(), Refused> {
    let mut watcher = Watcher { watch, panic: None };
    let user = ptr::from_mut(&mut watcher).cast::<c_void>();
    // SAFETY: the handle is live; the callback gets `user`, which lives until after it is unset.
    let set = unsafe { c::Highs_setCallback(handle.as_ptr(), Some(asked), user) };
    accepted("Highs_setCallback", set)?;
    for kind in ASKED {
        // SAFETY: the handle is live.
        let started = unsafe { c::Highs_startCallback(handle.as_ptr(), kind) };
        accepted("Highs_startCallback", started)?;
    }
    // SAFETY: the handle is live, and `watcher` is not touched until the run is over.
    let ran = unsafe { c::Highs_run(handle.as_ptr()) };
    for kind in ASKED {
        // SAFETY: the handle is live.
        unsafe { c::Highs_stopCallback(handle.as_ptr(), kind) };
    }
    // SAFETY: the handle is live; null unsets the callback.
    let unset = unsafe { c::Highs_setCallback(handle.as_ptr(), None, ptr::null_mut()) };
    if let Some(panic) = watcher.panic {
        resume_unwind(panic);
    }
    accepted("Highs_setCallback", unset)?;
    accepted("Highs_run", ran)
}
