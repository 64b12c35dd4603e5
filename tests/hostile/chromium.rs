//! Every case in Chromium: the real page and the real keeper in its worker, over the page's own protocol.

use crate::{files, freshness, insiders, keys, objects, ways_in};
use stafeta_client::{
    keeper::transport::Method,
    protocol::{Answer, Command, Refusal},
};
use stafeta_shared::{
    api::{Delivery, VaultResponse, paths},
    bytes::B64,
};
use stafeta_tests::support::{
    browser::Chromium,
    device::{Device, Stage, password},
    pair::{OWNER, invite, link_of},
};

/// One browser a group; cases run one after the other, each in contexts of its own.
macro_rules! in_chromium {
    ($($group:ident: $($case:path),+;)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $group() {
            let chromium = Chromium::launch().await.unwrap();
            $($case(Stage::Browser(&chromium)).await;)+
        })*
    };
}

in_chromium! {
    keys_there: keys::owner_swapped_at_acceptance, keys::recipient_swapped_at_acceptance, keys::in_the_middle_of_a_mailed_invitation, keys::number_of_other_keys, keys::key_swapped_later, keys::owner_swapped_at_release, keys::ghost_recipient, keys::confused_people, keys::names_of_the_servers_choice, keys::weak_keys;
    ways_in_there: ways_in::weaker_login, ways_in::another_realm, ways_in::legacy_formats, ways_in::multi_key_slot;
    objects_there: objects::swapped_slots_and_vaults, objects::swapped_drafts, objects::forked_draft, objects::old_draft, objects::swapped_releases, objects::edited_metadata, objects::other_types;
    freshness_there: freshness::old_vault, freshness::forked_vault, freshness::restored_vault, freshness::read_over_an_older_vault, freshness::old_version, freshness::forked_version, freshness::hidden_versions, freshness::old_bundle;
    files_there: files::meddled_files;
    insiders_there: insiders::injected_by_a_recipient, insiders::injected_with_a_stolen_key, insiders::sealed_without_the_shared_key, insiders::signed_by_another_owner;
}

/// Two windows of one browser: the one that lags behind writes nothing on top of what the other one has left behind.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_catches_up_before_it_writes() {
    let chromium = Chromium::launch().await.unwrap();
    let stage = Stage::Browser(&chromium);
    let service = stage.service().await;
    let device = stage.device(&service, "owner").await;
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    service.wait(10 * 60_000);
    let in_second = async |command: Command| device.tab().ask_of(1, &command, &[]).await.unwrap().0;
    assert!(matches!(in_second(password(OWNER.0)).await, Answer::Unlocked { .. }));
    let (counter, old) = service.vault_of(OWNER.0).await;
    for _ in 0..2 {
        link_of(device.ask(invite(Delivery::Link)).await);
    }
    device.hears(Method::Get, paths::VAULT, move |told: &mut VaultResponse| {
        (told.counter, told.vault) = (u64::try_from(counter).unwrap(), B64(old.clone()));
    });
    device.take_sent();
    let refused = in_second(invite(Delivery::Link)).await;
    assert_eq!(Device::refused(refused), Refusal::VaultRolledBack, "this device knows another one");
    let sent = device.take_sent();
    assert!(!sent.contains(&format!("POST {}", paths::INVITATIONS)), "nothing is written");
    let stopped = device.log_in(&service, OWNER.0, OWNER.1).await;
    assert!(matches!(stopped, Answer::VaultOlder { .. }));
    device.honest();
    link_of(in_second(invite(Delivery::Link)).await);
    assert!(matches!(device.log_in(&service, OWNER.0, OWNER.1).await, Answer::Unlocked { .. }));
    assert_eq!(device.anchors().await, 1);
}
