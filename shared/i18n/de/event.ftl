# Area event: the history of a watch. Every key begins with "event-"; one key a kind of event.

event-armed = Die Wache wurde eingeschaltet.
event-disarmed = Die Wache wurde ausgeschaltet.
event-edited = Einstellungen oder Inhalt wurden geändert.
event-paused = Die Wache pausiert.
event-moved = { $to ->
    [asking] Wir haben die Frage geschickt.
    [final-call] Wir haben den letzten Aufruf geschickt.
    [contact-call] Wir fragen eine Vertrauensperson.
    [cooling] Das letzte Warten vor der Freigabe hat begonnen.
    [released] Die Übergaben wurden freigegeben.
    [unreachable] Zurzeit geht keine Adresse.
    [held] Die Wache wird angehalten, wie Sie es gewählt haben.
    [armed] Die Wache läuft weiter.
   *[other] Die Wache ist weitergegangen.
}
event-confirmed = { $by ->
    [owner-mail] Sie haben aus einer Nachricht geantwortet.
    [owner-strong] Sie haben sich angemeldet und bestätigt, dass es Ihnen gut geht.
    [contact] { $contact } sagt, dass alles gut ist.
   *[other] Eine Antwort ist gekommen.
}
event-cannot-reach = { $contact } kann Sie nicht erreichen.
event-rest-held = Was noch nicht übergeben ist, wartet 14 Tage.
event-hold-lifted = Der Betreiber hat das Anhalten beendet.
event-recalled = Sie sind zurückgekommen und haben die Freigabe zurückgerufen.
event-restored = Der Server wurde aus einer Sicherung wiederhergestellt; wir fragen erneut.
event-handover-left = Eine Übergabe ist für ihre Empfänger offen.
event-asked-again = Wir haben die Nachricht noch einmal geschickt.
event-not-accepted = Eine Nachricht ließ sich einen Tag lang nicht senden; der Betreiber weiß es.
event-overdue = Die Wache ist verspätet; der Betreiber weiß es.
