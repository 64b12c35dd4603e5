use super::{accounts::insert, write};
use crate::store::{
    Db, codes, instance,
    logins::{self, Login, LoginKind},
    sessions::{self, Level, Session},
    sign_ups::{self, SignUp},
    slots::SlotKind,
    throttles::{self, Throttle},
};
use stafeta_shared::ids::{AccountId, LoginId, SlotId};

const ACCOUNT: AccountId = AccountId::from_bytes([1; 16]);

fn sign_up(hash: u8, expires_at: i64) -> SignUp {
    SignUp {
        token_hash: [hash; 32],
        account: ACCOUNT,
        email: "jana@example.cz".to_owned(),
        language: "cs".to_owned(),
        created_at: 1,
        expires_at,
    }
}

pub(super) async fn a_sign_up_serves_once(db: Db) {
    let mut tx = write(&db).await;
    sign_ups::insert(&mut tx, &sign_up(1, 100)).await.unwrap();
    assert_eq!(sign_ups::open(&mut tx, &[1; 32], 99).await.unwrap(), Some(sign_up(1, 100)));
    assert_eq!(sign_ups::open(&mut tx, &[1; 32], 100).await.unwrap(), None);
    assert_eq!(sign_ups::open(&mut tx, &[2; 32], 0).await.unwrap(), None);
    assert!(!sign_ups::consume(&mut tx, &[1; 32], 100).await.unwrap());
    assert_eq!(sign_ups::made(&mut tx, &[1; 32], 99).await.unwrap(), None);
    assert!(sign_ups::consume(&mut tx, &[1; 32], 99).await.unwrap());
    assert!(!sign_ups::consume(&mut tx, &[1; 32], 99).await.unwrap());
    assert_eq!(sign_ups::open(&mut tx, &[1; 32], 99).await.unwrap(), None);
    let account = sign_up(1, 100).account;
    assert_eq!(sign_ups::made(&mut tx, &[1; 32], 99).await.unwrap(), Some(account));
    assert_eq!(sign_ups::made(&mut tx, &[1; 32], 100).await.unwrap(), None);
    assert_eq!(sign_ups::made(&mut tx, &[2; 32], 99).await.unwrap(), None);
}

fn login(id: u8, expires_at: i64) -> Login {
    Login {
        id: LoginId::from_bytes([id; 16]),
        kind: LoginKind::Opaque,
        account: ACCOUNT,
        real: true,
        state: vec![id],
        expires_at,
    }
}

pub(super) async fn a_login_is_taken_by_one(db: Db) {
    let mut tx = write(&db).await;
    logins::insert(&mut tx, &login(1, 100)).await.unwrap();
    logins::insert(&mut tx, &login(2, 100)).await.unwrap();
    tx.commit().await.unwrap();
    let id = LoginId::from_bytes([1; 16]);
    let mut tx = write(&db).await;
    assert!(logins::take(&mut tx, id, LoginKind::Kit, 0).await.unwrap().is_none());
    drop(tx);
    let takers: Vec<_> = (0..6)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = write(&db).await;
                let taken = logins::take(&mut tx, id, LoginKind::Opaque, 99).await.unwrap();
                tx.commit().await.unwrap();
                taken.map(|login| (login.account, login.real, login.state))
            })
        })
        .collect();
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.unwrap());
    }
    assert_eq!(taken, [(ACCOUNT, true, vec![1])]);
    let mut tx = write(&db).await;
    let late = logins::take(&mut tx, LoginId::from_bytes([2; 16]), LoginKind::Opaque, 100).await;
    assert!(late.unwrap().is_none());
}

pub(super) async fn logins_are_trimmed_to_the_newest(db: Db) {
    let mut tx = write(&db).await;
    for n in 1..=5 {
        logins::insert(&mut tx, &login(n, i64::from(n))).await.unwrap();
    }
    let other = Login { account: AccountId::from_bytes([2; 16]), ..login(9, 1) };
    logins::insert(&mut tx, &other).await.unwrap();
    let kit = Login { kind: LoginKind::Kit, ..login(10, 1) };
    logins::insert(&mut tx, &kit).await.unwrap();
    let trimmed = logins::trim(&mut tx, ACCOUNT, LoginKind::Opaque, 2).await.unwrap();
    assert_eq!(trimmed, 3);
    assert!(logins::take(&mut tx, kit.id, LoginKind::Kit, 0).await.unwrap().is_some());
    for (n, there) in [(1, false), (3, false), (4, true), (5, true), (9, true)] {
        let id = LoginId::from_bytes([n; 16]);
        let taken = logins::take(&mut tx, id, LoginKind::Opaque, 0).await.unwrap();
        assert_eq!(taken.is_some(), there, "{n}");
    }
}

fn session(hash: u8) -> Session {
    Session {
        token_hash: [hash; 32],
        account: ACCOUNT,
        level: Level::Full,
        way: SlotKind::Kit,
        slot: SlotId::from_bytes([7; 16]),
        created_at: 10,
        fresh_at: 11,
        seen_at: 12,
        expires_at: 100,
    }
}

pub(super) async fn sessions_live_until_idle_or_old(db: Db) {
    insert(&db, 1, "jana@example.cz").await;
    let mut tx = write(&db).await;
    sessions::insert(&mut tx, &session(1)).await.unwrap();
    let found = sessions::living(&mut tx, &[1; 32], 99, 12).await.unwrap().unwrap();
    assert_eq!((found.level, found.way, found.slot), (Level::Full, SlotKind::Kit, session(1).slot));
    assert_eq!((found.created_at, found.fresh_at, found.seen_at), (10, 11, 12));
    assert!(sessions::living(&mut tx, &[1; 32], 100, 0).await.unwrap().is_none());
    assert!(sessions::living(&mut tx, &[1; 32], 99, 13).await.unwrap().is_none());
    sessions::touch(&mut tx, &[1; 32], 50).await.unwrap();
    sessions::touch(&mut tx, &[1; 32], 40).await.unwrap();
    let found = sessions::living(&mut tx, &[1; 32], 99, 50).await.unwrap().unwrap();
    assert_eq!(found.seen_at, 50);
    sessions::limit(&mut tx, &[1; 32], 200).await.unwrap();
    sessions::limit(&mut tx, &[1; 32], 60).await.unwrap();
    assert!(sessions::living(&mut tx, &[1; 32], 60, 0).await.unwrap().is_none());
}

pub(super) async fn a_session_ends_once(db: Db) {
    insert(&db, 1, "jana@example.cz").await;
    let mut tx = write(&db).await;
    sessions::insert(&mut tx, &session(1)).await.unwrap();
    assert!(sessions::delete(&mut tx, &[1; 32]).await.unwrap());
    assert!(!sessions::delete(&mut tx, &[1; 32]).await.unwrap());
}

fn code(id: u8, created_at: i64) -> codes::Code {
    codes::Code {
        id: [id; 16],
        subject: vec![5; 16],
        purpose: "login".to_owned(),
        channel: "sms".to_owned(),
        target: "+420601123456".to_owned(),
        mac: [id; 32],
        tries: 0,
        created_at,
        expires_at: created_at + 100,
    }
}

pub(super) async fn a_new_code_replaces_the_old_one(db: Db) {
    let mut tx = write(&db).await;
    codes::replace(&mut tx, &code(1, 10)).await.unwrap();
    codes::count_try(&mut tx, &[1; 16]).await.unwrap();
    let found = codes::in_force(&mut tx, &[5; 16], "login", 109).await.unwrap().unwrap();
    assert_eq!((found.id, found.tries, found.mac), ([1; 16], 1, [1; 32]));
    assert!(codes::in_force(&mut tx, &[5; 16], "login", 110).await.unwrap().is_none());
    assert!(codes::in_force(&mut tx, &[5; 16], "phone", 50).await.unwrap().is_none());
    codes::replace(&mut tx, &code(2, 20)).await.unwrap();
    let found = codes::in_force(&mut tx, &[5; 16], "login", 50).await.unwrap().unwrap();
    assert_eq!((found.id, found.tries), ([2; 16], 0));
    assert_eq!(codes::sent_since(&mut tx, &[5; 16], "login", 0).await.unwrap(), (2, Some(20)));
    assert_eq!(codes::sent_since(&mut tx, &[5; 16], "login", 10).await.unwrap(), (1, Some(20)));
    assert_eq!(codes::sent_since(&mut tx, &[5; 16], "phone", 0).await.unwrap(), (0, None));
}

pub(super) async fn a_code_is_consumed_once(db: Db) {
    let mut tx = write(&db).await;
    codes::replace(&mut tx, &code(1, 10)).await.unwrap();
    assert!(codes::consume(&mut tx, &[1; 16], 20).await.unwrap());
    assert!(!codes::consume(&mut tx, &[1; 16], 20).await.unwrap());
    assert!(codes::in_force(&mut tx, &[5; 16], "login", 20).await.unwrap().is_none());
}

pub(super) async fn counters_are_counted_by_one_at_a_time(db: Db) {
    let counting: Vec<_> = (0..10)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = write(&db).await;
                let mut throttle = throttles::lock(&mut tx, "name").await.unwrap();
                throttle.count += 1;
                throttles::store(&mut tx, "name", throttle).await.unwrap();
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for one in counting {
        one.await.unwrap();
    }
    let mut tx = write(&db).await;
    assert_eq!(throttles::lock(&mut tx, "name").await.unwrap().count, 10);
    throttles::clear(&mut tx, "name").await.unwrap();
    assert_eq!(throttles::lock(&mut tx, "name").await.unwrap(), Throttle::default());
}

pub(super) async fn facts_are_recorded_once(db: Db) {
    let mut tx = write(&db).await;
    instance::insert(&mut tx, "realm", b"one").await.unwrap();
    instance::insert(&mut tx, "realm", b"two").await.unwrap();
    let facts = instance::all(&mut tx).await.unwrap();
    assert_eq!(facts, [("realm".to_owned(), b"one".to_vec())]);
    instance::set(&mut tx, "stands", b"1").await.unwrap();
    instance::set(&mut tx, "stands", b"2").await.unwrap();
    assert_eq!(instance::one(&mut tx, "stands").await.unwrap(), Some(b"2".to_vec()));
    assert_eq!(instance::one(&mut tx, "another").await.unwrap(), None);
}

pub(super) async fn sweeping_forgets_the_expired_only(db: Db) {
    insert(&db, 1, "jana@example.cz").await;
    let mut tx = write(&db).await;
    for expires_at in [50, 150] {
        let n = u8::try_from(expires_at).unwrap();
        sessions::insert(&mut tx, &Session { expires_at, ..session(n) }).await.unwrap();
        logins::insert(&mut tx, &login(n, expires_at)).await.unwrap();
        sign_ups::insert(&mut tx, &sign_up(n, expires_at)).await.unwrap();
        codes::replace(&mut tx, &code(n, expires_at)).await.unwrap();
        let name = expires_at.to_string();
        throttles::lock(&mut tx, &name).await.unwrap();
        let throttle = Throttle { count: 1, since: expires_at, blocked_until: 0 };
        throttles::store(&mut tx, &name, throttle).await.unwrap();
    }
    assert_eq!(sessions::sweep(&mut tx, 100).await.unwrap(), 1);
    assert_eq!(logins::sweep(&mut tx, 100).await.unwrap(), 1);
    assert_eq!(sign_ups::sweep(&mut tx, 100).await.unwrap(), 1);
    assert_eq!(codes::sweep(&mut tx, 100).await.unwrap(), 1);
    assert_eq!(throttles::sweep(&mut tx, 100, 100).await.unwrap(), 1);
    assert!(sessions::living(&mut tx, &[150; 32], 100, 0).await.unwrap().is_some());
}

pub(super) async fn a_dropped_transaction_leaves_nothing(db: Db) {
    let mut tx = write(&db).await;
    instance::insert(&mut tx, "realm", b"one").await.unwrap();
    drop(tx);
    let mut tx = write(&db).await;
    assert_eq!(instance::all(&mut tx).await.unwrap(), []);
    instance::insert(&mut tx, "realm", b"two").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.begin_read().await.unwrap();
    assert_eq!(instance::all(&mut tx).await.unwrap().len(), 1);
}

pub(super) async fn a_reader_cannot_write(db: Db) {
    let mut tx = db.begin_read().await.unwrap();
    assert!(instance::insert(&mut tx, "realm", b"one").await.is_err());
}
