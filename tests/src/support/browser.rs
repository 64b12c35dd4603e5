//! Drives Debian's Chromium over the DevTools protocol: one browser, a separate context a person.
//!
//! Typing goes through `Input.insertText`, since key events know no Czech letters. The one way to
//! wait is [`Person::until`]: it looks again every 50 ms and says at its end what it waited for and
//! what the page showed instead.

use anyhow::{Context as _, Result, bail, ensure};
use chromiumoxide::{
    Page,
    browser::{Browser, BrowserConfig},
    cdp::browser_protocol::{
        browser::BrowserContextId,
        dom::{GetDocumentParams, QuerySelectorParams, SetFileInputFilesParams},
        emulation::{
            MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
            SetUserAgentOverrideParams,
        },
        input::{DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams},
        log::EventEntryAdded,
        network::{EventRequestWillBeSent, EventWebSocketCreated},
        page::{
            AddScriptToEvaluateOnNewDocumentParams, CaptureScreenshotFormat,
            EventJavascriptDialogOpening, HandleJavaScriptDialogParams,
        },
        target::{CreateBrowserContextParams, CreateTargetParams},
    },
    cdp::js_protocol::runtime::{EvaluateParams, EventConsoleApiCalled, EventExceptionThrown},
    page::ScreenshotParams,
};
use futures::StreamExt as _;
use serde::de::DeserializeOwned;
use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// How long [`Person::until`] waits before it gives up.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running Chromium; ends when dropped.
pub struct Chromium {
    browser: Browser,
    handler: JoinHandle<()>,
    _profile: TempDir,
}

impl Chromium {
    /// Starts a headless Chromium that speaks Czech.
    ///
    /// # Errors
    /// When no Chromium is installed or it does not start.
    pub async fn launch() -> Result<Self> {
        let profile = TempDir::new()?;
        let config = BrowserConfig::builder()
            .chrome_executable("/usr/bin/chromium")
            .user_data_dir(profile.path())
            .no_sandbox()
            .new_headless_mode()
            .viewport(None)
            .window_size(1280, 900)
            .request_timeout(Duration::from_secs(60))
            .env("LANGUAGE", "cs")
            .args([
                "--disable-gpu",
                "--disable-quic",
                "--disable-component-update",
                "--accept-lang=cs,en",
                "--lang=cs",
                "--hide-scrollbars",
            ])
            .build()
            .map_err(anyhow::Error::msg)?;
        let (browser, mut events) = Browser::launch(config).await?;
        let handler = tokio::spawn(async move { while events.next().await.is_some() {} });
        Ok(Self { browser, handler, _profile: profile })
    }

    /// A person of their own: own cookies, own storage.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn person(&self, name: &str) -> Result<Person> {
        let context =
            self.browser.create_browser_context(CreateBrowserContextParams::default()).await?;
        self.tab(name, context).await
    }

    async fn tab(&self, name: &str, context: BrowserContextId) -> Result<Person> {
        let target = CreateTargetParams::builder()
            .url("about:blank")
            .browser_context_id(context)
            .build()
            .map_err(anyhow::Error::msg)?;
        let page = self.browser.new_page(target).await?;
        page.execute(AddScriptToEvaluateOnNewDocumentParams::new(WATCH_VIOLATIONS)).await?;
        let agent = self.browser.user_agent().await?.replace("Headless", "");
        page.execute(
            SetUserAgentOverrideParams::builder()
                .user_agent(agent)
                .accept_language("cs,en;q=0.5")
                .build()
                .map_err(anyhow::Error::msg)?,
        )
        .await?;
        page.enable_log().await?;
        page.enable_runtime().await?;
        let person = Person {
            name: name.to_owned(),
            page,
            requests: Arc::default(),
            console: Arc::default(),
            listeners: Vec::new(),
        };
        person.listen().await
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.handler.abort();
    }
}

/// Keeps what the content security policy and Trusted Types refused, for [`Person::violations`].
const WATCH_VIOLATIONS: &str = "window.__violations = [];
    document.addEventListener('securitypolicyviolation', (e) => window.__violations.push(
        e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile + ':' + e.lineNumber));";

/// One person at a browser.
pub struct Person {
    /// Who, for failure messages and names of pictures.
    pub name: String,
    /// Their page.
    pub page: Page,
    requests: Arc<Mutex<Vec<String>>>,
    console: Arc<Mutex<Vec<String>>>,
    listeners: Vec<JoinHandle<()>>,
}

impl Drop for Person {
    fn drop(&mut self) {
        self.listeners.iter().for_each(JoinHandle::abort);
    }
}

/// Takes all four looks, when pictures are wanted; of a screen that several stories pass, once.
///
/// # Errors
/// When the content security policy refused something on this screen.
#[expect(clippy::disallowed_methods, reason = "the one switch of this suite")]
pub async fn picture(person: &Person, name: &str) -> Result<()> {
    static TAKEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if std::env::var_os("PICTURES_OF_JOURNEY").is_some()
        && TAKEN.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned())
    {
        person.shots(name).await?;
    }
    let violations = person.violations().await?;
    ensure!(violations.is_empty(), "{name}: the policy refused {violations:#?}");
    Ok(())
}

impl Person {
    async fn listen(mut self) -> Result<Self> {
        let mut sent = self.page.event_listener::<EventRequestWillBeSent>().await?;
        let mut sockets = self.page.event_listener::<EventWebSocketCreated>().await?;
        let mut entries = self.page.event_listener::<EventEntryAdded>().await?;
        let mut calls = self.page.event_listener::<EventConsoleApiCalled>().await?;
        let mut thrown = self.page.event_listener::<EventExceptionThrown>().await?;
        let mut dialogs = self.page.event_listener::<EventJavascriptDialogOpening>().await?;
        let (requests, console, page) =
            (self.requests.clone(), self.console.clone(), self.page.clone());
        self.listeners.push(tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some(event) = sent.next() => push(&requests, event.request.url.clone()),
                    Some(event) = sockets.next() => push(&requests, event.url.clone()),
                    Some(event) = entries.next() => {
                        push(&console, format!("{:?}: {}", event.entry.level, event.entry.text));
                    }
                    Some(event) = calls.next() => {
                        push(&console, format!("{:?}: {:?}", event.r#type, event.args));
                    }
                    Some(event) = thrown.next() => {
                        push(&console, format!("thrown: {:?}", event.exception_details));
                    }
                    Some(_) = dialogs.next() => {
                        // "Leave this page?" and its like: yes.
                        let _ = page.execute(HandleJavaScriptDialogParams::new(true)).await;
                    }
                    else => break,
                }
            }
        }));
        Ok(self)
    }

    /// Opens `url` and waits for the page's own heading.
    ///
    /// # Errors
    /// What the browser says; no `h1` within the patience.
    pub async fn open(&self, url: &str) -> Result<()> {
        // The same path with another fragment would not load anything.
        self.page.goto("about:blank").await?;
        self.page.goto(url).await.with_context(|| format!("{} opens a page", self.name))?;
        self.wait_for("h1").await
    }

    /// Evaluates an expression in the page.
    ///
    /// # Errors
    /// What the browser says, or a value of another form.
    pub async fn eval<T: DeserializeOwned>(&self, expression: impl Into<String>) -> Result<T> {
        let params = EvaluateParams::builder()
            .expression(expression)
            .return_by_value(true)
            .await_promise(true)
            .build()
            .map_err(anyhow::Error::msg)?;
        Ok(self.page.evaluate_expression(params).await?.into_value()?)
    }

    /// Waits until `expression` is true in the page.
    ///
    /// # Errors
    /// After `PATIENCE`: what was waited for, the page's text, its console.
    pub async fn until(&self, what: &str, expression: &str) -> Result<()> {
        let looked = tokio::time::timeout(PATIENCE, async {
            // While a page loads there may be nothing to ask: ask again.
            while !self.eval::<bool>(format!("Boolean({expression})")).await.unwrap_or(false) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        if looked.await.is_ok() {
            return Ok(());
        }
        let shown = self.text().await.unwrap_or_default();
        let url = self.page.url().await.ok().flatten().unwrap_or_default();
        let _ = self.shot(&format!("failed-{}", self.name), Look::default()).await;
        bail!("{} waited for {what} at {url}, but saw:\n{shown}\n{:#?}", self.name, self.console())
    }

    /// Waits for an element to be there and visible.
    ///
    /// # Errors
    /// As [`Person::until`].
    pub async fn wait_for(&self, selector: &str) -> Result<()> {
        let quoted = serde_json::to_string(selector)?;
        self.until(
            selector,
            &format!("[...document.querySelectorAll({quoted})].some(e => e.checkVisibility())"),
        )
        .await
    }

    /// Waits for words anywhere in the page.
    ///
    /// # Errors
    /// As [`Person::until`].
    pub async fn see(&self, words: &str) -> Result<()> {
        let quoted = serde_json::to_string(words)?;
        self.until(words, &format!("document.body && document.body.innerText.includes({quoted})"))
            .await
    }

    /// Whether a visible element is there now.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn has(&self, selector: &str) -> Result<bool> {
        let quoted = serde_json::to_string(selector)?;
        self.eval(format!(
            "[...document.querySelectorAll({quoted})].some(e => e.checkVisibility())"
        ))
        .await
    }

    /// All visible words of the page.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn text(&self) -> Result<String> {
        self.eval("document.body ? document.body.innerText : ''").await
    }

    /// Words of one element.
    ///
    /// # Errors
    /// As [`Person::until`].
    pub async fn text_of(&self, selector: &str) -> Result<String> {
        self.wait_for(selector).await?;
        let quoted = serde_json::to_string(selector)?;
        self.eval(format!("document.querySelector({quoted}).innerText")).await
    }

    /// Presses an element, once it is there and enabled, with a real mouse.
    ///
    /// # Errors
    /// As [`Person::until`].
    pub async fn press(&self, selector: &str) -> Result<()> {
        let quoted = serde_json::to_string(selector)?;
        self.until(
            &format!("{selector} to be pressable"),
            &format!(
                "[...document.querySelectorAll({quoted})].some(e => e.checkVisibility() && !e.disabled \
                 && e.getAttribute('aria-disabled') !== 'true')"
            ),
        )
        .await?;
        // Elements may be redrawn between finding and pressing: then find again, once.
        for last in [false, true] {
            let pressed = match self.page.find_element(selector).await {
                Ok(element) => element.click().await.map(|_| ()),
                Err(error) => Err(error),
            };
            match pressed {
                Ok(()) => break,
                Err(error) if last => {
                    return Err(error).with_context(|| format!("{} presses {selector}", self.name));
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        Ok(())
    }

    /// Replaces what a field holds by typing.
    ///
    /// # Errors
    /// As [`Person::until`].
    pub async fn fill(&self, selector: &str, text: &str) -> Result<()> {
        self.wait_for(selector).await?;
        let quoted = serde_json::to_string(selector)?;
        let focused = self.eval::<bool>(format!(
            "(() => {{ const e = document.querySelector({quoted}); e.scrollIntoView({{block: 'center'}}); \
             e.focus(); e.select && e.select(); return document.activeElement === e; }})()"
        ));
        ensure!(focused.await?, "{} cannot type into {selector}", self.name);
        self.insert(text).await?;
        let kept = self.eval::<bool>(format!("document.activeElement?.matches({quoted}) ?? false"));
        ensure!(kept.await?, "something took the focus of {} away from {selector}", self.name);
        Ok(())
    }

    /// Types into whatever has the focus.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn insert(&self, text: &str) -> Result<()> {
        self.page.execute(InsertTextParams::new(text)).await?;
        Ok(())
    }

    /// Presses a key: `Tab`, `Enter` or `Escape`.
    ///
    /// # Errors
    /// What the browser says, or another key.
    pub async fn key(&self, name: &str) -> Result<()> {
        let (code, text) = match name {
            "Tab" => (9, None),
            "Enter" => (13, Some("\r")),
            "Escape" => (27, None),
            _ => bail!("no such key here: {name}"),
        };
        for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
            let mut event = DispatchKeyEventParams::new(kind);
            event.key = Some(name.to_owned());
            event.code = Some(name.to_owned());
            event.windows_virtual_key_code = Some(code);
            event.text = text.map(ToOwned::to_owned);
            self.page.execute(event).await?;
        }
        Ok(())
    }

    /// Goes to an element with the Tab key alone; wherever the focus is, it must be seen.
    ///
    /// # Errors
    /// When a hundred presses do not reach it, or the focus cannot be seen.
    pub async fn tab_to(&self, selector: &str) -> Result<()> {
        self.wait_for(selector).await?;
        let quoted = serde_json::to_string(selector)?;
        for _ in 0..100 {
            self.key("Tab").await?;
            let (there, seen): (bool, bool) = self
                .eval(format!(
                    "(() => {{ const e = document.activeElement, s = getComputedStyle(e); \
                 return [e.matches({quoted}), e === document.body || s.outlineStyle !== 'none' \
                 || s.boxShadow !== 'none']; }})()"
                ))
                .await?;
            if !seen {
                let what: String = self.eval("document.activeElement.outerHTML").await?;
                bail!("{}: the focus on {what} cannot be seen", self.name);
            }
            if there {
                return Ok(());
            }
        }
        bail!("{}: the Tab key does not reach {selector}", self.name)
    }

    /// Chooses an option of a select by its value.
    ///
    /// # Errors
    /// As [`Person::until`].
    pub async fn choose(&self, selector: &str, value: &str) -> Result<()> {
        self.wait_for(selector).await?;
        let (quoted, value) = (serde_json::to_string(selector)?, serde_json::to_string(value)?);
        self.eval::<bool>(format!(
            "(() => {{ const e = document.querySelector({quoted}); e.value = {value}; \
             e.dispatchEvent(new Event('input', {{bubbles: true}})); \
             e.dispatchEvent(new Event('change', {{bubbles: true}})); return true; }})()"
        ))
        .await?;
        Ok(())
    }

    /// Puts a file into a file field (also a hidden one), as the chooser would.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn attach(&self, selector: &str, file: &Path) -> Result<()> {
        let quoted = serde_json::to_string(selector)?;
        self.until(selector, &format!("document.querySelector({quoted})")).await?;
        let root = self.page.execute(GetDocumentParams::default()).await?.result.root.node_id;
        let field = self.page.execute(QuerySelectorParams::new(root, selector)).await?;
        let params = SetFileInputFilesParams::builder()
            .file(file.display().to_string())
            .node_id(field.result.node_id)
            .build()
            .map_err(anyhow::Error::msg)?;
        self.page.execute(params).await?;
        Ok(())
    }

    /// Everything the policy refused in this page since it was loaded.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn violations(&self) -> Result<Vec<String>> {
        self.eval("window.__violations || []").await
    }

    /// Addresses this page has asked for so far.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the console said so far.
    #[must_use]
    pub fn console(&self) -> Vec<String> {
        self.console.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a picture of the whole page into `target/screenshots/<name>.png`.
    ///
    /// # Errors
    /// What the browser or the disk says.
    pub async fn shot(&self, name: &str, look: Look) -> Result<()> {
        self.dress(look).await?;
        let picture = self
            .page
            .screenshot(
                ScreenshotParams::builder()
                    .format(CaptureScreenshotFormat::Png)
                    .full_page(true)
                    .build(),
            )
            .await?;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{name}.png")), picture)?;
        Ok(())
    }

    /// Takes the page in all four looks: desktop and phone, light and dark.
    ///
    /// # Errors
    /// As [`Person::shot`].
    pub async fn shots(&self, name: &str) -> Result<()> {
        for (suffix, look) in [
            ("phone-dark", Look { phone: true, dark: true }),
            ("phone", Look { phone: true, dark: false }),
            ("desktop-dark", Look { phone: false, dark: true }),
            ("desktop", Look::default()),
        ] {
            self.shot(&format!("{name}-{suffix}"), look).await?;
        }
        Ok(())
    }

    async fn dress(&self, look: Look) -> Result<()> {
        let (width, height) = if look.phone { (390, 844) } else { (1280, 900) };
        self.page
            .execute(SetDeviceMetricsOverrideParams::new(width, height, 1.0, look.phone))
            .await?;
        let scheme = if look.dark { "dark" } else { "light" };
        let media = SetEmulatedMediaParams::builder()
            .feature(MediaFeature::new("prefers-color-scheme", scheme))
            .feature(MediaFeature::new("prefers-reduced-motion", "reduce"))
            .build();
        self.page.execute(media).await?;
        // Two frames, so that the new look is drawn.
        self.eval::<bool>(
            "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(true))))",
        )
        .await?;
        Ok(())
    }
}

/// How a picture is taken.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// 390 px instead of 1280.
    pub phone: bool,
    /// Dark instead of light.
    pub dark: bool,
}

fn push(list: &Mutex<Vec<String>>, entry: String) {
    list.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
}
