//! One registration and login with the suite's own parameters.

use super::{
    Set,
    damage::{hex, stream},
};
use crate::crypto::{opaque::ServerSetup, vectors::stream::Stream};
use serde_json::json;

pub(super) fn add(set: &mut Set) {
    let setup = ServerSetup::make(&mut Stream::new("opaque/setup"));
    let draw = |step: &str| stream(&format!("opaque/{step}"), 256);
    let inputs = json!({
        "realm": "stafeta.example",
        // Typed with combining marks: hashed in NFC.
        "password": "tr\u{30c}i modre\u{301} lode\u{30c}",
        // Readable, for implementations that take identifiers as text.
        "account": hex(b"account-of-jana!"),
        "setup": hex(setup.to_bytes().expose_secret()),
        "randomness": {
            "registration_start": draw("registration_start"),
            "registration_finish": draw("registration_finish"),
            "login_start": draw("login_start"),
            "server_login": draw("server_login"),
            "login_finish": draw("login_finish"),
        },
    });
    set.golden("opaque", "opaque", inputs, json!({}));
}
