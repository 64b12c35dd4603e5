# Area mail: e-mails. Every key begins with "mail-". A blank line makes a paragraph.

mail-footer = Stafeta at { $host } · an automatic message; nobody reads replies to it.
mail-number-label = The number to type:
mail-code-label = Your code:
mail-when = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }, { $time }

mail-sign-up-subject = Finish creating your account
mail-sign-up-text =
    Hello,

    somebody, hopefully you, is creating an account at Stafeta with this address. Continue with the button. The link works for 24 hours, once.
mail-sign-up-button = Create account
mail-sign-up-after = If it was not you, there is nothing to do: without you there will be no account.

mail-account-exists-subject = You have an account with this address
mail-account-exists-text =
    Hello,

    somebody, hopefully you, wanted to create an account at Stafeta with this address. You have one already; just log in.
mail-account-exists-button = Log in
mail-account-exists-after = The printed kit stands in for a forgotten password. If it was not you, there is nothing to do.

mail-invitation-subject = { $owner } asks for your trust
mail-invitation-text =
    Hello,

    { $owner } is preparing what family or clients should receive if something serious happened one day. You are named as one of the recipients.

    The page behind the link says calmly what this is about, and what will and will not happen. Only then you say yes or no. The link works for 30 days.
mail-invitation-button = Read what it is about
mail-invitation-after = If you do not expect this message, better ask first, by a phone number you know.

mail-invitation-code-subject = Code to confirm your e-mail
mail-invitation-code-text =
    Hello,

    this code confirms that this mailbox is yours. The invitation is from: { $owner }.
mail-invitation-code-after = Tell the code to nobody. If you are not confirming anything, delete this message.

mail-accepted-subject = Your invitation was accepted
mail-accepted-text =
    Hello,

    { $email } said yes to your invitation. At your next login you will seal to them what you prepared.
mail-accepted-button = Log in

mail-declined-subject = Your invitation was declined
mail-declined-text =
    Hello,

    { $email } declined your invitation. Nothing that you prepared will reach them. Please think about whom to ask instead.
mail-declined-button = Log in

mail-kit-used-subject = Somebody logged in with your kit
mail-kit-used-text =
    Hello,

    on { $when } somebody logged in to your account with the printed kit. If it was you, all is well.

    If not, somebody else has your paper. Log in with your password and have a new kit made; the old one stops working.
mail-kit-used-button = Log in

mail-ask-subject = Are you all right?
mail-ask-text =
    Hello { $owner },

    we ask as agreed: are you all right? Open the link and type the two digits there.
mail-reminder-subject = Reminder: are you all right?
mail-reminder-text =
    Hello { $owner },

    we have not had an answer from you yet, so we ask again. Open the link and type the two digits there.
mail-final-subject = Final call: please answer
mail-final-text =
    Hello { $owner },

    you have not answered any of our questions. This is the final call, sent every way at once. Next we ask your trusted contacts, and if nobody answers, we hand over what you prepared.
mail-cooling-subject = We are about to hand over what you prepared
mail-cooling-text =
    Hello { $owner },

    neither you nor any of your trusted contacts has answered. You can still stop everything: open the link and type the two digits.
mail-question-button = I’m fine
mail-question-until = The next step follows on { $when } unless you answer before.
mail-question-reply = Replying to this e-mail or merely opening the link is not enough.
mail-question-strong = You have not logged in for a long time. Answers by mail count on their own only until { $when }; please log in before and press “I’m fine”.
mail-question-strong-only = An answer by mail alone does not count any more, because you have not logged in for too long. Please log in and press “I’m fine”.
mail-question-drill = THIS IS A DRILL. Nothing is handed over; we only test that everything works.

mail-contact-subject = { $owner } does not answer: do you know anything?
mail-contact-text =
    Hello { $contact },

    { $owner } named you as a trusted contact: somebody to ask when answers stop coming. That has happened. There is no reaction to e-mails or to the phone.

    Please try to reach them the best way you can. Then open the link, type the two digits, and tell us whether they are fine or that you cannot reach them. You need no account.
mail-contact-button = Answer
mail-contact-until = If nobody answers by { $when }, the next step follows.

mail-cooling-contact-subject = { $owner }: the last chance to stop us
mail-cooling-contact-text =
    Hello { $contact },

    { $owner } still does not answer. Soon we hand over what was prepared to the people it is meant for. If you know that they are fine, open the link, type the two digits and tell us.
mail-cooling-contact-until = We hand over on { $when }.

mail-unreachable-subject = Our messages do not arrive: { $owner }
mail-unreachable-text =
    Hello { $contact },

    our messages to { $owner } cannot be delivered any more; the addresses seem to be dead. Please tell them, so that they log in and mend them.

    If you are in touch and all is well, you can also tell us so behind the link. Type the two digits there.

mail-all-clear-subject = { $owner } is fine
mail-all-clear-text =
    Hello { $contact },

    our last message no longer holds: { $owner } is fine. There is nothing for you to do. Thank you for being there.

mail-release-subject = { $owner }: a handover prepared for you
mail-release-text =
    Hello { $recipient },

    { $owner } prepared something for you and has now stopped answering. Probably something serious has happened, and we are sorry.

    Only the two of you know what it is: we cannot read it. Log in with your password and the code from an SMS. The printed kit stands in for a forgotten password.
mail-release-repeat = We write again because you have not opened the handover yet.
mail-release-button = Log in and open
mail-release-after = There is no content in this message, and we never ask for a password. If in doubt, open { $host } in your browser yourself.

mail-recalled-subject = { $owner } is back
mail-recalled-text =
    Hello { $recipient },

    good news: { $owner } is back. What you had not opened is locked again. There is nothing for you to do.

mail-released-subject = Your handovers were released
mail-released-text =
    Hello { $owner },

    nobody answered our questions, so we released what you prepared, as you wished.

    If you are back, log in and press “I’m back”. We lock everything that nobody has opened yet.
mail-released-button = Log in

mail-canary-subject = Connection test
mail-canary-text = With this message we make sure that our mail works.

mail-alarm-subject = Stafeta: { $kind }
mail-alarm-text =
    Operator alarm: { $kind }

    { $detail }
