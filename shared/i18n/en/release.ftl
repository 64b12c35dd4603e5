# Area release: the inbox, reading a released handover, recall. Every key begins with "release-".

release-inbox-title = Prepared for me
release-inbox-lead = People who have prepared something for you, and what has been handed over.
release-inbox-empty = Nobody has prepared anything for you with this account.
release-owner-unverified = not verified
release-owner-link = verified by link
release-owner-number = verified by number
release-since = You accepted on { $date }.
release-nothing-yet = Nothing has been handed over, and that is how it should be: { $name } is answering.
release-released-on = Handed over on { $date }
release-state-waiting = waiting for you
release-state-opened = opened
release-state-declined = declined
release-state-recalled = called back
release-read = Read
release-open-title = Something was handed over to you
release-open-lead = Take your time. Nothing is lost, and you can come back as often as you need.
release-open-recorded = When you open it, the time is recorded. The owner, should they come back, and their trusted contact will see it.
release-open = Open
release-decline = I do not want it
release-decline-ask = Really decline?
release-decline-what = We stop reminding you. What was prepared for you stays here.
release-decline-yes = Yes, decline
release-declined-title = You declined
release-declined-lead = We will not remind you any more. If you change your mind, it is still here.
release-from = From { $name }, sealed on { $date }
release-files = Files
release-first-hours = first hours
release-unknown-block = This part was made with a newer version of Stafeta. Reload the page to read it.
release-newer = Some parts were made with a newer version of Stafeta. Reload the page to read them.
release-keep = This stays here for you. Print it or save the files if you want to have them without us.
release-own-tab = Open in a tab of its own
release-notice-renewed = The owner renewed their keys since you accepted; the old key vouches for the new one.
release-notice-unpaired = You chose to open this although it was sealed without the secret from your pairing.
release-notice-not-remembered = That you read this could not be written to your vault. The content itself is verified.
release-notice-stale = You chose to open this although it does not fit what this account has seen before.
release-notice-unverified = The owner's key was never verified. If something looks strange, ask people who knew them.
release-stop-title = Wait a moment
release-stop-older = The server shows an older version than this account has seen before.
release-stop-different = The server shows other content under the same version number than this account has seen before.
release-stop-gap = Versions between this one and what this account has seen before are missing.
release-stop-sealed = This one was sealed on { $date }.
release-stop-seen = The newest seen before was from { $date }.
release-stop-choice = That happens when the server was restored from a backup, but also when somebody wants to show you something old. The content itself is genuine. You decide.
release-stop-unpaired = This was sealed without the secret that you and the owner share. The signature is genuine, but whoever got hold of the owner's key could make it too.
release-stop-paired = You have been paired since { $date }.
release-stop-unpaired-choice = If the owner wrote it before the pairing, all is well. Otherwise ask people who knew them first, and do not rush into what the text asks of you. You decide.
release-stop-open = Open it all the same
release-back-title = I'm back
release-back-lead = Good to have you back. What was not opened yet can be locked again.
release-back-what = We lock everything that nobody has opened, tell the people concerned, and your watch starts anew.
release-back-do = Lock it again
release-back-done = Welcome back
release-back-locked = { $n ->
    [0] Nothing had to be locked.
    [one] { $n } handover was locked again.
   *[other] { $n } handovers were locked again.
}
release-back-opened = { $n ->
    [0] Nobody had opened anything.
    [one] { $n } handover had been opened already.
   *[other] { $n } handovers had been opened already.
}
release-back-change = What was opened is known to its recipient. Change the passwords in it, then seal a new version.
release-back-home = To my watches
release-back-who = Who opened what
release-back-opened-at = opened on { $date }
release-back-locked-at = locked again on { $date }
release-back-declined-at = declined on { $date }
release-back-released-at = handed over on { $date }, not opened
release-back-nothing = not handed over
