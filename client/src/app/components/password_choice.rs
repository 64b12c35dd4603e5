//! Choosing a password: a generated passphrase is proposed, an own one is possible. Asks the
//! keeper for words and for its judgement; hands out a password only when it is acceptable.

use crate::{
    app::{
        components::{copy::Copy, form::Password},
        context::use_ctx,
        services::browser,
        test_ids,
    },
    protocol::{Answer, Command, PasswordJudgement},
};
use stafeta_shared::limits::PASSWORD_MIN_CHARS;
use yew::prelude::*;

/// Properties of [`PasswordChoice`].
#[derive(Properties, PartialEq)]
pub struct PasswordChoiceProps {
    /// The acceptable password, or none yet.
    pub on: Callback<Option<String>>,
    /// Address of the account, for password managers.
    pub email: AttrValue,
}

/// Proposes a passphrase, or takes an own password.
#[component]
pub fn PasswordChoice(props: &PasswordChoiceProps) -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let own = use_state(|| false);
    let words = use_state(String::new);
    let typed = use_state(String::new);
    let judgement = use_state(|| None::<PasswordJudgement>);

    let propose = {
        let (ctx, words, on) = (ctx.clone(), words.clone(), props.on.clone());
        Callback::from(move |()| {
            let command = Command::SuggestPassphrase { language: ctx.lang().tag().to_owned() };
            let call = ctx.keeper.call(&command);
            let (words, on) = (words.clone(), on.clone());
            wasm_bindgen_futures::spawn_local(async move {
                if let Ok(Answer::Passphrase { words: new }) = call.await {
                    on.emit(Some(new.clone()));
                    words.set(new);
                }
            });
        })
    };
    {
        let propose = propose.clone();
        use_effect_with((), move |()| propose.emit(()));
    }
    let switch = {
        let (own, typed, words, on) = (own.clone(), typed.clone(), words.clone(), props.on.clone());
        let judgement = judgement.clone();
        Callback::from(move |_: MouseEvent| {
            if *own {
                on.emit(Some((*words).clone()).filter(|words| !words.is_empty()));
                typed.set(String::new());
                judgement.set(None);
            } else {
                on.emit(None);
            }
            own.set(!*own);
        })
    };
    let latest = use_mut_ref(|| 0_u32);
    let type_own = {
        let (ctx, typed, judgement) = (ctx.clone(), typed.clone(), judgement.clone());
        let on = props.on.clone();
        Callback::from(move |password: String| {
            typed.set(password.clone());
            on.emit(None);
            *latest.borrow_mut() += 1;
            let (mine, latest) = (*latest.borrow(), latest.clone());
            let (ctx, on, judgement) = (ctx.clone(), on.clone(), judgement.clone());
            wasm_bindgen_futures::spawn_local(async move {
                browser::sleep(250).await;
                if *latest.borrow() != mine {
                    return;
                }
                let call = ctx.keeper.call(&Command::JudgePassword { password: password.clone() });
                if let Ok(Answer::Password { judgement: judged }) = call.await
                    && *latest.borrow() == mine
                {
                    judgement.set(Some(judged));
                    on.emit((judged == PasswordJudgement::Good).then_some(password));
                }
            });
        })
    };

    let error = match *judgement {
        Some(PasswordJudgement::TooShort) if !typed.is_empty() => Some(t.ta(
            "signup-password-short",
            &[("n", i64::try_from(PASSWORD_MIN_CHARS).unwrap_or_default().into())],
        )),
        Some(PasswordJudgement::Common) => Some(t.t("signup-password-common")),
        _ => None,
    };
    let another = Callback::from(move |_: MouseEvent| propose.emit(()));
    html! {
        <fieldset class="stack password-choice">
            <legend>{ t.t("common-password") }</legend>
            // Password managers file the password under this address.
            <input class="visually-hidden" type="email" autocomplete="username" readonly=true
                tabindex="-1" aria-hidden="true" value={props.email.clone()} />
            if *own {
                <Password id={test_ids::PASSWORD} label={t.t("signup-password-own")} value={(*typed).clone()}
                    on={type_own} autocomplete="new-password" hint={t.t("signup-password-own-hint")}
                    error={error.map(AttrValue::from)} />
                if *judgement == Some(PasswordJudgement::Good) && !typed.is_empty() {
                    <p class="hint" role="status">{ t.t("signup-password-good") }</p>
                }
            } else {
                <p>{ t.t("signup-passphrase-why") }</p>
                <p class="passphrase" data-test={test_ids::PASSPHRASE} aria-live="polite">{ (*words).clone() }</p>
                <div class="actions">
                    <Copy text={(*words).clone()} what={t.t("common-password")} />
                    <button type="button" class="button secondary" onclick={another}
                        data-test={test_ids::ANOTHER_PASSPHRASE}>{ t.t("signup-passphrase-another") }</button>
                </div>
            }
            <button type="button" class="button quiet" onclick={switch} data-test={test_ids::OWN_PASSWORD}>
                { if *own { t.t("signup-password-use-generated") } else { t.t("signup-password-use-own") } }
            </button>
        </fieldset>
    }
}
