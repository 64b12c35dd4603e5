//! The page's only voice to the keeper: one command, one answer.

use super::failure::Failure;
use crate::{
    bridge::page::KeeperHandle,
    protocol::{Answer, Command, ProgressStep},
};
use std::future::Future;
use web_sys::{Blob, File};

/// How far a long command has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is going on.
    pub step: ProgressStep,
    /// Done so far.
    pub done: u64,
    /// Of how many.
    pub total: u64,
}

/// A handle on the keeper; clones share one.
#[derive(Clone, Debug, PartialEq)]
pub struct Keeper {
    handle: KeeperHandle,
}

impl Keeper {
    /// Over a channel.
    #[must_use]
    pub const fn new(handle: KeeperHandle) -> Self {
        Self { handle }
    }

    /// A command without files. It leaves at once, even if the future is never polled.
    pub fn call(&self, command: &Command) -> impl Future<Output = Result<Answer, Failure>> + use<> {
        let whole = self.call_with(command, Vec::new(), |_| ());
        async move { whole.await.map(|(answer, _)| answer) }
    }

    /// A command without files that reports its progress.
    pub fn watched<F: FnMut(Progress) + 'static>(
        &self,
        command: &Command,
        on_progress: F,
    ) -> impl Future<Output = Result<Answer, Failure>> + use<F> {
        let whole = self.call_with(command, Vec::new(), on_progress);
        async move { whole.await.map(|(answer, _)| answer) }
    }

    /// A command with files, progress and blobs.
    pub fn call_with<F: FnMut(Progress) + 'static>(
        &self,
        command: &Command,
        files: Vec<File>,
        mut on_progress: F,
    ) -> impl Future<Output = Result<(Answer, Vec<Blob>), Failure>> + use<F> {
        // Commands are plain data; they always become JSON.
        let json = serde_json::to_string(command).unwrap_or_default();
        let answer = self.handle.call(&json, files, move |json| {
            if let Ok(Answer::Progress { step, done, total }) = serde_json::from_str(&json) {
                on_progress(Progress { step, done, total });
            }
        });
        async move {
            let (json, blobs) = answer.await.map_err(Failure::Keeper)?;
            match serde_json::from_str(&json) {
                Ok(Answer::Refused { refusal }) => Err(Failure::Refused(refusal)),
                Ok(answer) => Ok((answer, blobs)),
                Err(_) => Err(Failure::Unexpected),
            }
        }
    }

    /// Ends the worker and with it everything it holds.
    pub fn end(&self) {
        self.handle.end();
    }
}

/// Takes the expected variant out of an answer.
#[macro_export]
macro_rules! expect_answer {
    ($call:expr, $pattern:pat => $value:expr) => {
        match $call.await {
            Ok($pattern) => Ok($value),
            Ok(_) => Err($crate::app::services::failure::Failure::Unexpected),
            Err(failure) => Err(failure),
        }
    };
}
