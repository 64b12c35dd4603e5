//! A new handover: empty, or from a template that asks the right questions.

use crate::{
    app::{
        components::{feedback::task_failure, form::Button, layout::Page},
        context::use_ctx,
        router::Route,
        services::watches,
        task::use_task,
        test_ids,
    },
    expect_answer,
    protocol::{Answer, Command},
};
use stafeta_shared::{
    content::{Block, Contact, Credential, Step, Steps, Text},
    i18n::Texts,
};
use yew::prelude::*;

/// Names of the templates, as their texts have them; the first is empty.
const TEMPLATES: [&str; 5] = ["empty", "client", "family", "company", "website"];

/// Chooses a template.
#[component]
pub fn New() -> Html {
    let ctx = use_ctx();
    let t = ctx.texts;
    let task = use_task();
    let create = |template: &'static str| {
        let (ctx, task) = (ctx.clone(), task.clone());
        Callback::from(move |()| {
            let t = ctx.texts;
            let (here, blocks) = (ctx.clone(), blocks(t, template));
            let title = match template {
                "empty" => String::new(),
                other => t.t(&format!("handover-template-{other}-title")),
            };
            let work = async move {
                let watch = watches::all().await?.watches.first().map(|one| one.watch);
                let command = Command::HandoverCreate { watch, title, blocks };
                let call = here.keeper.call(&command);
                expect_answer!(call, Answer::Handover { handover } => handover)
            };
            let ctx = ctx.clone();
            task.run(work, move |opened| ctx.go(Route::Handover(opened.summary.handover)));
        })
    };
    html! {
        <Page title={t.t("handover-new-title")} lead={t.t("handover-new-lead")} back={Route::Home}>
            { task_failure(&task) }
            <ul class="list">
                { for TEMPLATES.into_iter().map(|name| {
                    let title = t.t(&format!("handover-template-{name}"));
                    html! {
                        <li key={name}>
                            <div>
                                <p><strong>{ title.clone() }</strong></p>
                                <p class="muted">{ t.t(&format!("handover-template-{name}-hint")) }</p>
                            </div>
                            <Button text={t.t("handover-new-use")} label={format!("{}: {title}", t.t("handover-new-use"))}
                                look="secondary" on={create(name)} disabled={task.busy()}
                                test={format!("{}-{name}", test_ids::TEMPLATE)} />
                        </li>
                    }
                }) }
            </ul>
        </Page>
    }
}

/// First blocks of a template.
fn blocks(t: Texts, template: &str) -> Vec<Block> {
    if template == "empty" {
        return vec![Block::Text(Text::default())];
    }
    let word = |part: &str| t.t(&format!("handover-template-{template}-{part}"));
    let steps = ["step-1", "step-2", "step-3"].map(|part| Step {
        md: word(part),
        first: part == "step-1",
        extra: None,
    });
    let mut blocks = vec![
        Block::Text(Text { md: word("text"), extra: None }),
        Block::Steps(Steps { title: word("steps"), items: steps.to_vec(), extra: None }),
    ];
    blocks.extend(
        ["site-1", "site-2"].map(|part| {
            Block::Credential(Credential { site: word(part), ..Credential::default() })
        }),
    );
    blocks.push(Block::Contact(Contact { note: word("contact"), ..Contact::default() }));
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use stafeta_shared::lang::Lang;

    #[test]
    fn every_template_speaks_every_language() {
        for lang in Lang::ALL {
            for template in TEMPLATES {
                let shown = serde_json::to_string(&blocks(Texts::get(lang), template)).unwrap();
                assert!(!shown.contains("-template-"), "{lang} {template}: {shown}");
            }
        }
    }
}
