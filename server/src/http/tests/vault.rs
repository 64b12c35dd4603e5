use crate::testing::{
    World,
    browser::Browser,
    person::{PASSWORD, Person, password},
};
use stafeta_shared::{
    api::{
        BundlesResponse, OldVaultResponse, OldVaultsResponse, ProblemCode, VaultResponse,
        VaultUpdate, paths,
    },
    crypto::{
        SystemRng,
        vault::{Change, Vault},
    },
    ids::AccountId,
};

fn change() -> Change {
    Change { time: 1, device: "test".to_owned() }
}

#[tokio::test]
async fn the_second_of_two_changes_is_told_so() {
    let world = World::new().await;
    let mut browser = Browser::new();
    let jana = Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    let stored: VaultResponse = browser.get(&world, paths::VAULT).await.json();
    let mut vault = Vault::open(&stored.vault, jana.account, &jana.key).unwrap();
    let next = vault.seal_next(change(), &jana.key, &mut SystemRng).unwrap().stored;
    let update = VaultUpdate { counter: 2, vault: next.clone().into() };
    browser.put(&world, paths::VAULT, &update).await.ok();
    assert_eq!(browser.put(&world, paths::VAULT, &update).await.code(), ProblemCode::VaultConflict);
    let stored: VaultResponse = browser.get(&world, paths::VAULT).await.json();
    assert_eq!((stored.counter, &stored.vault.0), (2, &next));
}

#[tokio::test]
async fn what_a_stolen_session_overwrites_can_be_had_back() {
    let world = World::new().await;
    let mut browser = Browser::new();
    let jana = Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    let good: VaultResponse = browser.get(&world, paths::VAULT).await.json();
    let mut thief = browser.clone();
    for counter in 2..40_u64 {
        // Looks like the next vault, and is nothing.
        let mut garbage = good.vault.0.clone();
        let end = b"stf1/vault".len() + 2 + 16 + 8;
        garbage[end - 8..end].copy_from_slice(&counter.to_be_bytes());
        garbage[end..].fill(0);
        let update = VaultUpdate { counter, vault: garbage.into() };
        thief.put(&world, paths::VAULT, &update).await.ok();
    }
    let kept: OldVaultsResponse = browser.get(&world, paths::OLD_VAULTS).await.json();
    assert_eq!(kept.vaults.len(), 9, "the first of the day and the newest eight: {kept:?}");
    assert_eq!((kept.vaults[0].counter, kept.vaults[0].replaced_at), (1, world.now()));
    let path = paths::fill(paths::OLD_VAULT, &["1"]);
    let old: OldVaultResponse = browser.get(&world, &path).await.json();
    assert_eq!(old.vault, good.vault);
    Vault::open(&old.vault, jana.account, &jana.key).unwrap();

    let mut stranger = Browser::new();
    Person::sign_up(&world, &mut stranger, "petr@example.cz").await;
    let none: OldVaultsResponse = stranger.get(&world, paths::OLD_VAULTS).await.json();
    assert!(none.vaults.is_empty());
    assert_eq!(stranger.get(&world, &path).await.code(), ProblemCode::NotFound);
}

#[tokio::test]
async fn a_vault_says_whose_it_is() {
    let world = World::new().await;
    let (mut browser, mut other) = (Browser::new(), Browser::new());
    let jana = Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    Person::sign_up(&world, &mut other, "petr@example.cz").await;
    let stored: VaultResponse = browser.get(&world, paths::VAULT).await.json();
    let mut vault = Vault::open(&stored.vault, jana.account, &jana.key).unwrap();
    let next = vault.seal_next(change(), &jana.key, &mut SystemRng).unwrap().stored;
    let foreign = VaultUpdate { counter: 2, vault: next.clone().into() };
    assert_eq!(other.put(&world, paths::VAULT, &foreign).await.code(), ProblemCode::InvalidField);
    let miscounted = VaultUpdate { counter: 3, vault: next.into() };
    assert_eq!(
        browser.put(&world, paths::VAULT, &miscounted).await.code(),
        ProblemCode::InvalidField
    );
}

#[tokio::test]
async fn the_slot_is_the_one_of_the_way_in() {
    let world = World::new().await;
    let (jana, mut by_password) =
        Person::complete(&world, "jana@example.cz", "+420601123456").await;
    let mut by_kit = Browser::new();
    jana.log_in_by_kit(&world, &mut by_kit).await.ok();
    let one: VaultResponse = by_password.get(&world, paths::VAULT).await.json();
    let other: VaultResponse = by_kit.get(&world, paths::VAULT).await.json();
    assert_ne!(one.slot, other.slot);
    // Unlocking a kit's session with the password changes the way.
    let (reply, kek) = password(&world, &mut by_kit, "jana@example.cz", PASSWORD).await;
    reply.unwrap().ok();
    let now: VaultResponse = by_kit.get(&world, paths::VAULT).await.json();
    jana.open(&now, &kek.unwrap());
}

#[tokio::test]
async fn bundles_are_for_oneself_and_for_paired_people() {
    let world = World::new().await;
    let (mut browser, mut other) = (Browser::new(), Browser::new());
    let jana = Person::sign_up(&world, &mut browser, "jana@example.cz").await;
    let petr = Person::sign_up(&world, &mut other, "petr@example.cz").await;
    let path = |account: AccountId| paths::fill(paths::BUNDLES, &[&account.to_string()]);
    let own: BundlesResponse = browser.get(&world, &path(jana.account)).await.json();
    assert_eq!(own.bundles[0].0, jana.bundle.as_bytes());
    for stranger in [petr.account, AccountId::from_bytes([3; 16])] {
        let reply = browser.get(&world, &path(stranger)).await;
        assert_eq!(reply.code(), ProblemCode::NotFound);
    }
    assert_eq!(browser.get(&world, "/api/bundles/x").await.code(), ProblemCode::NotFound);
    let reply = Browser::new().get(&world, &path(jana.account)).await;
    assert_eq!(reply.code(), ProblemCode::Unauthenticated);
}
