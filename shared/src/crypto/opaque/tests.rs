//! The whole login with the suite's own key stretching.

use super::*;
use crate::crypto::SystemRng;
use opaque_ke::generic_array::typenum::U64;

const REALM: &str = "stafeta.example";

fn login(account: u8) -> LoginContext<'static> {
    LoginContext {
        suite: Suite::CURRENT,
        account: AccountId::from_bytes([account; 16]),
        realm: REALM,
    }
}

fn register(
    setup: &ServerSetup,
    password: &Password,
    login: &LoginContext<'_>,
) -> (Vec<u8>, ExportKey) {
    let (state, request) = registration_start(password, &mut SystemRng).unwrap();
    let response = registration_response(setup, &request, login.account).unwrap();
    let finish = state.finish(password, &response, login, &mut SystemRng).unwrap();
    (registration_record(&finish.upload).unwrap(), finish.export_key)
}

/// Client and server may believe different things about the login.
fn try_login(
    setup: &ServerSetup,
    record: Option<&[u8]>,
    password: &Password,
    client: &LoginContext<'_>,
    server: &LoginContext<'_>,
) -> Result<ExportKey, LoginFailed> {
    let (state, ke1) = login_start(password, &mut SystemRng)?;
    let (kept, ke2) = server_login_start(setup, record, &ke1, server, &mut SystemRng)?;
    let finish = state.finish(password, &ke2, client, &mut SystemRng)?;
    let session = login_finish(kept.expose_secret(), &finish.ke3, server)?;
    assert_eq!(session, finish.session_key);
    Ok(finish.export_key)
}

#[test]
fn a_password_is_counted_in_characters_and_a_setup_comes_back() {
    assert_eq!(Password::new("z\u{30c}lut\u{e9}").chars(), 5, "as it is hashed");
    let setup = ServerSetup::make(&mut SystemRng);
    let again = ServerSetup::from_bytes(setup.to_bytes().expose_secret()).unwrap();
    assert_eq!(setup.hash(), again.hash());
    assert_ne!(setup.hash(), ServerSetup::make(&mut SystemRng).hash());
    assert_eq!(format!("{setup:?}"), "ServerSetup(…)");
}

#[test]
fn one_password_one_export_key() {
    let setup = ServerSetup::make(&mut SystemRng);
    let setup = ServerSetup::from_bytes(setup.to_bytes().expose_secret()).unwrap();
    // Typed decomposed at registration, composed at login: the same password.
    let (record, export) = register(&setup, &Password::new("pr\u{030c}i\u{301}stav"), &login(1));
    let password = Password::new("p\u{0159}\u{ed}stav");
    assert_eq!(try_login(&setup, Some(&record), &password, &login(1), &login(1)), Ok(export));

    let fails = |record: Option<&[u8]>,
                 password: &Password,
                 client: &LoginContext<'_>,
                 server: &LoginContext<'_>| {
        try_login(&setup, record, password, client, server) == Err(LoginFailed)
    };
    assert!(
        fails(Some(&record), &Password::new("příslav"), &login(1), &login(1)),
        "another password"
    );
    assert!(fails(Some(&record), &Password::new("přístav "), &login(1), &login(1)), "not trimmed");
    assert!(fails(Some(&record), &password, &login(2), &login(1)), "another account on the client");
    assert!(
        fails(Some(&record), &password, &login(2), &login(2)),
        "a record under another account"
    );
    assert!(
        fails(
            Some(&record),
            &password,
            &LoginContext { realm: "evil.example", ..login(1) },
            &login(1)
        ),
        "another realm"
    );
    assert!(fails(None, &password, &login(1), &login(1)), "no such account");
    let other = ServerSetup::make(&mut SystemRng);
    assert!(
        try_login(&other, Some(&record), &password, &login(1), &login(1)).is_err(),
        "another server"
    );
    assert_ne!(setup.hash(), other.hash());
}

#[test]
fn a_fake_answer_looks_like_a_real_one() {
    let setup = ServerSetup::make(&mut SystemRng);
    let password = Password::new("correct horse");
    let (record, _) = register(&setup, &password, &login(1));
    let (_, ke1) = login_start(&password, &mut SystemRng).unwrap();
    let (real_state, real) =
        server_login_start(&setup, Some(&record), &ke1, &login(1), &mut SystemRng).unwrap();
    let (fake_state, fake) =
        server_login_start(&setup, None, &ke1, &login(2), &mut SystemRng).unwrap();
    assert_eq!((real.len(), real_state.len()), (fake.len(), fake_state.len()));
    // The evaluated element depends on the account alone: asking twice shows nothing.
    let (_, again) = server_login_start(&setup, None, &ke1, &login(2), &mut SystemRng).unwrap();
    assert_eq!(fake[..32], again[..32]);
}

#[test]
fn tampered_messages_fail() {
    let setup = ServerSetup::make(&mut SystemRng);
    let password = Password::new("correct horse");
    let (record, _) = register(&setup, &password, &login(1));
    let (state, ke1) = login_start(&password, &mut SystemRng).unwrap();
    let (kept, ke2) =
        server_login_start(&setup, Some(&record), &ke1, &login(1), &mut SystemRng).unwrap();
    let finish = state.finish(&password, &ke2, &login(1), &mut SystemRng).unwrap();
    for at in (0..finish.ke3.len()).step_by(5) {
        let mut bad = finish.ke3.clone();
        bad[at] ^= 1;
        assert!(login_finish(kept.expose_secret(), &bad, &login(1)).is_err(), "KE3 {at}");
    }
    for at in [0, 40, 100, 200, 300] {
        let (state, ke1) = login_start(&password, &mut SystemRng).unwrap();
        let (_, mut ke2) =
            server_login_start(&setup, Some(&record), &ke1, &login(1), &mut SystemRng).unwrap();
        ke2[at] ^= 1;
        assert!(state.finish(&password, &ke2, &login(1), &mut SystemRng).is_err(), "KE2 {at}");
    }
    for cut in [&ke1[1..], &[][..]] {
        assert!(server_login_start(&setup, Some(&record), cut, &login(1), &mut SystemRng).is_err());
    }
    let more = |bytes: &[u8]| [bytes, &[0]].concat();
    assert!(
        server_login_start(&setup, Some(&record), &more(&ke1), &login(1), &mut SystemRng).is_err()
    );
    assert!(
        server_login_start(&setup, Some(&more(&record)), &ke1, &login(1), &mut SystemRng).is_err()
    );
    assert!(login_finish(kept.expose_secret(), &more(&finish.ke3), &login(1)).is_err());
    assert!(login_finish(&more(kept.expose_secret()), &finish.ke3, &login(1)).is_err());
    assert!(registration_record(&more(&record)).is_err(), "bytes after a message");
    assert!(registration_record(&record[1..]).is_err());
    assert!(ServerSetup::from_bytes(&more(setup.to_bytes().expose_secret())).is_err());
    assert!(ServerSetup::from_bytes(&[0; 10]).is_err());
}

/// E4: the parameters are the suite's. The value comes from another implementation (OpenSSL), so neither a
/// library's defaults nor our own constants can drift unseen.
#[test]
fn stretching_is_pinned() {
    let out = PinnedArgon2id.hash(GenericArray::<u8, U64>::from([0x5a; 64])).unwrap();
    assert_eq!(
        hex::encode(out),
        concat!(
            "c31cf82c7a7213435687ab3661fb655c2226b7e3d1b2a3984e82ab2bde9d43e2",
            "f2738eb1abacff19113dfb3659235a5ce105380a746bd03ce5f211b1008e6984"
        )
    );
}
