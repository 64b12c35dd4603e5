# Area sms: SMS. Every key begins with "sms-". Diacritics that cost a second message are
# dropped when sending; keep the text below about 90 characters beside a link.

sms-login-code = Stafeta: Anmeldecode { $code }. 5 Minuten gültig, sagen Sie ihn niemandem.
sms-phone-code = Stafeta: Code zur Bestätigung Ihres Telefons { $code }. 5 Minuten gültig.
sms-invitation-code = Stafeta: Code zur Einladung { $code }. Sagen Sie ihn niemandem.
sms-kit-used = Stafeta: Jemand hat sich mit Ihrem Rettungsblatt angemeldet. Nicht Sie? Melden Sie sich an und lassen Sie ein neues machen.
sms-ask = Stafeta: Geht es Ihnen gut? Tippen Sie { $number } ein: { $link }
sms-final = Stafeta: Letzter Aufruf. Geht es Ihnen gut? Tippen Sie { $number } ein: { $link }
sms-cooling = Stafeta: Bald übergeben wir Ihr Vorbereitetes. Anhalten: Zahl { $number }, { $link }
sms-contact = Stafeta: { $owner } meldet sich nicht. Wissen Sie etwas? Zahl { $number }, { $link }
sms-cooling-contact = Stafeta: { $owner } meldet sich nicht, bald übergeben wir. Zahl { $number }, { $link }
sms-unreachable = Stafeta: Nachrichten an { $owner } kommen nicht an, bitte weitersagen. Zahl { $number }, { $link }
sms-all-clear = Stafeta: { $owner } geht es gut. Sie müssen nichts tun, danke.
sms-release = Stafeta: Eine Übergabe von { $owner } wartet auf Sie. Wahrscheinlich ist etwas Ernstes geschehen. Anmelden: { $link }
sms-recalled = Stafeta: { $owner } ist zurück. Nicht Geöffnetes ist wieder verschlossen.
sms-released = Stafeta: Ihre Übergaben wurden freigegeben. Zurück? Melden Sie sich an: { $link }
sms-drill = ÜBUNG.
sms-canary = Stafeta: Verbindungstest.
sms-alarm = Stafeta: { $kind } { $detail }
