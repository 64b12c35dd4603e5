//! `stafeta open FILE.stafeta`: opens an offline bundle with the kit alone; no server, no configuration.
//!
//! Everything is verified before it is offered: files are written into a hidden folder beside the one that was
//! asked for, which appears at the end. A damaged file is left out and named, and the command fails; the text
//! and the sound files are there all the same. Nothing is overwritten.

mod fault;
mod folder;
mod kit;
mod names;
mod render;

use fault::Fault;
use folder::Folder;
use names::Names;
use stafeta_shared::{
    crypto::{
        offline::{OfflineError, OfflineReader, OpenedOffline},
        version::Purpose,
    },
    i18n::{Lang, Texts},
};
use std::{
    fs::File,
    io::{BufReader, Read, Seek, Write as _},
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
        Some(out) => {
            if opened.header.purpose == Purpose::Drill {
                say(&format!("{}\n", texts.t("open-drill")))?;
            }
            write(out, reader, &text, &names, texts)
        }
        None => show(reader, &text, &opened, &names, texts),
    }
}

fn write<R: Read + Seek>(
    out: &Path,
    reader: OfflineReader<R>,
    text: &str,
    names: &Names,
    texts: Texts,
) -> Result<(), Fault> {
    let folder = Folder::create(out)?;
    let whole = take_files(reader, names, |reader, name| {
        let mut file = folder.file(name)?;
        if sound(reader.copy_next(&mut file))? {
            file.sync_all().map_err(Fault::write(out))?;
            return Ok(true);
        }
        folder.remove(name)?;
        Ok(false)
    })?;
    let mut file = folder.file("handover.md")?;
    // Whoever is given the folder later must read there too what is missing.
    let missing = whole.as_ref().err().map(|fault| format!("\n{}\n", fault.text(texts)));
    let text = [text, &missing.unwrap_or_default()].concat();
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Fault::write(out))?;
    folder.keep()?;
    let path = out.display().to_string();
    let written = if whole.is_ok() { "open-written" } else { "open-written-incomplete" };
    say(&format!("{}\n", texts.ta(written, &[("path", path.into())])))?;
    whole
}

/// Verifies the files too, although they are not written.
fn show<R: Read + Seek>(
    reader: OfflineReader<R>,
    text: &str,
    opened: &OpenedOffline,
    names: &Names,
    texts: Texts,
) -> Result<(), Fault> {
    let whole =
        take_files(reader, names, |reader, _| sound(reader.copy_next(&mut std::io::sink())))?;
    say(text)?;
    if whole.is_ok() {
        let hint =
            if opened.body.attachments.is_empty() { "open-shown" } else { "open-shown-files" };
        say(&format!("\n{}\n", texts.t(hint)))?;
    }
    whole
}

/// Takes one file after the other by its safe name. Whoever needs what is in here may have no other copy: the
/// text and every sound file come out whatever happened to the rest, and what did not is named.
fn take_files<R: Read + Seek>(
    mut reader: OfflineReader<R>,
    names: &Names,
    mut take: impl FnMut(&mut OfflineReader<R>, &str) -> Result<bool, Fault>,
) -> Result<Result<(), Fault>, Fault> {
    let mut lost = Vec::new();
    while let Some(entry) = reader.next_entry() {
        let name = names.of_id(entry.id);
        if !take(&mut reader, name)? {
            lost.push(name.to_owned());
        }
    }
    let ended = sound(reader.finish())?;
    Ok(if ended && lost.is_empty() { Ok(()) } else { Err(Fault::Incomplete(lost)) })
}

/// Whether it could be read and was authentic: to whom a file is lost, it makes no difference. Where what is
/// read cannot be written nothing more is tried.
fn sound(read: Result<(), OfflineError>) -> Result<bool, Fault> {
    match read {
        Ok(()) => Ok(true),
        Err(OfflineError::Refused | OfflineError::Read(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn say(text: &str) -> Result<(), Fault> {
    std::io::stdout().write_all(text.as_bytes()).map_err(Fault::Disk)
}

#[cfg(test)]
mod tests;
