//! Kit, invitation, OPAQUE.

use stafeta_shared::crypto::{
    Suite, fuzzing,
    kit::{KitChallenge, KitCode, KitCodeError, verify_kit_login},
    opaque::{self, LoginContext, ServerSetup},
    pairing::InviteSecret,
};
use stafeta_shared::ids::{AccountId, LoginId};
use std::sync::LazyLock;

/// What a person typed from a kit.
pub fn kit_code(data: &[u8]) {
    let Ok(typed) = std::str::from_utf8(data) else { return };
    match KitCode::parse(typed) {
        Ok(code) => {
            let printed = code.to_text();
            assert_eq!(printed.expose_secret().len(), 47);
            assert_eq!(KitCode::parse(printed.expose_secret()), Ok(code), "printed otherwise");
        }
        Err(KitCodeError::Length(len)) => assert!(len != 40 && len <= typed.len()),
        Err(KitCodeError::Symbol(group)) => assert!(group <= typed.len() / 5),
        Err(KitCodeError::Check(group)) => assert!(group < 8),
    }
}

/// The fragment of an invitation.
pub fn invite_secret(data: &[u8]) {
    let Ok(fragment) = std::str::from_utf8(data) else { return };
    if let Ok(secret) = InviteSecret::from_fragment(fragment) {
        assert_eq!(secret.to_fragment().expose_secret(), fragment, "two fragments of one secret");
    }
}

/// Public key and signature of a kit.
pub fn kit_login(data: &[u8]) {
    let Some((key, rest)) = data.split_first_chunk::<32>() else { return };
    let challenge = KitChallenge {
        realm: "stafeta.example",
        locator: *b"\xe1\x31\x64\x70\x19\xd9\xf4\xd7\xb6\x33\x84\x8c\xbe\x99\x5d\xf7",
        login: LoginId::from_bytes(
            *b"\x5e\x60\xb4\xdd\xbe\xbf\xfe\xd5\x21\xcb\x3a\xd0\x3e\x97\x65\xcf",
        ),
        nonce: *b"\x58\x18\x00\xbb\x20\x78\x56\xb1\x76\xd1\x27\x74\x19\xa3\x2f\xba\
            \x81\xe4\x57\xae\xf3\x7d\x8c\xea\x80\x36\xc8\x31\xae\x5a\x0e\x4a",
    };
    if verify_kit_login(key, &challenge, rest).is_ok() {
        let other = KitChallenge { nonce: [0; 32], ..challenge };
        assert!(verify_kit_login(key, &other, rest).is_err(), "a signature over everything");
    }
}

/// The messages of OPAQUE: the first byte names the kind.
pub fn opaque(data: &[u8]) {
    let Some((kind, message)) = data.split_first() else { return };
    if let Some(again) = opaque_again(*kind, message) {
        assert_eq!(again, message, "written otherwise");
    }
}

fn opaque_again(kind: u8, message: &[u8]) -> Option<Vec<u8>> {
    match kind % 7 {
        6 => ServerSetup::from_bytes(message).ok().map(|s| s.to_bytes().expose_secret().to_vec()),
        kind => opaque::fuzzing::again(kind, message),
    }
}

static SETUP: LazyLock<ServerSetup> = LazyLock::new(|| ServerSetup::make(&mut fuzzing::fixed()));

/// The server's steps with a client's messages and a stored record.
pub fn opaque_server(data: &[u8]) {
    let account = AccountId::from_bytes([1; 16]);
    let login = LoginContext { suite: Suite::CURRENT, account, realm: "stafeta.example" };
    let Some((kind, rest)) = data.split_first() else { return };
    match kind % 4 {
        0 => {
            let answer = opaque::registration_response(&SETUP, rest, account);
            assert!(
                answer.is_ok_and(|answer| answer.len() == 64)
                    || rest.len() != 32
                    || !is_group(0, rest)
            );
        }
        1 => {
            let record = opaque::registration_record(rest);
            assert!(record.is_err() || record == Ok(rest.to_vec()), "kept otherwise");
        }
        2 => {
            let (record, ke1) = rest.split_at(rest.len().saturating_sub(96));
            let record = (!record.is_empty()).then_some(record);
            let start =
                opaque::server_login_start(&SETUP, record, ke1, &login, &mut fuzzing::fixed());
            let Ok((state, ke2)) = start else { return };
            assert_eq!(ke2.len(), 320);
            assert!(
                record.is_none_or(|record| record.len() == 192),
                "a record with more behind it"
            );
            assert!(opaque::login_finish(state.expose_secret(), &[0; 64], &login).is_err());
        }
        _ => {
            let (state, ke3) = rest.split_at(rest.len().saturating_sub(64));
            let session = opaque::login_finish(state, ke3, &login);
            assert!(session.is_err() || state.len() == 128, "a state with more behind it");
        }
    }
}

/// Whether the library itself reads this message.
fn is_group(kind: u8, message: &[u8]) -> bool {
    opaque_again(kind, message).is_some()
}
