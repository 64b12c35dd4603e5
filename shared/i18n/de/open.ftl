# Bereich open: der Befehl `stafeta open`. Jeder Schlüssel beginnt mit „open-“.

open-kit-ask = Code des Rettungsblatts, alle acht Gruppen (er wird nicht angezeigt):
open-kit-missing = Es kam kein Code. Tippen Sie ihn ein, oder übergeben Sie ihn als erste Zeile.
open-kit-length = Der Code hat 40 Zeichen, das waren { $n }.
open-kit-symbol = Gruppe { $n } enthält ein Zeichen, das in keinem Code vorkommt. Bitte noch einmal auf das Papier schauen.
open-kit-check = Gruppe { $n } ist vertippt. Bitte noch einmal auf das Papier schauen.
open-kit-other = Der Code ist in sich richtig, aber diese Datei öffnet ein anderes Rettungsblatt: das, welches beim Speichern galt. Oder die Datei ist beschädigt.
open-refused = Das ist keine Datei zum Öffnen ohne Server, oder sie wurde verändert oder abgeschnitten. Es wurde nichts geöffnet.
open-exists = { $path } gibt es schon. Nennen Sie einen Ordner, den es noch nicht gibt.
open-unreadable = { $path } lässt sich nicht lesen: { $why }
open-disk = Mitten im Lesen oder Schreiben ging etwas schief: { $why }
open-unwritable = { $path } lässt sich nicht schreiben: { $why }
open-written = Alles ist echt und vollständig. Es liegt in { $path }.
open-incomplete = Der Text der Übergabe ist echt und vollständig. Diese Dateien sind beschädigt, von ihnen wurde nichts behalten: { $files }. Versuchen Sie eine andere Kopie dieser Datei.
open-incomplete-end = Der Text und alle Dateien sind echt und vollständig; nur das Ende dieser Datei ist beschädigt.
open-written-incomplete = Was echt ist, liegt in { $path }. Aber etwas fehlt.
open-shown = Alles ist echt und vollständig.
open-shown-files = Alles ist echt und vollständig, auch die Dateien. Wer sie haben will, nennt mit --out einen Ordner.
open-sealed = Versiegelt am { $date }.
open-unverified = Als diese Datei gespeichert wurde, hatte niemand den Schlüssel der anderen Seite geprüft.
open-verified-link = Der Schlüssel der anderen Seite wurde über den Link geprüft.
open-verified-number = Der Schlüssel der anderen Seite wurde über die Zahl geprüft.
open-drill = Das ist nur eine Übung, nicht der Ernstfall.
open-unknown-block = (Diesen Teil hat eine neuere Version von Stafeta gemacht.)
open-password = Passwort
open-phone = Telefon
open-mail = E-Mail
