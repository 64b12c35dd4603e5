# Bereich release: Vorbereitetes, Lesen, Rückruf. Jeder Schlüssel beginnt mit "release-".

release-inbox-title = Für mich vorbereitet
release-inbox-lead = Menschen, die etwas für Sie vorbereitet haben, und was übergeben wurde.
release-inbox-empty = Mit diesem Konto hat niemand etwas für Sie vorbereitet.
release-owner-unverified = nicht geprüft
release-owner-link = durch Link geprüft
release-owner-number = durch Zahl geprüft
release-since = Zugesagt am { $date }.
release-nothing-yet = Nichts wurde übergeben, und so soll es sein: { $name } antwortet.
release-released-on = Übergeben am { $date }
release-state-waiting = wartet auf Sie
release-state-opened = geöffnet
release-state-declined = abgelehnt
release-state-recalled = zurückgerufen
release-read = Lesen
release-open-title = Ihnen wurde etwas übergeben
release-open-lead = Lassen Sie sich Zeit. Nichts geht verloren, und Sie können so oft wiederkommen, wie Sie wollen.
release-open-recorded = Der Zeitpunkt des Öffnens wird festgehalten. Wer es vorbereitet hat, sieht ihn bei einer Rückkehr, die Vertrauensperson ebenso.
release-open = Öffnen
release-decline = Ich möchte es nicht
release-decline-ask = Wirklich ablehnen?
release-decline-what = Wir erinnern Sie nicht mehr. Was für Sie vorbereitet ist, bleibt hier.
release-decline-yes = Ja, ablehnen
release-declined-title = Sie haben abgelehnt
release-declined-lead = Wir erinnern Sie nicht mehr. Wenn Sie es sich anders überlegen, ist es noch hier.
release-from = Von { $name }, versiegelt am { $date }
release-files = Dateien
release-first-hours = erste Stunden
release-unknown-block = Dieser Teil entstand mit einer neueren Version von Stafeta. Laden Sie die Seite neu, um ihn zu lesen.
release-newer = Einige Teile entstanden mit einer neueren Version von Stafeta. Laden Sie die Seite neu, um sie zu lesen.
release-keep = Das bleibt hier für Sie. Drucken Sie es oder sichern Sie die Dateien, wenn Sie es auch ohne uns haben möchten.
release-own-tab = In eigenem Tab öffnen
release-notice-renewed = Die Schlüssel wurden seit Ihrer Zusage erneuert; der alte bürgt für den neuen.
release-notice-unpaired = Sie haben dies geöffnet, obwohl es ohne das Geheimnis Ihrer Kopplung versiegelt wurde.
release-notice-not-remembered = Dass Sie dies gelesen haben, ließ sich nicht in Ihren Tresor schreiben. Der Inhalt selbst ist geprüft.
release-notice-stale = Sie haben dies geöffnet, obwohl es nicht zu dem passt, was dieses Konto schon gesehen hat.
release-notice-unverified = Der Schlüssel der anderen Seite wurde nie geprüft. Wenn etwas seltsam wirkt, fragen Sie Menschen aus dem Umfeld.
release-stop-title = Einen Moment
release-stop-older = Der Server zeigt eine ältere Version, als dieses Konto schon gesehen hat.
release-stop-different = Der Server zeigt unter derselben Nummer anderen Inhalt, als dieses Konto schon gesehen hat.
release-stop-gap = Zwischen dieser Version und dem schon Gesehenen fehlen Versionen.
release-stop-sealed = Diese wurde am { $date } versiegelt.
release-stop-seen = Die neueste bisher gesehene ist vom { $date }.
release-stop-choice = Das geschieht nach einer Wiederherstellung des Servers, aber auch, wenn Ihnen jemand etwas Altes zeigen will. Der Inhalt selbst ist echt. Sie entscheiden.
release-stop-unpaired = Dies wurde ohne das Geheimnis versiegelt, das Sie mit dem Eigentümer teilen. Die Unterschrift ist echt, aber wer den Schlüssel des Eigentümers hätte, könnte sie auch leisten.
release-stop-paired = Gekoppelt sind Sie seit { $date }.
release-stop-unpaired-choice = Wenn der Eigentümer vor der Kopplung geschrieben hat, ist alles in Ordnung. Sonst fragen Sie zuerst Menschen, die ihn kannten, und tun Sie nichts übereilt, wozu der Text Sie auffordert. Sie entscheiden.
release-stop-open = Trotzdem öffnen
release-back-title = Ich bin zurück
release-back-lead = Schön, dass Sie zurück sind. Was noch niemand geöffnet hat, lässt sich wieder sperren.
release-back-what = Wir sperren alles, was niemand geöffnet hat, sagen es den Betroffenen, und Ihre Wache beginnt von vorn.
release-back-do = Wieder sperren
release-back-done = Willkommen zurück
release-back-locked = { $n ->
    [0] Es war nichts zu sperren.
    [one] { $n } Übergabe wurde wieder gesperrt.
   *[other] { $n } Übergaben wurden wieder gesperrt.
}
release-back-opened = { $n ->
    [0] Niemand hatte etwas geöffnet.
    [one] { $n } Übergabe war schon geöffnet.
   *[other] { $n } Übergaben waren schon geöffnet.
}
release-back-change = Was geöffnet wurde, ist bekannt. Ändern Sie die Passwörter darin und versiegeln Sie eine neue Version.
release-back-home = Zu meinen Wachen
release-back-who = Wer was geöffnet hat
release-back-opened-at = geöffnet am { $date }
release-back-locked-at = wieder gesperrt am { $date }
release-back-declined-at = abgelehnt am { $date }
release-back-released-at = übergeben am { $date }, nicht geöffnet
release-back-nothing = nicht übergeben
