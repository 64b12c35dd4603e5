# Area mail: e-mails. Every key begins with "mail-". A blank line makes a paragraph.

mail-footer = Stafeta auf { $host } · automatische Nachricht, Antworten darauf liest niemand.
mail-number-label = Die Zahl zum Eintippen:
mail-code-label = Ihr Code:
mail-when = { $day }. { $month }. { $year } um { $time } Uhr

mail-sign-up-subject = Konto fertig anlegen
mail-sign-up-text =
    Guten Tag,

    jemand, hoffentlich Sie, legt mit dieser Adresse ein Konto bei Stafeta an. Weiter geht es mit der Schaltfläche. Der Link gilt 24 Stunden und nur einmal.
mail-sign-up-button = Konto anlegen
mail-sign-up-after = Falls Sie es nicht waren, müssen Sie nichts tun: Ohne Sie entsteht kein Konto.

mail-account-exists-subject = Sie haben mit dieser Adresse schon ein Konto
mail-account-exists-text =
    Guten Tag,

    jemand, hoffentlich Sie, wollte mit dieser Adresse ein Konto bei Stafeta anlegen. Sie haben schon eines; melden Sie sich einfach an.
mail-account-exists-button = Anmelden
mail-account-exists-after = Ein vergessenes Passwort ersetzt das ausgedruckte Rettungsblatt. Falls Sie es nicht waren, müssen Sie nichts tun.

mail-invitation-subject = { $owner } bittet um Ihr Vertrauen
mail-invitation-text =
    Guten Tag,

    { $owner } bereitet vor, was Angehörige oder Kunden bekommen sollen, falls eines Tages etwas Ernstes geschieht. Sie sind als Empfänger genannt.

    Die Seite hinter dem Link erklärt in Ruhe, worum es geht und was geschehen wird und was nicht. Erst dann sagen Sie Ja oder Nein. Der Link gilt 30 Tage.
mail-invitation-button = Lesen, worum es geht
mail-invitation-after = Wenn Sie diese Nachricht nicht erwarten, fragen Sie lieber erst nach, unter einer Nummer, die Sie kennen.

mail-invitation-code-subject = Code zur Bestätigung Ihrer E-Mail
mail-invitation-code-text =
    Guten Tag,

    dieser Code bestätigt, dass dieses Postfach Ihnen gehört. Die Einladung kommt von: { $owner }.
mail-invitation-code-after = Sagen Sie den Code niemandem. Wenn Sie nichts bestätigen, löschen Sie diese Nachricht.

mail-accepted-subject = Ihre Einladung wurde angenommen
mail-accepted-text =
    Guten Tag,

    { $email } hat Ihre Einladung angenommen. Bei Ihrer nächsten Anmeldung versiegeln Sie für diesen Menschen, was Sie vorbereitet haben.
mail-accepted-button = Anmelden

mail-declined-subject = Ihre Einladung wurde abgelehnt
mail-declined-text =
    Guten Tag,

    { $email } hat Ihre Einladung abgelehnt. Nichts von dem, was Sie vorbereitet haben, gelangt dorthin. Überlegen Sie bitte, wen Sie stattdessen fragen.
mail-declined-button = Anmelden

mail-kit-used-subject = Anmeldung mit dem Rettungsblatt
mail-kit-used-text =
    Guten Tag,

    am { $when } hat sich jemand mit dem ausgedruckten Rettungsblatt an Ihrem Konto angemeldet. Wenn Sie das waren, ist alles gut.

    Wenn nicht, hat jemand anderes Ihr Blatt. Melden Sie sich mit dem Passwort an und lassen Sie ein neues machen; das alte gilt dann nicht mehr.
mail-kit-used-button = Anmelden

mail-ask-subject = Geht es Ihnen gut?
mail-ask-text =
    Guten Tag { $owner },

    wir fragen wie vereinbart: Geht es Ihnen gut? Öffnen Sie den Link und tippen Sie dort die zwei Ziffern ein.
mail-reminder-subject = Erinnerung: Geht es Ihnen gut?
mail-reminder-text =
    Guten Tag { $owner },

    wir haben noch keine Antwort von Ihnen und fragen deshalb noch einmal. Öffnen Sie den Link und tippen Sie dort die zwei Ziffern ein.
mail-final-subject = Letzter Aufruf: Bitte melden Sie sich
mail-final-text =
    Guten Tag { $owner },

    Sie haben auf keine unserer Fragen geantwortet. Dies ist der letzte Aufruf, auf allen Wegen zugleich. Danach fragen wir Ihre Vertrauenspersonen, und wenn sich niemand meldet, übergeben wir, was Sie vorbereitet haben.
mail-cooling-subject = Wir übergeben bald, was Sie vorbereitet haben
mail-cooling-text =
    Guten Tag { $owner },

    weder Sie noch eine Ihrer Vertrauenspersonen hat geantwortet. Noch können Sie alles anhalten: Öffnen Sie den Link und tippen Sie die zwei Ziffern ein.
mail-question-button = Mir geht es gut
mail-question-until = Der nächste Schritt folgt am { $when }, wenn Sie sich bis dahin nicht melden.
mail-question-reply = Eine Antwort auf diese E-Mail oder das bloße Öffnen des Links genügt nicht.
mail-question-strong = Sie haben sich lange nicht angemeldet. Antworten per E-Mail gelten für sich allein nur bis { $when }; melden Sie sich vorher an und drücken Sie „Mir geht es gut“.
mail-question-strong-only = Eine Antwort per E-Mail allein gilt nicht mehr, weil Sie sich zu lange nicht angemeldet haben. Bitte melden Sie sich an und drücken Sie „Mir geht es gut“.
mail-question-drill = DIES IST EINE ÜBUNG. Nichts wird übergeben; wir prüfen nur, dass alles funktioniert.

mail-contact-subject = { $owner } meldet sich nicht: Wissen Sie etwas?
mail-contact-text =
    Guten Tag { $contact },

    { $owner } hat Sie als Vertrauensperson genannt: als Menschen, den wir fragen sollen, wenn keine Antworten mehr kommen. Das ist jetzt so. Auf E-Mails und Telefon kommt keine Reaktion.

    Versuchen Sie bitte, Kontakt aufzunehmen, wie Sie es am besten können. Öffnen Sie dann den Link, tippen Sie die zwei Ziffern ein und sagen Sie uns, ob alles gut ist oder ob Sie niemanden erreichen. Sie brauchen kein Konto.
mail-contact-button = Antworten
mail-contact-until = Wenn sich bis { $when } niemand meldet, folgt der nächste Schritt.

mail-cooling-contact-subject = { $owner }: die letzte Möglichkeit, uns anzuhalten
mail-cooling-contact-text =
    Guten Tag { $contact },

    { $owner } meldet sich noch immer nicht. Bald übergeben wir das Vorbereitete an die Menschen, für die es bestimmt ist. Wenn Sie wissen, dass alles gut ist, öffnen Sie den Link, tippen Sie die zwei Ziffern ein und sagen Sie es uns.
mail-cooling-contact-until = Wir übergeben am { $when }.

mail-unreachable-subject = Unsere Nachrichten kommen nicht an: { $owner }
mail-unreachable-text =
    Guten Tag { $contact },

    unsere Nachrichten an { $owner } lassen sich nicht mehr zustellen; die Adressen scheinen tot zu sein. Bitte sagen Sie es weiter, damit sie nach einer Anmeldung berichtigt werden.

    Wenn Sie in Kontakt sind und alles gut ist, können Sie uns das auch hinter dem Link sagen. Tippen Sie dort die zwei Ziffern ein.

mail-all-clear-subject = { $owner } geht es gut
mail-all-clear-text =
    Guten Tag { $contact },

    unsere letzte Nachricht gilt nicht mehr: { $owner } geht es gut. Sie müssen nichts tun. Danke, dass Sie da sind.

mail-release-subject = { $owner }: eine Übergabe für Sie
mail-release-text =
    Guten Tag { $recipient },

    { $owner } hat etwas für Sie vorbereitet und meldet sich nun nicht mehr. Wahrscheinlich ist etwas Ernstes geschehen, und das tut uns leid.

    Was es ist, wissen nur Sie beide: Wir können es nicht lesen. Melden Sie sich mit Ihrem Passwort und dem Code aus einer SMS an. Ein vergessenes Passwort ersetzt das ausgedruckte Rettungsblatt.
mail-release-repeat = Wir schreiben noch einmal, weil Sie die Übergabe noch nicht geöffnet haben.
mail-release-button = Anmelden und öffnen
mail-release-after = In dieser Nachricht steht kein Inhalt, und wir fragen nie nach einem Passwort. Im Zweifel öffnen Sie { $host } selbst im Browser.

mail-recalled-subject = { $owner } ist zurück
mail-recalled-text =
    Guten Tag { $recipient },

    eine gute Nachricht: { $owner } ist zurück. Was Sie noch nicht geöffnet hatten, ist wieder verschlossen. Sie müssen nichts tun.

mail-released-subject = Ihre Übergaben wurden freigegeben
mail-released-text =
    Guten Tag { $owner },

    auf unsere Fragen hat niemand geantwortet; deshalb haben wir nach Ihrem Wunsch freigegeben, was Sie vorbereitet haben.

    Wenn Sie zurück sind, melden Sie sich an und drücken Sie „Ich bin zurück“. Wir verschließen alles, was noch niemand geöffnet hat.
mail-released-button = Anmelden

mail-canary-subject = Verbindungstest
mail-canary-text = Mit dieser Nachricht prüfen wir, dass unsere Post funktioniert.

mail-alarm-subject = Stafeta: { $kind }
mail-alarm-text =
    Betriebsalarm: { $kind }

    { $detail }
