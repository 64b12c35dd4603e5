//! Names by which tests find controls. Fields carry theirs as `id`, `name` and `data-test`,
//! everything else as `data-test`. A name here never changes its meaning.

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $text;)*

        /// Every name.
        pub const ALL: &[&str] = &[$($text,)*];
    };
}

names! {
    /// A failure in words.
    ERROR = "error";
    /// A running progress.
    PROGRESS = "progress";
    /// The newest short notice.
    TOAST = "toast";
    /// Language switch.
    LANGUAGE = "language";
    /// Link to sign-up (landing and header).
    SIGN_UP = "go-sign-up";
    /// Link to log-in (landing and header).
    LOG_IN = "go-login";
    /// Button: log out.
    LOG_OUT = "log-out";
    /// Navigation: home.
    NAV_HOME = "nav-home";
    /// Navigation: people.
    NAV_PEOPLE = "nav-people";
    /// Navigation: inbox.
    NAV_INBOX = "nav-inbox";
    /// Navigation: my account.
    NAV_ME = "nav-me";

    /// Field: address (sign-up, log-in).
    EMAIL = "email";
    /// Field: my name.
    NAME = "name";
    /// Field: password.
    PASSWORD = "password";
    /// Button: another generated passphrase.
    ANOTHER_PASSPHRASE = "another-passphrase";
    /// Button: choose my own password; back to the generated one.
    OWN_PASSWORD = "own-password";
    /// The generated passphrase, as text.
    PASSPHRASE = "passphrase";
    /// Box: the passphrase is written down.
    PASSPHRASE_KEPT = "passphrase-kept";
    /// Box: this is not my device.
    FOREIGN = "foreign";
    /// Field: phone.
    PHONE = "phone";
    /// Field: SMS code.
    CODE = "code";
    /// Field: e-mail code.
    EMAIL_CODE = "email-code";
    /// Button that sends the form of this screen.
    SUBMIT = "submit";
    /// Button: send the code again.
    RESEND = "resend";
    /// "Look into your mail".
    MAIL_SENT = "mail-sent";
    /// One group of the kit; eight of them.
    KIT_GROUP = "kit-group";
    /// Field: one group typed again.
    KIT_RETYPE = "kit-retype";
    /// Box: the kit is printed or written down.
    KIT_KEPT = "kit-kept";
    /// Field: the kit's code.
    KIT_CODE = "kit-code";

    /// Button: "I'm fine".
    FINE = "im-fine";
    /// One watch on the home page; `data-status` holds its state.
    WATCH_CARD = "watch-card";
    /// The timeline.
    TIMELINE = "timeline";
    /// One stage of the timeline.
    TIMELINE_STAGE = "timeline-stage";
    /// Link: write a handover.
    NEW_HANDOVER = "new-handover";
    /// Link: set a watch.
    NEW_WATCH = "new-watch";
    /// Link: a handover of the list.
    HANDOVER_LINK = "handover-link";
    /// Link: settings of a watch.
    WATCH_LINK = "watch-link";
    /// Link: invite somebody.
    INVITE = "go-invite";
    /// Link: "I'm back".
    BACK_LINK = "go-back";
    /// Something that happened.
    EVENT = "event";

    /// A template; followed by `-<name>`.
    TEMPLATE = "template";
    /// Field: title of a handover.
    TITLE = "title";
    /// State of the autosaving; `data-state` is saved, saving, dirty or waiting.
    SAVE_STATE = "save-state";
    /// One block; `data-kind` holds its kind. Its fields are `b<n>-<field>`, n from 0.
    BLOCK = "block";
    /// Button that adds a block; followed by `-<kind>`.
    ADD_BLOCK = "add";
    /// Field: choose files.
    FILE_INPUT = "file-input";
    /// One file of a block; `data-complete` says whether all of it is uploaded.
    FILE_ROW = "file-row";
    /// Button: pause an upload.
    PAUSE_UPLOAD = "pause-upload";
    /// Button: resume an upload.
    RESUME_UPLOAD = "resume-upload";
    /// Box in the editor for a recipient; followed by `-<account>`.
    RECIPIENT = "recipient";
    /// Box: seal although not verified; followed by `-<account>`.
    ACCEPT_UNVERIFIED = "accept-unverified";
    /// Field: watch a handover hangs on.
    HANDOVER_WATCH = "handover-watch";
    /// Field: extra delay in days.
    HANDOVER_DELAY = "handover-delay";
    /// Button: seal.
    SEAL = "seal";
    /// The seal's result; `data-version` holds the version.
    SEALED = "sealed";

    /// One person; `data-state` and `data-verified` hold their state.
    PERSON = "person";
    /// Field: way of the invitation, the person hands over the link.
    DELIVERY_LINK = "delivery-link";
    /// Field: way of the invitation, by mail.
    DELIVERY_MAIL = "delivery-mail";
    /// The link to hand over.
    INVITE_LINK = "invite-link";
    /// Button: compare numbers.
    COMPARE = "compare";
    /// One group of the number; eight of them.
    NUMBER_GROUP = "number-group";
    /// Button: the numbers agree.
    AGREE = "agree";
    /// Button: remove or cancel.
    REMOVE = "remove";
    /// Button: yes, do it (in a question).
    CONFIRM = "confirm";

    /// Button: accept an invitation with a new account.
    ACCEPT_NEW = "accept-new";
    /// Button: accept with an account.
    ACCEPT_EXISTING = "accept-existing";
    /// Button: decline.
    DECLINE = "decline";
    /// Field: by what name one knows who asks.
    ASKING_NAME = "asking-name";
    /// All done.
    CONSENT_DONE = "consent-done";

    /// Fields of a watch.
    CHECK_EVERY = "check-every";
    /// Reminders.
    REMINDERS = "reminders";
    /// Days between reminders.
    SPACING = "spacing";
    /// Days after the final call.
    FINAL_WAIT = "final-wait";
    /// Days for a trusted contact.
    CONTACT_WAIT = "contact-wait";
    /// Hours of cooling.
    COOLING = "cooling";
    /// Hour of the question.
    HOUR = "hour";
    /// Zone.
    ZONE = "zone";
    /// Button: add a trusted contact. Their fields are `c<n>-name`, `c<n>-email`, `c<n>-phone`.
    ADD_CONTACT = "add-contact";
    /// Button: save the watch.
    SAVE_WATCH = "save-watch";
    /// Button: arm.
    ARM = "arm";
    /// Box: I know that there is only one way.
    SINGLE_WAY = "single-way";
    /// Button: disarm.
    DISARM = "disarm";
    /// Field: pause until.
    PAUSE_UNTIL = "pause-until";
    /// Button: pause.
    PAUSE = "pause";
    /// Button: end the pause.
    RESUME = "resume";

    /// One released handover of the inbox.
    INBOX_ITEM = "inbox-item";
    /// Button: open.
    OPEN = "open";
    /// Button: open although something speaks against it.
    OPEN_DESPITE = "open-despite";
    /// Button: read an older vault.
    VAULT_READ = "vault-read";
    /// Button: go on with an older vault.
    VAULT_GO_ON = "vault-go-on";
    /// Button: leave an older vault alone.
    VAULT_LEAVE = "vault-leave";
    /// Nothing may be changed.
    READ_ONLY = "read-only";
    /// The opened content.
    CONTENT = "content";
    /// Title of the opened content.
    CONTENT_TITLE = "content-title";
    /// A password or secret that is shown.
    SECRET = "secret";
    /// Button: show a secret.
    SHOW_SECRET = "show-secret";
    /// Button: show a file.
    VIEW_FILE = "view-file";
    /// Button: save a file.
    SAVE_FILE = "save-file";
    /// The frame in which a PDF is shown.
    PDF = "pdf";

    /// Button: recall.
    RECALL = "recall";
    /// What the recall did; `data-locked` and `data-opened` hold the numbers.
    RECALLED = "recalled";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn no_name_means_two_things() {
        let mut sorted = ALL.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), ALL.len());
    }
}
