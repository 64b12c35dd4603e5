# Area mail: e-mails. Every key begins with "mail-". A blank line makes a paragraph.

mail-footer = Stafeta na { $host } · automatická zpráva, odpovědi na ni nikdo nečte.
mail-number-label = Číslo, které budete opisovat:
mail-code-label = Váš kód:
mail-when = { $day }. { $month }. { $year } v { $time }

mail-sign-up-subject = Dokončete založení účtu
mail-sign-up-text =
    Dobrý den,

    někdo, snad vy, si s touto adresou zakládá účet ve Stafetě. Pokračujte tlačítkem. Odkaz platí 24 hodin a dá se použít jednou.
mail-sign-up-button = Založit účet
mail-sign-up-after = Pokud jste to nebyli vy, nemusíte nic dělat: bez vás účet nevznikne.

mail-account-exists-subject = Účet s touto adresou už máte
mail-account-exists-text =
    Dobrý den,

    někdo, snad vy, chtěl s touto adresou založit účet ve Stafetě. Vy už tu účet máte, stačí se přihlásit.
mail-account-exists-button = Přihlásit se
mail-account-exists-after = Zapomenuté heslo nahradí vytištěný záchranný list. Pokud jste to nebyli vy, nemusíte nic dělat.

mail-invitation-subject = { $owner } vás prosí o důvěru
mail-invitation-text =
    Dobrý den,

    { $owner } si připravuje, co mají blízcí nebo klienti dostat, kdyby se jednou stalo něco vážného. Mezi příjemci jste uvedeni i vy.

    Na stránce za odkazem si v klidu přečtete, o co jde a co se bude a nebude dít. Teprve potom řeknete ano, nebo ne. Odkaz platí 30 dní.
mail-invitation-button = Přečíst si, o co jde
mail-invitation-after = Když tuto zprávu nečekáte, zeptejte se raději nejdřív sami, telefonem, který znáte.

mail-invitation-code-subject = Kód pro potvrzení e-mailu
mail-invitation-code-text =
    Dobrý den,

    tento kód potvrdí, že vám patří tato schránka. Pozvání je od: { $owner }.
mail-invitation-code-after = Nikomu kód neříkejte. Pokud nic nepotvrzujete, zprávu smažte.

mail-accepted-subject = Pozvání bylo přijato
mail-accepted-text =
    Dobrý den,

    { $email } s vaším pozváním souhlasí. Při nejbližším přihlášení tomuto člověku zapečetíte, co jste pro něj připravili.
mail-accepted-button = Přihlásit se

mail-declined-subject = Pozvání bylo odmítnuto
mail-declined-text =
    Dobrý den,

    { $email } vaše pozvání odmítá. Nic, co jste připravili, se k tomuto člověku nedostane. Zvažte, koho poprosíte místo něj.
mail-declined-button = Přihlásit se

mail-kit-used-subject = Přihlášení záchranným listem
mail-kit-used-text =
    Dobrý den,

    { $when } se někdo přihlásil k vašemu účtu vytištěným záchranným listem. Pokud jste to byli vy, je vše v pořádku.

    Pokud ne, má váš list někdo jiný. Přihlaste se heslem a nechte si udělat nový list; starý tím přestane platit.
mail-kit-used-button = Přihlásit se

mail-ask-subject = Jste v pořádku?
mail-ask-text =
    Dobrý den, { $owner },

    ptáme se, jak jsme se domluvili: jste v pořádku? Otevřete odkaz a opište tam dvě číslice.
mail-reminder-subject = Připomínka: jste v pořádku?
mail-reminder-text =
    Dobrý den, { $owner },

    zatím jsme od vás nedostali odpověď, proto se ptáme znovu. Otevřete odkaz a opište tam dvě číslice.
mail-final-subject = Poslední výzva: ozvěte se prosím
mail-final-text =
    Dobrý den, { $owner },

    na žádnou z otázek jste neodpověděli. Toto je poslední výzva, posíláme ji všemi cestami najednou. Pak se budeme ptát vašich důvěrníků, a když se neozve nikdo, předáme, co jste připravili.
mail-cooling-subject = Chystáme se předat, co jste připravili
mail-cooling-text =
    Dobrý den, { $owner },

    neodpověděli jste vy ani nikdo z vašich důvěrníků. Ještě můžete všechno zastavit: otevřete odkaz a opište dvě číslice.
mail-question-button = Jsem v pořádku
mail-question-until = Další krok přijde { $when }, když se do té doby neozvete.
mail-question-reply = Odpověď na tento e-mail ani pouhé otevření odkazu nestačí.
mail-question-strong = Už dlouho jste se nepřihlásili. Odpovědi z e-mailu platí samy jen do { $when }; přihlaste se do té doby a stiskněte „Jsem v pořádku“.
mail-question-strong-only = Odpověď z e-mailu sama už neplatí, protože jste se příliš dlouho nepřihlásili. Přihlaste se prosím a stiskněte „Jsem v pořádku“.
mail-question-drill = TOTO JE CVIČENÍ. Nic se nepředává, jen zkoušíme, že všechno funguje.

mail-contact-subject = { $owner } se neozývá, víte něco?
mail-contact-text =
    Dobrý den, { $contact },

    { $owner } vás uvádí jako důvěrníka: člověka, kterého se máme zeptat, kdyby přestaly přicházet odpovědi. To se teď stalo. Nereaguje na e-maily ani na telefon.

    Zkuste se prosím spojit, jak to umíte nejlépe. Pak otevřete odkaz, opište dvě číslice a řekněte nám, jestli je všechno v pořádku, nebo že se spojit nedaří. Účet nepotřebujete.
mail-contact-button = Odpovědět
mail-contact-until = Když se do { $when } nikdo neozve, pokračujeme dalším krokem.

mail-cooling-contact-subject = { $owner }: poslední možnost nás zastavit
mail-cooling-contact-text =
    Dobrý den, { $contact },

    { $owner } se stále neozývá. Brzy předáme připravené věci lidem, pro které jsou určené. Pokud víte, že je všechno v pořádku, otevřete odkaz, opište dvě číslice a řekněte nám to.
mail-cooling-contact-until = Předáme { $when }.

mail-unreachable-subject = Naše zprávy nedocházejí: { $owner }
mail-unreachable-text =
    Dobrý den, { $contact },

    naše zprávy se už nedaří doručit: { $owner } má podle všeho nefunkční adresy. Řekněte to prosím dál, ať se přihlásí a opraví je.

    Pokud se potkáváte a všechno je v pořádku, můžete nám to také říct za odkazem. Opište tam dvě číslice.

mail-all-clear-subject = { $owner } je v pořádku
mail-all-clear-text =
    Dobrý den, { $contact },

    naše poslední zpráva už neplatí: { $owner } je v pořádku. Nemusíte nic dělat. Děkujeme, že jste tu.

mail-release-subject = { $owner }: připravené předání pro vás
mail-release-text =
    Dobrý den, { $recipient },

    ve Stafetě na vás čeká předání, které pro vás má připravené { $owner }. Odpovědi na naše otázky přestaly přicházet. Nejspíš se stalo něco vážného a je nám to líto.

    Co to je, víte jen vy dva: my to přečíst neumíme. Přihlaste se svým heslem a kódem z SMS. Heslo nahradí vytištěný záchranný list.
mail-release-repeat = Píšeme znovu, protože jste předání zatím neotevřeli.
mail-release-button = Přihlásit se a otevřít
mail-release-after = V této zprávě není žádný obsah a nikdy se neptáme na heslo. Když si nejste jistí, otevřete adresu { $host } sami v prohlížeči.

mail-recalled-subject = { $owner } je zpět
mail-recalled-text =
    Dobrý den, { $recipient },

    dobrá zpráva: { $owner } je zpět. Předání, které jste neotevřeli, je zase uzamčené. Nemusíte nic dělat.

mail-released-subject = Vaše předání byla uvolněna
mail-released-text =
    Dobrý den, { $owner },

    na otázky neodpověděl nikdo, proto jsme podle vašeho přání uvolnili, co jste připravili.

    Jste-li zpět, přihlaste se a stiskněte „Jsem zpět“. Zamkneme všechno, co ještě nikdo neotevřel.
mail-released-button = Přihlásit se

mail-canary-subject = Zkouška spojení
mail-canary-text = Touto zprávou si ověřujeme, že naše pošta funguje.

mail-alarm-subject = Stafeta: { $kind }
mail-alarm-text =
    Provozní výstraha: { $kind }

    { $detail }
