# Area pages: server-rendered pages. Every key begins with "pages-".

pages-number-label = Die zwei Ziffern aus der Nachricht
pages-number-hint = Sie stehen in der E-Mail oder SMS neben dem Link.
pages-number-malformed = Bitte tippen Sie beide Ziffern aus der Nachricht ein, zum Beispiel 47.
pages-number-wrong = Diese Zahl stimmt nicht. Noch { $n ->
    [one] { $n } Versuch
   *[other] { $n } Versuche
}.

pages-check-title = Geht es Ihnen gut, { $owner }?
pages-check-text = Tippen Sie die zwei Ziffern aus der Nachricht ein und bestätigen Sie. Das Öffnen dieser Seite allein bestätigt nichts.
pages-check-button = Mir geht es gut
pages-fine-title = Danke, das freut uns
pages-fine-text = Ihre Antwort gilt. Wir fragen zum nächsten Termin wieder; bis dahin müssen Sie nichts tun.
pages-over-title = Diese Frage gilt nicht mehr
pages-over-text = Wir haben schon eine Antwort, oder die Frage ist zu Ende. Sie müssen nichts tun. Den Stand sehen Sie nach der Anmeldung.
pages-tries-title = Bitte melden Sie sich an
pages-tries-text = Die Zahl war dreimal falsch, deshalb geht es hier nicht weiter. Melden Sie sich an und drücken Sie „Mir geht es gut“.
pages-strong-title = Bitte melden Sie sich an
pages-strong-text = Sie haben sich zu lange nicht angemeldet, deshalb genügt eine Antwort per E-Mail allein nicht. Melden Sie sich an und drücken Sie „Mir geht es gut“.
pages-released-title = Ihre Übergaben wurden freigegeben
pages-released-text = Auf unsere Fragen hat niemand geantwortet; deshalb haben wir freigegeben, was Sie vorbereitet haben. Melden Sie sich an und drücken Sie „Ich bin zurück“: Wir verschließen alles, was noch niemand geöffnet hat.
pages-hold-text = Sie können sich gerade nicht anmelden? Einmal können Sie für 14 Tage anhalten, was noch nicht übergeben ist. Tippen Sie die zwei Ziffern aus der Nachricht ein.
pages-hold-button = Den Rest 14 Tage anhalten
pages-held-title = 14 Tage angehalten
pages-held-text = Was noch nicht übergeben ist, wartet 14 Tage. Melden Sie sich so bald wie möglich an und drücken Sie „Ich bin zurück“.
pages-unknown-title = Diesen Link kennen wir nicht
pages-unknown-text = Der Link ist unvollständig oder gilt nicht mehr. Kopieren Sie ihn am besten ganz aus der Nachricht.
pages-failed-title = Das hat gerade nicht geklappt
pages-failed-text = Es liegt nicht an Ihnen. Ihre Antwort wurde vielleicht nicht gezählt. Bitte versuchen Sie es in ein paar Minuten noch einmal; die Zahl aus der Nachricht bleibt gültig. Wer ein Konto hat, kann sich stattdessen anmelden und „Mir geht es gut“ drücken.
pages-failed-id = Für den Betreiber: { $id }

pages-contact-title = { $owner } meldet sich nicht
pages-contact-text =
    { $owner } hat Sie als Menschen genannt, den wir fragen sollen, wenn keine Antworten mehr kommen. Auf E-Mails und Telefon kommt jetzt keine Reaktion.

    Versuchen Sie bitte, Kontakt aufzunehmen, wie Sie es am besten können, und antworten Sie uns dann. Sie brauchen kein Konto.
pages-contact-next-title = Was danach geschieht
pages-contact-next-text =
    Wenn Sie sagen, dass alles gut ist, hören wir auf zu fragen, und nichts wird übergeben.

    Wenn Sie niemanden erreichen, wird dadurch nichts schneller: Wir warten die ganze vereinbarte Zeit und fragen auch die anderen. Erst dann bekommen die Menschen, die { $owner } bestimmt hat, was für sie vorbereitet ist. Bis dahin können Sie Ihre Antwort ändern.
pages-contact-fine = Es ist alles gut
pages-contact-cannot = Ich erreiche niemanden
pages-contact-fine-title = Danke, das freut uns
pages-contact-fine-text = Wir hören auf zu fragen, und nichts wird übergeben. Sie müssen nichts weiter tun.
pages-cannot-title = Danke für Ihre Antwort
pages-cannot-text = Dadurch ist nichts schneller geworden. Wenn Sie doch noch jemanden erreichen, öffnen Sie den Link noch einmal und sagen Sie es uns.
pages-contact-over-title = Eine Antwort ist nicht mehr nötig
pages-contact-over-text = Wir haben schon eine Antwort, oder die Frage ist zu Ende. Danke, Sie müssen nichts tun.
pages-contact-released-title = Die Übergabe hat stattgefunden
pages-contact-released-text = Niemand hat sich gemeldet, deshalb haben wir übergeben, was vorbereitet war. Wenn alles gut ist, sagen Sie es bitte weiter: Nach der Anmeldung lässt sich die Übergabe zurückrufen.
pages-contact-tries-title = Hier geht es nicht weiter
pages-contact-tries-text = Die Zahl war dreimal falsch. Wenn Sie wissen, dass alles gut ist, sagen Sie bitte weiter: anmelden und „Mir geht es gut“ drücken.
pages-limit-title = Ihre Antwort genügt jetzt nicht
pages-limit-text = Eine eigene Antwort haben wir zu lange nicht bekommen. Nur eine Anmeldung kann die Übergabe jetzt anhalten; bitte sagen Sie es weiter.
