# Area pages: server-rendered pages. Every key begins with "pages-".

pages-number-label = The two digits from the message
pages-number-hint = You find them in the e-mail or SMS beside the link.
pages-number-malformed = Please type both digits from the message, for example 47.
pages-number-wrong = This number is not right. { $n ->
    [one] { $n } try is
   *[other] { $n } tries are
} left.

pages-check-title = Are you all right, { $owner }?
pages-check-text = Type the two digits from the message and confirm. Opening this page alone confirms nothing.
pages-check-button = I’m fine
pages-fine-title = Thank you, we are glad
pages-fine-text = Your answer counts. We ask again at the next date; until then there is nothing to do.
pages-over-title = This question is over
pages-over-text = We have an answer already, or the question has ended. There is nothing to do. Log in to see where things stand.
pages-tries-title = Please log in
pages-tries-text = The number was wrong three times, so this way is closed. Log in and press “I’m fine”.
pages-strong-title = Please log in
pages-strong-text = You have not logged in for too long, so an answer by mail alone is not enough. Log in and press “I’m fine”.
pages-released-title = Your handovers were released
pages-released-text = Nobody answered our questions, so we released what you prepared. Log in and press “I’m back”: we lock everything that nobody has opened yet.
pages-hold-text = You cannot log in right now? Once, you can hold for 14 days what has not left yet. Type the two digits from the message.
pages-hold-button = Hold the rest for 14 days
pages-held-title = Held for 14 days
pages-held-text = What has not left yet waits for 14 days. Log in as soon as you can and press “I’m back”.
pages-unknown-title = We do not know this link
pages-unknown-text = The link is incomplete or no longer valid. Try copying the whole of it from the message.
pages-failed-title = That did not work just now
pages-failed-text = It is not your fault. Your answer may not have counted. Please try again in a few minutes; the number from the message stays valid. Whoever has an account can log in instead and press “I’m fine”.
pages-failed-id = For the operator: { $id }

pages-contact-title = { $owner } does not answer
pages-contact-text =
    { $owner } named you as somebody to ask when answers stop coming. There is no reaction to e-mails or to the phone now.

    Please try to reach them the best way you can, and then answer us. You need no account.
pages-contact-next-title = What happens next
pages-contact-next-text =
    If you say that they are fine, we stop asking and nothing is handed over.

    If you cannot reach them, nothing gets faster: we wait for the whole time agreed and ask the others too. Only then the people named by { $owner } receive what was prepared for them. You can change your answer until then.
pages-contact-fine = They are fine
pages-contact-cannot = I cannot reach them
pages-contact-fine-title = Thank you, we are glad
pages-contact-fine-text = We stop asking and nothing is handed over. There is nothing more for you to do.
pages-cannot-title = Thank you for your answer
pages-cannot-text = It made nothing faster. If you reach them after all, open the link again and tell us.
pages-contact-over-title = No answer needed any more
pages-contact-over-text = We have an answer already, or the question has ended. Thank you; there is nothing to do.
pages-contact-released-title = The handover has taken place
pages-contact-released-text = Nobody answered, so we handed over what was prepared. If all is well, please pass it on: after logging in it can be recalled.
pages-contact-tries-title = This way is closed
pages-contact-tries-text = The number was wrong three times. If you know that they are fine, please tell them to log in and press “I’m fine”.
pages-limit-title = Your answer is not enough now
pages-limit-text = We have had no answer from themselves for too long. Only a login can stop the handover now; please tell them.
