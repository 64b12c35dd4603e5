# Das Rettungsblatt.

kit-title = Drucken Sie Ihr Rettungsblatt
kit-lead = Passwörter vergisst man, Telefone gehen verloren. Dieses Blatt lässt Sie immer hinein. Wir zeigen es nur einmal: Drucken Sie es oder schreiben Sie es ab.
kit-sheet-title = Stafeta-Rettungsblatt
kit-where = Wo
kit-account = Konto
kit-realm = Installation
kit-made = Erstellt
kit-sheet-how = Wählen Sie auf der Anmeldeseite „Ich habe kein Passwort, aber mein gedrucktes Rettungsblatt“ und tippen Sie alle acht Gruppen ab.
kit-sheet-warning = Wer dieses Blatt hat, hat Ihr Konto. Bewahren Sie es auf wie einen Ausweis oder ein Testament, nicht neben dem Computer.
kit-print = Blatt drucken
kit-retype = Tippen Sie die { $n }. Gruppe vom Papier ab
kit-retype-hint = So wissen wir, dass Sie das Blatt wirklich haben.
kit-retype-wrong = Das stimmt nicht. Schauen Sie noch einmal aufs Papier.
