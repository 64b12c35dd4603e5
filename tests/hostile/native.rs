//! Every case natively.

use crate::{files, freshness, insiders, keys, objects, scene::Planted, ways_in};
use stafeta_shared::api::{SignUpRequest, paths};
use stafeta_tests::support::{
    device::{Device, PASSWORD, Stage},
    service::Service,
};

macro_rules! natively {
    ($($name:ident = $case:path;)*) => {
        $(#[tokio::test]
        async fn $name() {
            $case(Stage::Native).await;
        })*
    };
}

natively! {
    e1_owner_swapped_at_acceptance = keys::owner_swapped_at_acceptance;
    e1_recipient_swapped_at_acceptance = keys::recipient_swapped_at_acceptance;
    e1_in_the_middle_of_a_mailed_invitation = keys::in_the_middle_of_a_mailed_invitation;
    e1_number_of_other_keys = keys::number_of_other_keys;
    e2_key_swapped_later = keys::key_swapped_later;
    e2_owner_swapped_at_release = keys::owner_swapped_at_release;
    e3_ghost_recipient = keys::ghost_recipient;
    e13_confused_people = keys::confused_people;
    e13_names_of_the_servers_choice = keys::names_of_the_servers_choice;
    e17_weak_keys = keys::weak_keys;
    e4_weaker_login = ways_in::weaker_login;
    e4_another_realm = ways_in::another_realm;
    e4_legacy_formats = ways_in::legacy_formats;
    e5_multi_key_slot = ways_in::multi_key_slot;
    e6_swapped_slots_and_vaults = objects::swapped_slots_and_vaults;
    e6_swapped_drafts = objects::swapped_drafts;
    e6_swapped_releases = objects::swapped_releases;
    e9_edited_metadata = objects::edited_metadata;
    e12_other_types = objects::other_types;
    e7_old_vault = freshness::old_vault;
    e7_forked_vault = freshness::forked_vault;
    e7_restored_vault = freshness::restored_vault;
    e7_read_over_an_older_vault = freshness::read_over_an_older_vault;
    e7_forked_draft = objects::forked_draft;
    e7_old_draft = objects::old_draft;
    e7_old_version = freshness::old_version;
    e7_forked_version = freshness::forked_version;
    e7_hidden_versions = freshness::hidden_versions;
    e7_old_bundle = freshness::old_bundle;
    e8_meddled_files = files::meddled_files;
    e10_injected_by_a_recipient = insiders::injected_by_a_recipient;
    e10_injected_with_a_stolen_key = insiders::injected_with_a_stolen_key;
    e10_sealed_without_the_shared_key = insiders::sealed_without_the_shared_key;
    e11_signed_by_another_owner = insiders::signed_by_another_owner;
}

/// The scan is worth something: what is sent in the open is found.
#[tokio::test]
async fn what_leaves_is_found() {
    let service = Service::start().await;
    let device = Device::new(&service);
    let planted = Planted::new(&[("words", b"kanarek-5573")]);
    let ask = |email: String| SignUpRequest { email, language: "cs".to_owned() };
    device.page_posts(paths::SIGN_UP, &ask("nobody@example.org".to_owned())).await;
    assert!(planted.found_in(&device.liar.take_sent()).is_empty());
    device.page_posts(paths::SIGN_UP, &ask("kanarek-5573@example.org".to_owned())).await;
    assert_eq!(planted.found_in(&device.liar.take_sent()).len(), 1);
    let hidden = format!("{}@example.org", hex::encode(PASSWORD));
    device.page_posts(paths::SIGN_UP, &ask(hidden)).await;
    assert_eq!(planted.found_in(&device.liar.take_sent()).len(), 1, "the password, in hex");
}
