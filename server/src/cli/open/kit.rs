//! Asks for the kit's code: on the terminal without echo, otherwise the first line of standard input.

use super::Fault;
use stafeta_shared::{
    crypto::{SecretText, kit::KitCode},
    i18n::Texts,
};
use std::io::{IsTerminal as _, Read, stdin};

/// No code, however generously spaced, is longer.
const LINE_MAX: u64 = 1024;

pub(super) fn ask(texts: Texts) -> Result<KitCode, Fault> {
    let typed = if stdin().is_terminal() {
        rpassword::prompt_password(format!("{} ", texts.t("open-kit-ask")))
            .map(SecretText::new)
            .map_err(|_| Fault::NoKit)?
    } else {
        first_line(stdin().lock())?
    };
    KitCode::parse(typed.expose_secret()).map_err(Fault::Kit)
}

fn first_line(source: impl Read) -> Result<SecretText, Fault> {
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(LINE_MAX as usize));
    source.take(LINE_MAX).read_to_end(&mut bytes).map_err(|_| Fault::NoKit)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = std::str::from_utf8(line).map_err(|_| Fault::NoKit)?.trim();
    if line.is_empty() { Err(Fault::NoKit) } else { Ok(SecretText::new(line.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_line_counts() {
        let line = |bytes: &[u8]| first_line(bytes).map(|line| line.expose_secret().to_owned());
        assert_eq!(line(b" AB-C \r\nsecond").unwrap(), "AB-C");
        assert!(line(b"").is_err() && line(b"\nsecond").is_err() && line(b"\xff\n").is_err());
    }
}
