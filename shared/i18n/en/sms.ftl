# Area sms: SMS. Every key begins with "sms-". Diacritics that cost a second message are
# dropped when sending; keep the text below about 90 characters beside a link.

sms-login-code = Stafeta: login code { $code }. Valid for 5 minutes; tell it to nobody.
sms-phone-code = Stafeta: code to confirm your phone { $code }. Valid for 5 minutes.
sms-invitation-code = Stafeta: invitation code { $code }. Tell it to nobody.
sms-kit-used = Stafeta: somebody logged in with your printed kit. Not you? Log in with your password and have a new one made.
sms-ask = Stafeta: are you all right? Type { $number } at { $link }
sms-final = Stafeta: final call. Are you all right? Type { $number } at { $link }
sms-cooling = Stafeta: soon we hand over what you prepared. To stop: type { $number } at { $link }
sms-contact = Stafeta: { $owner } does not answer. Can you help? Type { $number } at { $link }
sms-cooling-contact = Stafeta: { $owner } does not answer; we hand over soon. Type { $number } at { $link }
sms-unreachable = Stafeta: messages to { $owner } do not arrive; tell them. Type { $number } at { $link }
sms-all-clear = Stafeta: { $owner } is fine. Nothing for you to do, thank you.
sms-release = Stafeta: a handover by { $owner } is waiting for you. Probably something serious happened. Log in: { $link }
sms-recalled = Stafeta: { $owner } is back. What you had not opened is locked again.
sms-released = Stafeta: your handovers were released. If you are back, log in: { $link }
sms-drill = DRILL.
sms-canary = Stafeta: connection test.
sms-alarm = Stafeta: { $kind } { $detail }
