# Shared texts: the name, buttons, states, units.

common-brand = Stafeta
common-continue = Continue
common-back = Back
common-cancel = Cancel
common-saved = Saved
common-saving = Saving …
common-close = Close
common-remove = Remove
common-copy = Copy
common-copied = Copied
common-show = Show
common-hide = Hide
common-open = Open
common-download = Download
common-print = Print
common-retry = Try again
common-loading = Loading …
common-working = Working …
common-optional = optional
common-language = Language
common-skip = Skip to content
common-menu = Menu
common-log-in = Log in
common-log-out = Log out
common-sign-up = Create an account
common-email = E-mail
common-phone = Phone
common-name = Name
common-password = Password
common-error-network = We could not reach the server. Check your connection and try again.
common-error-unexpected = An unexpected error happened. Please try again.
common-error-keeper = The secure part of the app did not start. Reload the page.
common-not-found-title = Nothing here
common-not-found-text = The link is incomplete or the page no longer exists.

common-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
common-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
common-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
common-footer = Stafeta: the keys never leave your device.
common-nav-home = Home
common-nav-people = People
common-nav-inbox = For me
common-copy-failed = Copying did not work. Select the text and copy it by hand.
common-not-found-home = To the start page
common-progress-password = Working through the password …
common-progress-keys = Making keys …
common-progress-upload = Encrypting and uploading …
common-progress-seal = Sealing …
common-progress-download = Downloading and decrypting …
common-progress-verify = Verifying …
common-read-only = Read only: the server shows an older vault than this device knows.
