//! From the machine's projection to the stages of the picture.

use stafeta_shared::watch::{Addressee, Channel, Entry, Kind, Projection, Stage, What};

/// One stage of the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which stage.
    pub stage: Stage,
    /// When it begins.
    pub from: i64,
    /// It is running now.
    pub now: bool,
    /// It is the release.
    pub end: bool,
    /// A mail goes out.
    pub mail: bool,
    /// A text message goes out.
    pub sms: bool,
}

/// The stages from the running one on, with the ways their messages take.
#[must_use]
pub fn parts(projection: &Projection, now: i64) -> Vec<Part> {
    let stages = projection.entries.iter().filter(|entry| entry.what == What::Stage);
    stages
        .filter(|entry| entry.to_ms.is_none_or(|to| to > now))
        .map(|entry| Part {
            stage: entry.stage,
            from: entry.from_ms,
            now: entry.from_ms <= now,
            end: entry.stage == Stage::Released,
            mail: sends(projection, entry, Channel::Mail),
            sms: sends(projection, entry, Channel::Sms),
        })
        .collect()
}

/// Whether a stage writes to somebody on this channel. What is repeated for years after a release
/// is not part of the picture.
fn sends(projection: &Projection, stage: &Entry, channel: Channel) -> bool {
    projection.entries.iter().any(|entry| {
        entry.stage == stage.stage
            && entry.channel == Some(channel)
            && entry.from_ms >= stage.from_ms
            && matches!(entry.what, What::Message { message } if !matches!(message, Kind::AllClear))
            && !(stage.stage == Stage::Released
                && matches!(entry.addressee, Some(Addressee::Owner { .. })))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(stage: Stage, what: What, from: i64, to: Option<i64>, by: Option<Channel>) -> Entry {
        let addressee = by.map(|_| Addressee::Owner { address: 0 });
        Entry { stage, what, from_ms: from, to_ms: to, channel: by, addressee }
    }

    #[test]
    fn shows_what_is_and_what_comes_with_its_ways() {
        let message = |n| What::Message { message: Kind::Ask { n } };
        let projection = Projection {
            entries: vec![
                entry(Stage::Draft, What::Stage, 0, Some(5), None),
                entry(Stage::Armed, What::Stage, 5, Some(10), None),
                entry(Stage::Asking(1), What::Stage, 10, Some(20), None),
                entry(Stage::Asking(1), message(1), 10, None, Some(Channel::Mail)),
                entry(Stage::Released, What::Stage, 20, None, None),
            ],
            ..Projection::default()
        };
        let parts = parts(&projection, 6);
        let stages: Vec<Stage> = parts.iter().map(|part| part.stage).collect();
        assert_eq!(stages, [Stage::Armed, Stage::Asking(1), Stage::Released]);
        assert!(parts[0].now && !parts[1].now && parts[2].end);
        assert!(parts[1].mail && !parts[1].sms);
    }
}
