# Area login: log-in and second factor. Every key begins with "login-".

login-title = Log in
login-lead = E-mail and password, then a code by SMS.
login-needed = This page is yours. Please log in.
login-unlock-title = Unlock
login-unlock-text = Keys live only in this page's memory, so after loading it we need your password again. Nothing is lost.
login-kit-link = I have no password, but my printed kit
login-sign-up-link = I have no account yet
login-foreign = This is not my device: keep nothing on it.
login-code-sent = We sent an SMS with a code to { $phone }.
login-code-label = Code from the SMS
login-code-hint = Eight digits. The code is valid for five minutes.
login-resend = Send again
login-resend-in = Send again in { $n } s
login-last-change = Last change of your vault: { $time }, { $device }. Was that not you? Tell the operator.
login-kit-title = Log in with the kit
login-kit-lead = Type the eight groups of the printed sheet. Neither password nor SMS is needed; we tell all your addresses about it.
login-kit-label = Code of the kit
login-kit-hint = Capitals and blanks do not matter.
login-older-title = The server shows an older vault
login-older-lead = This device has seen a newer vault than the server shows, or another one. Nothing was changed so far.
login-older-change = The vault it shows was last changed on { $time }, { $device }.
login-older-why = That happens when the operator restores the server from a backup. But it may also be fraud. Ask the operator, on the phone for instance.
login-older-read = Only read
login-older-read-hint = You can read what was handed over, and say that you are fine. Nothing is written to the vault.
login-older-go-on = Go on with this vault
login-older-go-on-hint = What has changed since then (people, keys, sealed versions) is missing and has to be done again.
