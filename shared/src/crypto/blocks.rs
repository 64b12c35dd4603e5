//! Blocks as CBOR maps `{t, …}`: the one place where [`crate::content`] meets the sealed form.
//!
//! Unknown keys and kinds pass through; a known key of another type is refused.

use super::{
    cbor::{Extra, Map},
    error::{Checked, ensure},
};
use crate::{
    bytes::B64,
    content::{Block, Contact, Credential, File, Link, Step, Steps, Text, Unknown},
    ids::AttachmentId,
};

fn start(extra: &crate::content::Extra) -> Checked<Map> {
    Ok(match extra {
        Some(bytes) => Map::with(&Extra::decode(bytes)?),
        None => Map::new(),
    })
}

fn rest(map: Map) -> crate::content::Extra {
    let extra = map.extra();
    (!extra.is_empty()).then(|| B64(extra.encode()))
}

/// The block as a map. Fails only when opaque parts are not what they were when read.
pub(super) fn write(block: &Block) -> Checked<Map> {
    Ok(match block {
        Block::Text(b) => start(&b.extra)?.put("t", "text").put("md", b.md.as_str()),
        Block::Steps(b) => {
            let items = b.items.iter().map(write_step).collect::<Checked<Vec<_>>>()?;
            start(&b.extra)?
                .put("t", "steps")
                .put("title", b.title.as_str())
                .put_maps("items", items)
        }
        Block::Credential(b) => start(&b.extra)?
            .put("t", "credential")
            .put("site", b.site.as_str())
            .put("url", b.url.as_str())
            .put("user", b.user.as_str())
            .put("password", b.password.as_str())
            .put("totp", b.totp.as_str())
            .put("note", b.note.as_str()),
        Block::Link(b) => start(&b.extra)?
            .put("t", "link")
            .put("url", b.url.as_str())
            .put("text", b.text.as_str()),
        Block::File(b) => start(&b.extra)?
            .put("t", "file")
            .put_bytes("att_id", b.att_id.as_bytes())
            .put("caption", b.caption.as_str()),
        Block::Contact(b) => start(&b.extra)?
            .put("t", "contact")
            .put("name", b.name.as_str())
            .put("phone", b.phone.as_str())
            .put("mail", b.mail.as_str())
            .put("note", b.note.as_str()),
        Block::Unknown(b) => Map::decode(&b.raw)?,
    })
}

fn write_step(step: &Step) -> Checked<Map> {
    let map = start(&step.extra)?.put("md", step.md.as_str());
    Ok(if step.first { map.put("first", true) } else { map })
}

/// The block of a map.
pub(super) fn read(mut map: Map) -> Checked<Block> {
    ensure(map.has("t"))?;
    let kind = map.text("t")?;
    Ok(match kind.as_str() {
        "text" => Block::Text(Text { md: map.text("md")?, extra: rest(map) }),
        "steps" => Block::Steps(Steps {
            title: map.text("title")?,
            items: map.maps("items", read_step)?,
            extra: rest(map),
        }),
        "credential" => Block::Credential(Credential {
            site: map.text("site")?,
            url: map.text("url")?,
            user: map.text("user")?,
            password: map.text("password")?,
            totp: map.text("totp")?,
            note: map.text("note")?,
            extra: rest(map),
        }),
        "link" => {
            Block::Link(Link { url: map.text("url")?, text: map.text("text")?, extra: rest(map) })
        }
        "file" => Block::File(File {
            att_id: AttachmentId::from_bytes(map.array("att_id")?),
            caption: map.text("caption")?,
            extra: rest(map),
        }),
        "contact" => Block::Contact(Contact {
            name: map.text("name")?,
            phone: map.text("phone")?,
            mail: map.text("mail")?,
            note: map.text("note")?,
            extra: rest(map),
        }),
        _ => Block::Unknown(Unknown {
            raw: B64(map.put("t", kind.as_str()).encode().to_vec()),
            kind,
        }),
    })
}

fn read_step(mut map: Map) -> Checked<Step> {
    Ok(Step { md: map.text("md")?, first: map.flag("first")?, extra: rest(map) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(block: &Block) -> Block {
        read(Map::decode(&write(block).unwrap().encode()).unwrap()).unwrap()
    }

    #[test]
    fn every_kind_round_trips() {
        let step = Step { md: "zavolej na úřad".into(), first: true, extra: None };
        for block in [
            Block::Text(Text { md: "Milá Jano,".into(), extra: None }),
            Block::Steps(Steps {
                title: "První den".into(),
                items: vec![step, Step::default()],
                extra: None,
            }),
            Block::Credential(Credential {
                site: "banka".into(),
                password: "p".into(),
                ..Credential::default()
            }),
            Block::Link(Link {
                url: "https://example.org".into(),
                text: "tady".into(),
                extra: None,
            }),
            Block::File(File {
                att_id: AttachmentId::from_bytes([5; 16]),
                caption: "závěť".into(),
                extra: None,
            }),
            Block::Contact(Contact { name: "notář".into(), ..Contact::default() }),
        ] {
            assert_eq!(round_trip(&block), block);
        }
    }

    #[test]
    fn what_a_newer_version_wrote_survives() {
        let newer = Map::new()
            .put("t", "poll")
            .put("question", "?")
            .put("deep", ciborium::Value::Array(vec![1.into()]));
        let bytes = newer.encode();
        let block = read(Map::decode(&bytes).unwrap()).unwrap();
        assert!(matches!(&block, Block::Unknown(u) if u.kind == "poll"));
        assert_eq!(*write(&block).unwrap().encode(), *bytes);

        let bytes = Map::new().put("t", "text").put("md", "x").put("colour", "red").encode();
        let mut block = read(Map::decode(&bytes).unwrap()).unwrap();
        assert_eq!(*write(&block).unwrap().encode(), *bytes);
        // Edited by the page and sent back as JSON, the unknown key is still there.
        let Block::Text(text) = &mut block else { panic!("a text") };
        text.md = "y".into();
        let block: Block = serde_json::from_str(&serde_json::to_string(&block).unwrap()).unwrap();
        let mut map = write(&block).unwrap();
        assert_eq!(
            (map.text("md").unwrap(), map.text("colour").unwrap()),
            ("y".into(), "red".into())
        );
    }

    #[test]
    fn wrong_types_are_refused() {
        assert!(read(Map::new().put("t", "text").put("md", 5)).is_err());
        assert!(read(Map::new().put("t", 5)).is_err());
        assert!(read(Map::new().put("md", "x")).is_err(), "a block without a kind");
        assert!(read(Map::new().put("t", "file").put_bytes("att_id", &[1; 15])).is_err());
    }
}
