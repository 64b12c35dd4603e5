//! What the database keeps of a watch, and what an owner's form sends.

use serde::{Serialize, de::DeserializeOwned};
use stafeta_shared::ids::{AccountId, ContactId, HandoverId};
use stafeta_shared::watch::{
    Address, ArmChecks, Channel, Clock, Contact, DAY_MS, Event, Facts, Handover, Input, OutboxKey,
    Party, Policy, Recipient, Row, Scale, State, apply, project, witness::Counter,
};

/// Reads JSON; what is accepted reads the same once it is written.
fn json<T: Serialize + DeserializeOwned + PartialEq>(text: &str) -> Option<T> {
    let value: T = serde_json::from_str(text).ok()?;
    let written = serde_json::to_string(&value).expect("what was read can be written");
    let again: T = serde_json::from_str(&written).expect("what was written can be read");
    assert!(again == value, "reads otherwise: {written}");
    Some(value)
}

/// State, counter, event, facts as JSON.
pub fn watch_state(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    json::<State>(text);
    json::<Counter>(text);
    json::<Event>(text);
    json::<Row>(text);
    json::<Input>(text);
}

/// A policy from a form: a valid one can be armed, and its timeline ends.
pub fn policy(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Some(policy) = json::<Policy>(text) else { return };
    if policy.validate(Scale::Real).is_err() {
        return;
    }
    assert!(policy.validate(Scale::Demo).is_ok(), "the demo is stricter");
    let clock = Clock { wall_ms: 1_800_000_000_000, witnessed_ms: 3 * DAY_MS };
    let facts = facts(&policy, clock);
    let checks = ArmChecks {
        two_ways_proven: true,
        warning_ticked: false,
        sealed_recipients: 1,
        probe_succeeded: true,
    };
    let armed = apply(&State::draft(clock), &policy, &facts, clock, Input::Arm(checks));
    let armed = armed.expect("a valid policy can be armed").state;
    let timeline = project(&armed, &policy, &facts, clock);
    let released = timeline.released_ms.expect("silence leads to the release");
    assert!(
        timeline.entries.windows(2).all(|pair| pair[0].from_ms <= pair[1].from_ms),
        "out of order"
    );
    let shortest = policy.check_every_ms / 2 + policy.final_wait_ms + policy.cooling_ms;
    assert!(released - clock.wall_ms >= shortest, "released after {} ms", released - clock.wall_ms);
}

fn party(n: u8) -> Party {
    let address = |n, channel| Address { n, channel, verified: true };
    Party {
        addresses: vec![address(n, Channel::Mail), address(n + 1, Channel::Sms)],
        quiet: vec![],
    }
}

fn facts(policy: &Policy, clock: Clock) -> Facts {
    let contact = |id: &ContactId| Contact { id: *id, party: party(0) };
    let recipient = Recipient {
        account: AccountId::from_bytes([2; 16]),
        addresses: party(0).addresses,
        done: false,
    };
    Facts {
        slots: (0..6).map(|n| clock.wall_ms + n * policy.check_every_ms).collect(),
        owner: party(0),
        contacts: policy.contacts.iter().map(contact).collect(),
        handovers: vec![Handover {
            id: HandoverId::from_bytes([1; 16]),
            extra_delay_ms: 0,
            recipients: vec![recipient],
        }],
        ..Facts::default()
    }
}

/// The key of a message, as the outbox keeps it.
pub fn outbox_key(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(key) = text.parse::<OutboxKey>() {
        assert_eq!(key.to_string(), text, "two texts of one key");
    }
}
