# Area login: log-in and second factor. Every key begins with "login-".

login-title = Anmelden
login-lead = E-Mail und Passwort, dann ein Code per SMS.
login-needed = Diese Seite gehört Ihnen. Bitte melden Sie sich an.
login-unlock-title = Entsperren
login-unlock-text = Schlüssel leben nur im Speicher dieser Seite, deshalb brauchen wir nach dem Laden noch einmal Ihr Passwort. Nichts ist verloren.
login-kit-link = Ich habe kein Passwort, aber mein gedrucktes Rettungsblatt
login-sign-up-link = Ich habe noch kein Konto
login-foreign = Das ist nicht mein Gerät: nichts darauf behalten.
login-code-sent = Wir haben eine SMS mit einem Code an { $phone } geschickt.
login-code-label = Code aus der SMS
login-code-hint = Acht Ziffern. Der Code gilt fünf Minuten.
login-resend = Noch einmal senden
login-resend-in = Noch einmal senden in { $n } s
login-last-change = Letzte Änderung Ihres Tresors: { $time }, { $device }. Waren Sie das nicht? Sagen Sie es dem Betreiber.
login-kit-title = Anmelden mit dem Rettungsblatt
login-kit-lead = Tippen Sie die acht Gruppen des gedruckten Blatts ab. Weder Passwort noch SMS ist nötig; wir melden die Anmeldung an alle Ihre Adressen.
login-kit-label = Code des Rettungsblatts
login-kit-hint = Groß- und Kleinschreibung und Leerzeichen spielen keine Rolle.
login-older-title = Der Server zeigt einen älteren Tresor
login-older-lead = Dieses Gerät hat schon einen neueren Tresor gesehen, als der Server zeigt, oder einen anderen. Bisher wurde nichts verändert.
login-older-change = Der gezeigte Tresor wurde zuletzt geändert: { $time }, { $device }.
login-older-why = Das geschieht, wenn der Betreiber den Server aus einer Sicherung wiederherstellt. Es kann aber auch Betrug sein. Fragen Sie den Betreiber, etwa am Telefon.
login-older-read = Nur lesen
login-older-read-hint = Sie können lesen, was übergeben wurde, und sagen, dass es Ihnen gut geht. In den Tresor wird nichts geschrieben.
login-older-go-on = Mit diesem Tresor weitermachen
login-older-go-on-hint = Was sich seither geändert hat (Menschen, Schlüssel, versiegelte Fassungen), fehlt und muss noch einmal gemacht werden.
