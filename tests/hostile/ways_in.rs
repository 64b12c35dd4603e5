//! E4: a weaker password login, an old suite, a legacy format. E5: a slot that opens under two keys.

use crate::{
    insider::Insider,
    scene::{Planted, left, nothing_left, seen, unverifiable},
    two_keys,
};
use serde_json::{Value, json};
use stafeta_client::{
    keeper::transport::Method,
    protocol::{Answer, Command, Refusal},
};
use stafeta_shared::{
    api::{InstanceResponse, LoginStartResponse, Problem, ProblemCode, VaultResponse, paths},
    bytes::B64,
    crypto::account::{Kek, open_slot},
};
use stafeta_tests::support::{
    device::{Device, Stage, password},
    liar::rewrite,
    pair::OWNER,
    service::Service,
};

/// An owner with an account, and another device of theirs on which nothing is known yet.
async fn owner(stage: Stage<'_>) -> (Service, Device, Planted) {
    let service = stage.service().await;
    let device = stage.device(&service, "owner").await;
    device.sign_up(&service, OWNER.0, OWNER.1).await;
    let insider = Insider::new(&service, OWNER).await;
    let kek = two_keys::kek(&insider.export_key);
    let planted =
        Planted::new(&[("export key", insider.export_key.expose_secret()), ("KEK", &kek)]);
    let fresh = stage.device(&service, "fresh").await;
    (service, fresh, planted)
}

/// What the server answers to KE1.
type Lie = fn(&mut LoginStartResponse);

/// E4: what comes back for KE1 is of another suite, of another form, or of another server.
pub(crate) async fn weaker_login(stage: Stage<'_>) {
    let (service, device, planted) = owner(stage).await;
    let lies: [(Lie, Refusal, &str); 5] = [
        (|a| a.suite = 0, Refusal::Unverifiable, "problem-refusal-unverifiable"),
        (|a| a.suite = 2, Refusal::Unverifiable, "problem-refusal-unverifiable"),
        (|a| a.ke2.0.truncate(192), Refusal::WrongSecret, "problem-refusal-wrong-secret"),
        (|a| a.ke2.0.push(0), Refusal::WrongSecret, "problem-refusal-wrong-secret"),
        (|a| a.ke2.0[300] ^= 1, Refusal::WrongSecret, "problem-refusal-wrong-secret"),
    ];
    for (lie, refusal, words) in lies {
        device.hears(Method::Post, paths::LOGIN_START, lie);
        service.wait(20 * 60_000);
        device.liar.take_sent();
        seen(device.ask(password(OWNER.0)).await, &refusal, (words, &[]));
        nothing_left(&device, &["POST /finish", "GET /vault"], &planted);
    }
    suite_refused(&service, &device, &planted).await;
    parameters_of_the_servers_choice(&service, &device).await;
}

/// The server wants another suite altogether: there is none that this build would take.
async fn suite_refused(service: &Service, device: &Device, planted: &Planted) {
    device.on_answer(|request, mut response| {
        if request.path == paths::LOGIN_START {
            let code = ProblemCode::SuiteRefused;
            (response.status, response.body) =
                (code.status(), serde_json::to_vec(&Problem::new(code)).unwrap());
        }
        Some(response)
    });
    service.wait(20 * 60_000);
    device.liar.take_sent();
    let answer = device.ask(password(OWNER.0)).await;
    let refusal = Refusal::Problem {
        code: ProblemCode::SuiteRefused,
        request_id: String::new(),
        retry_after: None,
    };
    seen(answer, &refusal, ("problem-suite-refused", &[]));
    nothing_left(device, &["POST /finish"], planted);
}

/// Parameters beside the messages change nothing: the login succeeds with the suite's own.
async fn parameters_of_the_servers_choice(service: &Service, device: &Device) {
    device.hears(Method::Post, paths::LOGIN_START, |answer: &mut Value| {
        answer["kdf"] = json!({"name": "argon2id", "m": 8, "t": 1, "p": 1});
        answer["iterations"] = json!(1);
    });
    service.wait(20 * 60_000);
    device.liar.take_sent();
    let answer = device.log_in(service, OWNER.0, OWNER.1).await;
    assert!(matches!(answer, Answer::Unlocked { .. }));
    left(device, "POST /finish");
}

/// E4: another realm, as a legacy or a foreign installation would have it.
pub(crate) async fn another_realm(stage: Stage<'_>) {
    let (service, device, planted) = owner(stage).await;
    device.on_answer(|request, response| {
        let about = request.path == paths::INSTANCE;
        let rename = |told: &mut InstanceResponse| told.realm.push('x');
        Some(if about { rewrite(response, rename) } else { response })
    });
    service.wait(20 * 60_000);
    device.liar.take_sent();
    let answer = device.ask(password(OWNER.0)).await;
    seen(answer, &Refusal::WrongSecret, ("problem-refusal-wrong-secret", &[]));
    nothing_left(&device, &["POST /finish"], &planted);
}

async fn up_to_the_vault(service: &Service, device: &Device) -> Answer {
    device.liar.take_sent();
    device.log_in(service, OWNER.0, OWNER.1).await
}

/// E4: slot or vault in another suite, of another magic, cut.
pub(crate) async fn legacy_formats(stage: Stage<'_>) {
    let (service, device, planted) = owner(stage).await;
    let lies: [fn(&mut VaultResponse); 6] = [
        |a| a.stored.0[10] = 0,
        |a| a.stored.0[10] = 2,
        |a| a.stored.0[3] = b'0',
        |a| a.vault.0[11] = 2,
        |a| a.vault.0[3] = b'0',
        |a| a.vault.0.truncate(a.vault.0.len() - 16),
    ];
    for lie in lies {
        device.hears(Method::Get, paths::VAULT, lie);
        unverifiable(up_to_the_vault(&service, &device).await);
        nothing_left(&device, &["PUT /vault", "POST /invitations"], &planted);
        let locked = device.ask(Command::People).await;
        seen(locked, &Refusal::Locked, ("problem-refusal-locked", &[]));
    }
    device.honest();
    let answer = up_to_the_vault(&service, &device).await;
    assert!(matches!(answer, Answer::Unlocked { .. }));
}

/// E5: the slot opens under the true key and under a guessed one, as far as AES-GCM goes.
pub(crate) async fn multi_key_slot(stage: Stage<'_>) {
    let (service, device, planted) = owner(stage).await;
    let insider = Insider::new(&service, OWNER).await;
    let account = insider.vault.account();
    let (kek, guess) = (two_keys::kek(&insider.export_key), [0x11; 32]);
    let stored = &insider.answer.stored.0;
    let ctx = &stored[..stored.len() - 104];
    let to_true = two_keys::slot(ctx, [&kek, &guess], 0);
    let opened = open_slot(&to_true, account, &Kek::from_password(&insider.export_key));
    assert!(opened.is_ok(), "committed to the true key it opens: only the commitment stands");
    let to_guess = two_keys::slot(ctx, [&kek, &guess], 1);
    device.hears(Method::Get, paths::VAULT, move |answer: &mut VaultResponse| {
        answer.stored = B64(to_guess.clone());
    });
    unverifiable(up_to_the_vault(&service, &device).await);
    nothing_left(&device, &["PUT /vault"], &planted);
    device.honest();
    let answer = up_to_the_vault(&service, &device).await;
    assert!(matches!(answer, Answer::Unlocked { .. }));
}
