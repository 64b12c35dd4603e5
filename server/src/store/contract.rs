//! The contract of the store, held by both databases: a test per method or rule.
//!
//! To add an entity: a file here with its rules as `async fn(db: Db)`, and a line in
//! [`contract!`]. On PostgreSQL a rule is skipped, and says so, where none is installed.

use super::{Db, Tx};
use crate::testing::postgres;

mod accounts;
mod auth;
mod post;

/// A fresh SQLite database in a folder that lives as long as the test.
async fn sqlite() -> (Db, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("db.sqlite").display());
    let db = Db::connect(&url).await.unwrap();
    db.migrate().await.unwrap();
    (db, folder)
}

macro_rules! contract {
    ($($area:ident { $($rule:ident)* })*) => {
        mod on_sqlite {
            $(mod $area {$(
                #[tokio::test]
                async fn $rule() {
                    let (db, _folder) = super::super::sqlite().await;
                    super::super::$area::$rule(db).await;
                }
            )*})*
        }
        mod on_postgres {
            $(mod $area {$(
                #[tokio::test]
                async fn $rule() {
                    match super::super::postgres::database().await {
                        Some(db) => super::super::$area::$rule(db).await,
                        None => eprintln!("skipped: PostgreSQL is not installed here"),
                    }
                }
            )*})*
        }
    };
}

contract! {
    accounts {
        an_account_is_found_by_id_and_address
        one_address_one_account
        the_vault_moves_by_one_and_only_once
        a_replaced_vault_is_kept_until_it_is_swept
        of_many_writers_one_wins
        a_strong_sign_never_goes_back
        slots_kits_and_bundles_are_found
        strangers_are_not_related
    }
    auth {
        a_sign_up_serves_once
        a_login_is_taken_by_one
        logins_are_trimmed_to_the_newest
        sessions_live_until_idle_or_old
        a_session_ends_once
        a_new_code_replaces_the_old_one
        a_code_is_consumed_once
        counters_are_counted_by_one_at_a_time
        facts_are_recorded_once
        sweeping_forgets_the_expired_only
        a_dropped_transaction_leaves_nothing
        a_reader_cannot_write
    }
    post {
        a_message_is_enqueued_leased_and_settled_once
        what_a_clock_far_ahead_put_off_is_not_forgotten
        what_must_arrive_may_wait_for_a_month
        nothing_waits_longer_than_it_is_old
        a_backlog_is_as_old_as_it_is_ready
        only_what_is_done_and_over_is_forgotten
        what_is_taken_back_does_not_leave
        a_channel_is_proven_by_what_it_took
        a_message_to_ourselves_that_comes_back_for_its_address_is_a_refusal
        of_messages_to_ourselves_the_newest_with_an_answer_counts
        what_comes_back_takes_everything_it_carried_along
        due_watches_are_found_by_either_clock
        of_two_changes_to_a_watch_one_wins
        contacts_keep_their_order_and_their_tries
        a_changed_event_breaks_the_chain
        silence_is_counted_by_owner_and_day
        links_are_found_by_their_hash
        a_cycle_releases_once_and_can_be_called_back
        the_newest_head_and_a_few_receipts_are_kept
        the_counter_moves_only_from_the_version_seen
        captured_messages_keep_their_order
    }
}

async fn write(db: &Db) -> Tx {
    db.begin_write().await.unwrap()
}
