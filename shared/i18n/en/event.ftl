# Area event: the history of a watch. Every key begins with "event-"; one key a kind of event.

event-armed = The watch was armed.
event-disarmed = The watch was switched off.
event-edited = Settings or content changed.
event-paused = The watch was paused.
event-moved = { $to ->
    [asking] We sent the question.
    [final-call] We sent the final call.
    [contact-call] We are asking a trusted contact.
    [cooling] The last wait before the release began.
    [released] The handovers were released.
    [unreachable] No address works at the moment.
    [held] The watch is held, as you chose.
    [armed] The watch goes on.
   *[other] The watch moved on.
}
event-confirmed = { $by ->
    [owner-mail] You answered from a message.
    [owner-strong] You logged in and confirmed that you are fine.
    [contact] { $contact } says that all is well.
   *[other] An answer came.
}
event-cannot-reach = { $contact } cannot reach you.
event-rest-held = What has not left yet waits for 14 days.
event-hold-lifted = The operator lifted the hold.
event-recalled = You came back and recalled the release.
event-restored = The server was restored from a backup; we ask again.
event-handover-left = A handover is open to its recipients.
event-asked-again = We sent the message again.
event-not-accepted = A message could not be sent for a day; the operator knows.
event-overdue = The watch is late; the operator knows.
