# Area demo: demo pages. Every key begins with "demo-".

demo-title = Hinter den Kulissen
demo-lead = Hier sehen Sie alle E-Mails und SMS, die Menschen bekämen, und können die Uhr stellen. Nichts davon verlässt diesen Rechner.
demo-clock = Uhr der Vorführung:
demo-next-event = Zum nächsten Ereignis
demo-one-day = Um einen Tag
demo-refresh = Aktualisieren
demo-app = Zur Anwendung
demo-watches = Wachen
demo-no-watches = Noch keine.
demo-owner = Von wem
demo-state = Stand
demo-cycle = Runde
demo-wakes = Nächster Schritt
demo-messages = Nachrichten
demo-no-messages = Noch hat niemand etwas bekommen.
demo-mailbox = Postfach
demo-phone = Telefon
