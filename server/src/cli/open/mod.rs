//! `stafeta open FILE.stafeta`: opens an offline bundle with the kit alone; no server, no configuration.
//!
//! Everything is verified before anything is offered: files are written into a hidden folder beside the one
//! that was asked for, which appears whole or not at all. Nothing is overwritten.

mod fault;
mod folder;
mod kit;
mod names;
mod render;

use fault::Fault;
use folder::Folder;
use names::Names;
use stafeta_shared::{
    crypto::offline::{OfflineReader, OpenedOffline},
    i18n::{Lang, Texts},
};
use std::{
    fs::File,
    io::{BufReader, Read, Write as _},
    path::{Path, PathBuf},
};

/// What to open, and where to.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// The offline bundle.
    file: PathBuf,
    /// Write text and files into this new folder; without it, the text is shown and nothing is written.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// The language of questions and answers: cs, en, de.
    #[arg(long, env = "LANG", default_value = "en")]
    lang: String,
}

/// Opens, and writes or shows.
pub(super) fn run(options: &Options) -> super::Done {
    let texts = Texts::get(Lang::from_accept(&options.lang));
    open(options, texts).map_err(|fault| fault.told(texts).into())
}

fn open(options: &Options, texts: Texts) -> Result<(), Fault> {
    if let Some(out) = &options.out {
        folder::refuse_existing(out)?;
    }
    let file = File::open(&options.file).map_err(Fault::read(&options.file))?;
    let code = kit::ask(texts)?;
    let (reader, opened) = OfflineReader::open(BufReader::new(file), &code)?;
    let names = Names::of(&opened.body.attachments);
    let text = render::render(&opened, &names, texts);
    match &options.out {
        Some(out) => write(out, reader, &text, &names, texts),
        None => show(reader, &text, &opened, texts),
    }
}

fn write<R: Read>(
    out: &Path,
    mut reader: OfflineReader<R>,
    text: &str,
    names: &Names,
    texts: Texts,
) -> Result<(), Fault> {
    let folder = Folder::create(out)?;
    while let Some(entry) = reader.next_entry() {
        let mut file = folder.file(names.of_id(entry.id))?;
        reader.copy_next(&mut file)?;
        file.sync_all().map_err(Fault::write(out))?;
    }
    reader.finish()?;
    let mut file = folder.file("handover.md")?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Fault::write(out))?;
    folder.keep()?;
    let path = out.display().to_string();
    say(&format!("{}\n", texts.ta("open-written", &[("path", path.into())])))
}

/// Verifies the files too, although they are not written.
fn show<R: Read>(
    mut reader: OfflineReader<R>,
    text: &str,
    opened: &OpenedOffline,
    texts: Texts,
) -> Result<(), Fault> {
    while reader.next_entry().is_some() {
        reader.copy_next(&mut std::io::sink())?;
    }
    reader.finish()?;
    say(text)?;
    let hint = if opened.body.attachments.is_empty() { "open-shown" } else { "open-shown-files" };
    say(&format!("\n{}\n", texts.t(hint)))
}

fn say(text: &str) -> Result<(), Fault> {
    std::io::stdout().write_all(text.as_bytes()).map_err(Fault::Disk)
}

#[cfg(test)]
mod tests;
