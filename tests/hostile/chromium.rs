//! Every case in Chromium: the real page and the real keeper in its worker, over the page's own protocol.

use crate::{files, freshness, insiders, keys, objects, ways_in};
use stafeta_client::{
    keeper::transport::Method,
    protocol::{Answer, Command, Refusal},
};
use stafeta_shared::api::{Delivery, InviteRequest, VaultResponse, paths};
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
    objects_there: objects::swapped_slots_and_vaults, objects::swapped_drafts, objects::forked_draft, objects::swapped_releases, objects::edited_metadata, objects::other_types;
    freshness_there: freshness::old_vault, freshness::forked_vault, freshness::restored_vault, freshness::read_over_an_older_vault, freshness::old_version, freshness::forked_version, freshness::hidden_versions, freshness::old_bundle;
    files_there: files::meddled_files;
    insiders_there: insiders::injected_by_a_recipient, insiders::injected_with_a_stolen_key, insiders::sealed_without_the_shared_key, insiders::signed_by_another_owner;
}

/// Two windows of one browser: the one that lags behind does not lower what the other one has raised.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_does_not_lower_the_anchor() {
    let chromium = Chromium::launch().await.unwrap();
    let stage = Stage::Browser(&chromium);
    let service = stage.service().await;
    let device = stage.device(&service, "owner").await;
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    service.wait(10 * 60_000);
    let in_second = async |command: Command| device.tab().ask_of(1, &command, &[]).await.unwrap().0;
    assert!(matches!(in_second(password(OWNER.0)).await, Answer::Unlocked { .. }));
    for _ in 0..2 {
        link_of(device.ask(invite(Delivery::Link)).await);
    }
    // The second window still has the vault of before; the server takes its change, it says.
    device.on_answer(|request, mut response| {
        if request.path == paths::INVITATIONS {
            (response.status, response.body) = (200, b"{}".to_vec());
        }
        Some(response)
    });
    device.liar.take_sent();
    link_of(in_second(invite(Delivery::Link)).await);
    let again = in_second(invite(Delivery::Link)).await;
    assert_eq!(Device::refused(again), Refusal::VaultRolledBack, "this device knows another one");
    let sent = device.liar.take_sent();
    let forked = sent.iter().find(|sent| sent.path == paths::INVITATIONS).unwrap();
    let forked: InviteRequest = serde_json::from_slice(&forked.body).unwrap();
    device.hears(Method::Get, paths::VAULT, move |told: &mut VaultResponse| {
        (told.counter, told.vault) = (forked.vault.counter, forked.vault.vault.clone());
    });
    let stopped = device.log_in(&service, OWNER.0, OWNER.1).await;
    assert!(matches!(stopped, Answer::VaultOlder { .. }));
    device.honest();
    assert!(matches!(device.log_in(&service, OWNER.0, OWNER.1).await, Answer::Unlocked { .. }));
    assert_eq!(device.anchors().await, 1);
}
