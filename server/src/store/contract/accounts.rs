use super::write;
use crate::store::{
    Db,
    accounts::{self, Account, Taken},
    bundles,
    kits::{self, Kit},
    old_vaults::{self, OldVault},
    slots::{self, SlotKind},
};
use stafeta_shared::ids::{AccountId, SlotId};

pub(super) fn account(id: u8, email: &str) -> Account {
    Account {
        id: AccountId::from_bytes([id; 16]),
        created_at: 1,
        name: "Jana Nováková".to_owned(),
        language: "cs".to_owned(),
        zone: "Europe/Prague".to_owned(),
        email: email.to_owned(),
        email_key: email.to_lowercase(),
        email_proven_at: 2,
        phone: None,
        phone_proven_at: None,
        opaque_suite: 1,
        opaque_record: vec![1, 2, 3],
        vault_counter: 1,
        strong_sign_at: 3,
        storage_used: 0,
    }
}

pub(super) async fn insert(db: &Db, id: u8, email: &str) -> AccountId {
    let account = account(id, email);
    let mut tx = write(db).await;
    accounts::insert(&mut tx, &account, b"vault").await.unwrap().unwrap();
    tx.commit().await.unwrap();
    account.id
}

pub(super) async fn an_account_is_found_by_id_and_address(db: Db) {
    let id = insert(&db, 1, "Jana@example.cz").await;
    let mut tx = write(&db).await;
    assert!(accounts::any(&mut tx).await.unwrap());
    accounts::set_phone(&mut tx, id, "+420601123456", 9).await.unwrap();
    let found = accounts::by_email_key(&mut tx, "jana@example.cz").await.unwrap().unwrap();
    assert_eq!(found.id, id);
    assert_eq!(found.phone.as_deref(), Some("+420601123456"));
    assert_eq!((found.name.as_str(), found.email.as_str()), ("Jana Nováková", "Jana@example.cz"));
    assert_eq!(found.opaque_record, [1, 2, 3]);
    let found = accounts::by_id(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(found.phone_proven_at, Some(9));
    let nobody = AccountId::from_bytes([9; 16]);
    assert!(accounts::by_id(&mut tx, nobody).await.unwrap().is_none());
    assert!(accounts::by_email_key(&mut tx, "Jana@example.cz").await.unwrap().is_none());
    let roles = accounts::roles(&mut tx, id).await.unwrap();
    assert!(!roles.owner && !roles.recipient);
}

pub(super) async fn one_address_one_account(db: Db) {
    insert(&db, 1, "jana@example.cz").await;
    let mut tx = write(&db).await;
    let second = account(2, "JANA@example.cz");
    let refused = accounts::insert(&mut tx, &second, b"vault").await.unwrap();
    assert_eq!(refused, Err(Taken::Email));
    drop(tx);
    // Another constraint is not mistaken for it.
    let mut tx = write(&db).await;
    let same_id = account(1, "petr@example.cz");
    assert!(accounts::insert(&mut tx, &same_id, b"vault").await.is_err());
}

pub(super) async fn the_vault_moves_by_one_and_only_once(db: Db) {
    let id = insert(&db, 1, "jana@example.cz").await;
    let mut tx = write(&db).await;
    assert!(accounts::swap_vault(&mut tx, id, 2, b"second").await.unwrap());
    assert!(!accounts::swap_vault(&mut tx, id, 2, b"other").await.unwrap());
    assert!(!accounts::swap_vault(&mut tx, id, 4, b"other").await.unwrap());
    assert_eq!(accounts::vault(&mut tx, id).await.unwrap(), (2, b"second".to_vec()));
}

pub(super) async fn a_replaced_vault_is_kept_until_it_is_swept(db: Db) {
    let id = insert(&db, 1, "jana@example.cz").await;
    let mut tx = write(&db).await;
    old_vaults::keep(&mut tx, id, 2, 100).await.unwrap();
    assert!(old_vaults::of(&mut tx, id).await.unwrap().is_empty(), "not the one in force");
    for counter in [1, 2] {
        old_vaults::keep(&mut tx, id, counter, 100 * counter).await.unwrap();
        old_vaults::keep(&mut tx, id, counter, 900).await.unwrap();
        accounts::swap_vault(&mut tx, id, counter + 1, b"next").await.unwrap();
    }
    let len = i64::try_from(b"vault".len()).unwrap();
    let kept = |counter, len| OldVault { counter, replaced_at: 100 * counter, len };
    assert_eq!(old_vaults::of(&mut tx, id).await.unwrap(), [kept(1, len), kept(2, 4)]);
    let bytes = old_vaults::vault(&mut tx, id, 1).await.unwrap();
    assert_eq!(bytes.as_deref(), Some(b"vault".as_slice()));
    assert_eq!(old_vaults::sweep(&mut tx, 200).await.unwrap(), 1);
    assert_eq!(old_vaults::vault(&mut tx, id, 1).await.unwrap(), None);
    old_vaults::forget(&mut tx, id, 2).await.unwrap();
    assert!(old_vaults::of(&mut tx, id).await.unwrap().is_empty());
}

pub(super) async fn of_many_writers_one_wins(db: Db) {
    let id = insert(&db, 1, "jana@example.cz").await;
    let writers: Vec<_> = (0..8_u8)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = write(&db).await;
                let done = accounts::swap_vault(&mut tx, id, 2, &[n]).await.unwrap();
                tx.commit().await.unwrap();
                done
            })
        })
        .collect();
    let mut won = 0;
    for writer in writers {
        won += u32::from(writer.await.unwrap());
    }
    assert_eq!(won, 1);
}

pub(super) async fn a_strong_sign_never_goes_back(db: Db) {
    let id = insert(&db, 1, "jana@example.cz").await;
    let mut tx = write(&db).await;
    for (at, after) in [(10, 10), (5, 10), (11, 11)] {
        accounts::strong_sign(&mut tx, id, at).await.unwrap();
        let found = accounts::by_id(&mut tx, id).await.unwrap().unwrap();
        assert_eq!(found.strong_sign_at, after);
    }
}

pub(super) async fn slots_kits_and_bundles_are_found(db: Db) {
    let id = insert(&db, 1, "jana@example.cz").await;
    let (password, kit_slot) = (SlotId::from_bytes([1; 16]), SlotId::from_bytes([2; 16]));
    let mut tx = write(&db).await;
    slots::insert(&mut tx, id, password, SlotKind::Password, b"one").await.unwrap();
    slots::insert(&mut tx, id, kit_slot, SlotKind::Kit, b"two").await.unwrap();
    assert_eq!(slots::of_kind(&mut tx, id, SlotKind::Password).await.unwrap(), Some(password));
    assert_eq!(slots::of_kind(&mut tx, id, SlotKind::Passkey).await.unwrap(), None);
    assert_eq!(slots::stored(&mut tx, id, kit_slot).await.unwrap().unwrap(), b"two");
    let stranger = AccountId::from_bytes([9; 16]);
    assert_eq!(slots::stored(&mut tx, stranger, kit_slot).await.unwrap(), None);

    let kit =
        Kit { locator: [3; 16], account: id, public_key: [4; 32], slot: kit_slot, created_at: 5 };
    kits::insert(&mut tx, &kit).await.unwrap();
    assert_eq!(kits::by_locator(&mut tx, &[3; 16]).await.unwrap(), Some(kit));
    assert_eq!(kits::by_locator(&mut tx, &[4; 16]).await.unwrap(), None);

    bundles::insert(&mut tx, id, 2, &[2; 32], b"second").await.unwrap();
    bundles::insert(&mut tx, id, 1, &[1; 32], b"first").await.unwrap();
    let chain = bundles::of(&mut tx, id).await.unwrap();
    assert_eq!(chain, [b"first".to_vec(), b"second".to_vec()]);
    assert_eq!(bundles::newest_hash(&mut tx, id).await.unwrap(), Some([2; 32]));
    assert_eq!(bundles::newest_hash(&mut tx, stranger).await.unwrap(), None);
}

pub(super) async fn strangers_are_not_related(db: Db) {
    let one = insert(&db, 1, "jana@example.cz").await;
    let other = insert(&db, 2, "petr@example.cz").await;
    let mut tx = write(&db).await;
    assert!(bundles::related(&mut tx, one, one).await.unwrap());
    assert!(!bundles::related(&mut tx, one, other).await.unwrap());
}
