//! GET: the history of a watch, newest first.

use crate::{
    app::AppState,
    http::{
        Answer,
        extract::{Account, Json, Path},
    },
    store::{contacts, events, watches},
};
use axum::extract::State;
use serde_json::{Map, Value};
use stafeta_shared::{
    api::{ProblemCode, WatchEventResponse, WatchEventsResponse},
    ids::WatchId,
};

const NEWEST: i64 = 200;

/// Refuses anybody but the owner.
pub(super) async fn events(
    State(app): State<AppState>,
    Path(id): Path<WatchId>,
    account: Account,
) -> Answer<Json<WatchEventsResponse>> {
    let mut tx = app.db.begin_read().await?;
    let watch = watches::by_id(&mut tx, id).await?.filter(|watch| watch.owner == account.id);
    if watch.is_none() {
        return Err(ProblemCode::NotFound.into());
    }
    let contacts = contacts::of_watch(&mut tx, id).await?;
    let name = |id: &str| {
        let found = contacts.iter().find(|contact| contact.id.to_string() == id);
        found.map_or_else(|| "?".to_owned(), |contact| contact.name.clone())
    };
    let events = events::newest(&mut tx, id, NEWEST).await?;
    let events = events
        .into_iter()
        .map(|event| WatchEventResponse {
            seq: u64::try_from(event.seq).unwrap_or_default(),
            at: event.event.at,
            kind: event.event.kind,
            detail: flat(serde_json::from_str(&event.event.detail).unwrap_or_default(), &name),
        })
        .collect();
    Ok(Json(WatchEventsResponse { events }))
}

/// Texts and numbers only, in the words of the catalogue: `{"to": {"asking": 2}}` becomes
/// `{"to": "asking", "to-n": 2}`, a contact its name.
fn flat(detail: Value, name: &impl Fn(&str) -> String) -> Value {
    let mut out = Map::new();
    let Value::Object(fields) = detail else { return Value::Object(out) };
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("by", Value::Object(sign)) => out.extend(as_map(flat(Value::Object(sign), name))),
            ("contact", Value::String(id)) => {
                out.insert(key, name(&id).into());
            }
            (_, Value::Object(stage)) => {
                for (stage, n) in stage {
                    out.insert(format!("{key}-n"), n);
                    out.insert(key.clone(), kebab(&stage));
                }
            }
            (_, Value::String(word)) => {
                out.insert(key, kebab(&word));
            }
            (_, other) => {
                out.insert(key, other);
            }
        }
    }
    Value::Object(out)
}

fn as_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn kebab(word: &str) -> Value {
    word.replace('_', "-").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn details_become_words_for_the_catalogue() {
        let name = |id: &str| format!("<{id}>");
        assert_eq!(
            flat(json!({"from": "final_call", "to": {"contact_call": 1}}), &name),
            json!({"from": "final-call", "to": "contact-call", "to-n": 1})
        );
        assert_eq!(
            flat(json!({"by": {"by": "contact", "contact": "abc"}, "slot_wall_ms": 5}), &name),
            json!({"by": "contact", "contact": "<abc>", "slot_wall_ms": 5})
        );
    }
}
