//! What was sealed in Chromium, opened by the independent reader: it has what the server sent the recipient,
//! the code of their kit, and `docs/FORMAT.md`.

use crate::{people::at, test_ids as id, world::World};
use anyhow::{Context as _, Result, ensure};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use stafeta_shared::api::{KeyResponse, MeResponse, SealedResponse, VaultResponse, paths};
use stafeta_tests::support::{browser::Person, decryptor};
use std::{collections::BTreeMap, path::Path, process::Output};

/// What a recipient has in their hands after a release.
pub(crate) struct Pieces {
    handover: String,
    kit: String,
    me: MeResponse,
    way: VaultResponse,
    sealed: SealedResponse,
    key: KeyResponse,
    /// Files as they are sealed, by their ids.
    files: BTreeMap<String, Vec<u8>>,
}

impl Pieces {
    /// Everything the server sent to the recipient when they read, out of the traffic; slot and vault as it
    /// gives them to whoever comes in `person`'s browser with the kit alone.
    pub(crate) async fn gather(
        world: &World,
        person: &Person,
        kit: &[String],
        handover: &str,
    ) -> Result<Self> {
        person.open(&world.url("/kit")).await?;
        person.fill(&at(id::KIT_CODE), &kit.join(" ")).await?;
        person.press(&at(id::SUBMIT)).await?;
        person.wait_for(&at(id::NAV_ME)).await?;
        let inbox = paths::fill(paths::INBOX_SEALED, &[handover]);
        let key = paths::fill(paths::INBOX_KEY, &[handover]);
        Ok(Self {
            handover: handover.to_owned(),
            kit: kit.join("-"),
            me: get(person, paths::ME).await?,
            way: get(person, paths::VAULT).await?,
            sealed: serde_json::from_slice(&sent(world, &format!("GET {inbox}"))?)?,
            key: serde_json::from_slice(&sent(world, &format!("POST {key}"))?)?,
            files: files(world, &format!("GET {inbox}/attachments/"))?,
        })
    }

    /// The message as the reader prints it.
    pub(crate) fn open(&self) -> Result<Value> {
        let output = self.hand_over()?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the independent reader says: {complaint}");
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// The reader refuses them with one bit flipped in the body, or in the file, or with another's kit.
    pub(crate) fn refused_when_changed(mut self, other_kit: &[String]) -> Result<()> {
        flip(&mut self.sealed.body.0);
        self.refused("a changed body")?;
        flip(&mut self.sealed.body.0);
        for sealed in self.files.values_mut() {
            flip(sealed);
        }
        self.refused("a changed file")?;
        self.files.values_mut().for_each(|sealed| flip(sealed));
        let kit = std::mem::replace(&mut self.kit, other_kit.join("-"));
        self.refused("another's kit")?;
        self.kit = kit;
        self.open().map(drop).context("put right again")
    }

    fn refused(&self, what: &str) -> Result<()> {
        let output = self.hand_over()?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.code() == Some(1), "{what} ends with {}: {complaint}", output.status);
        ensure!(
            complaint.starts_with("Refused:") && output.stdout.is_empty(),
            "{what}: {complaint}"
        );
        Ok(())
    }

    fn hand_over(&self) -> Result<Output> {
        let folder = tempfile::tempdir()?;
        for (id, sealed) in &self.files {
            std::fs::write(folder.path().join(id), sealed)?;
        }
        let pieces = folder.path().join("pieces.json");
        std::fs::write(&pieces, self.written().to_string())?;
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
        Ok(decryptor::module(scratch, "stafeta_open.handover")?.arg(pieces).output()?)
    }

    /// In the form that `tests/decryptor/README.md` describes.
    fn written(&self) -> Value {
        let sealed = &self.sealed;
        let history = sealed.history.iter().map(
            |earlier| json!({"header": base64(&earlier.header), "signature": base64(&earlier.sig)}),
        );
        let files = self.files.keys().map(|id| json!({"id": base64(id), "sealed": {"file": id}}));
        json!({
            "asked": {
                "owner": base64(sealed.owner),
                "recipient": base64(self.me.account),
                "handover": base64(&self.handover),
                "version": sealed.version,
                "purpose": 1,
            },
            "kit": {
                "code": self.kit,
                "slot": base64(&self.way.stored),
                "vault": base64(&self.way.vault),
            },
            "received": {
                "header": base64(&sealed.header),
                "signature": base64(&sealed.sig),
                "owner_bundles": sealed.owner_bundles.iter().map(base64).collect::<Value>(),
                "history": history.collect::<Value>(),
                "wrap": base64(&sealed.wrap),
                "lock": base64(&sealed.lock),
                "k_srv": base64(&self.key.k_srv),
                "body": base64(&sealed.body),
                "psk_hint": sealed.psk_hint.map(base64),
            },
            "attachments": files.collect::<Value>(),
        })
    }
}

/// Of something that is base64url in JSON.
fn base64(text: impl serde::Serialize) -> Value {
    json!({"base64": text})
}

fn flip(bytes: &mut [u8]) {
    bytes[bytes.len() / 2] ^= 1;
}

/// What the API answers a page that is logged in.
async fn get<T: DeserializeOwned>(person: &Person, path: &str) -> Result<T> {
    person.eval(format!("fetch('{path}').then(answer => answer.json())")).await
}

/// What the server last answered to a request that it granted.
fn sent(world: &World, line: &str) -> Result<Vec<u8>> {
    let granted = world.recorder.exchanges().into_iter().rev();
    let last = granted.filter(|passed| passed.status == 200).find(|passed| passed.line == line);
    Ok(last.with_context(|| format!("{line} was never granted"))?.response)
}

/// The files out of their parts.
fn files(world: &World, start: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut parts = BTreeMap::new();
    for passed in world.recorder.exchanges() {
        let Some(rest) = passed.line.strip_prefix(start).filter(|_| passed.status == 200) else {
            continue;
        };
        let (id, number) = rest.split_once("/parts/").context("a part")?;
        parts.insert((id.to_owned(), number.parse::<u64>()?), passed.response);
    }
    let mut files = BTreeMap::<_, Vec<u8>>::new();
    for ((id, _), part) in parts {
        files.entry(id).or_default().extend(part);
    }
    Ok(files)
}
