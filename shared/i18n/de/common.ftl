# Gemeinsame Texte: Name, Knöpfe, Zustände, Einheiten.

common-brand = Stafeta
common-continue = Weiter
common-back = Zurück
common-cancel = Abbrechen
common-saved = Gespeichert
common-saving = Wird gespeichert …
common-close = Schließen
common-remove = Entfernen
common-copy = Kopieren
common-copied = Kopiert
common-show = Anzeigen
common-hide = Verbergen
common-open = Öffnen
common-download = Herunterladen
common-print = Drucken
common-retry = Erneut versuchen
common-loading = Wird geladen …
common-working = Bitte warten …
common-optional = freiwillig
common-language = Sprache
common-skip = Zum Inhalt springen
common-menu = Menü
common-log-in = Anmelden
common-log-out = Abmelden
common-sign-up = Konto anlegen
common-email = E-Mail
common-phone = Telefon
common-name = Name
common-password = Passwort
common-error-network = Der Server ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es erneut.
common-error-unexpected = Ein unerwarteter Fehler ist aufgetreten. Bitte versuchen Sie es erneut.
common-error-keeper = Der sichere Teil der Anwendung ist nicht gestartet. Laden Sie die Seite neu.
common-not-found-title = Hier ist nichts
common-not-found-text = Der Link ist unvollständig oder die Seite gibt es nicht mehr.

common-minutes = { $n ->
    [one] { $n } Minute
   *[other] { $n } Minuten
}
common-hours = { $n ->
    [one] { $n } Stunde
   *[other] { $n } Stunden
}
common-days = { $n ->
    [one] { $n } Tag
   *[other] { $n } Tage
}
common-footer = Stafeta: Die Schlüssel verlassen nie Ihr Gerät.
common-nav-home = Übersicht
common-nav-people = Menschen
common-nav-inbox = Für mich
common-copy-failed = Kopieren hat nicht geklappt. Markieren Sie den Text und kopieren Sie ihn von Hand.
common-not-found-home = Zur Startseite
common-progress-password = Passwort wird verarbeitet …
common-progress-keys = Schlüssel werden erzeugt …
common-progress-upload = Wird verschlüsselt und hochgeladen …
common-progress-seal = Wird versiegelt …
common-progress-download = Wird geladen und entschlüsselt …
common-progress-verify = Wird geprüft …
common-read-only = Nur lesen: Der Server zeigt einen älteren Tresor, als dieses Gerät kennt.
