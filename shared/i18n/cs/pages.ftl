# Area pages: server-rendered pages. Every key begins with "pages-".

pages-number-label = Dvě číslice ze zprávy
pages-number-hint = Najdete je v e-mailu nebo SMS vedle odkazu.
pages-number-malformed = Napište prosím obě číslice ze zprávy, například 47.
pages-number-wrong = Toto číslo nesouhlasí. Zbývá { $n ->
    [one] { $n } pokus
    [few] { $n } pokusy
   *[other] { $n } pokusů
}.

pages-check-title = Jste v pořádku, { $owner }?
pages-check-text = Opište dvě číslice ze zprávy a potvrďte. Samotné otevření této stránky nic nepotvrzuje.
pages-check-button = Jsem v pořádku
pages-fine-title = Děkujeme, jsme rádi
pages-fine-text = Vaše odpověď platí. Zeptáme se zase v příštím termínu; do té doby nemusíte nic dělat.
pages-over-title = Tato otázka už neplatí
pages-over-text = Odpověď už máme, nebo otázka skončila. Nemusíte nic dělat. Stav vidíte po přihlášení.
pages-tries-title = Přihlaste se prosím
pages-tries-text = Číslo bylo třikrát špatně, proto tudy už odpovědět nejde. Přihlaste se a stiskněte „Jsem v pořádku“.
pages-strong-title = Přihlaste se prosím
pages-strong-text = Příliš dlouho jste se nepřihlásili, proto odpověď z e-mailu sama nestačí. Přihlaste se a stiskněte „Jsem v pořádku“.
pages-released-title = Vaše předání byla uvolněna
pages-released-text = Na otázky nikdo neodpověděl, proto jsme uvolnili, co jste připravili. Přihlaste se a stiskněte „Jsem zpět“: zamkneme všechno, co ještě nikdo neotevřel.
pages-hold-text = Nemůžete se teď přihlásit? Můžete jednou na 14 dní zadržet to, co ještě neodešlo. Opište dvě číslice ze zprávy.
pages-hold-button = Zadržet zbytek na 14 dní
pages-held-title = Zadrženo na 14 dní
pages-held-text = Co ještě neodešlo, počká 14 dní. Přihlaste se co nejdřív a stiskněte „Jsem zpět“.
pages-unknown-title = Tento odkaz neznáme
pages-unknown-text = Odkaz je neúplný, nebo už neplatí. Zkuste ho zkopírovat ze zprávy celý.
pages-failed-title = Teď se to nepovedlo
pages-failed-text = Chyba není u vás. Vaše odpověď se možná nezapočítala. Zkuste to prosím za několik minut znovu; číslo ze zprávy zůstává platné. Kdo má účet, může se místo toho přihlásit a stisknout „Jsem v pořádku“.
pages-failed-id = Pro správce služby: { $id }

pages-contact-title = { $owner } se neozývá
pages-contact-text =
    { $owner } vás uvádí jako člověka, kterého se máme zeptat, když přestanou přicházet odpovědi. Na e-maily ani telefon teď nikdo nereaguje.

    Zkuste se prosím spojit, jak to umíte nejlépe, a pak nám odpovězte. Účet nepotřebujete.
pages-contact-next-title = Co bude dál
pages-contact-next-text =
    Když řeknete, že je všechno v pořádku, přestaneme se ptát a nic se nepředá.

    Když se spojit nedaří, nic se tím neurychlí: počkáme celou domluvenou dobu a ozveme se i ostatním. Teprve pak lidé, které { $owner } určuje, dostanou, co je pro ně připravené. Odpověď můžete do té doby změnit.
pages-contact-fine = Je v pořádku
pages-contact-cannot = Nedaří se spojit
pages-contact-fine-title = Děkujeme, to jsme rádi
pages-contact-fine-text = Přestáváme se ptát a nic se nepředá. Nemusíte dělat nic dalšího.
pages-cannot-title = Děkujeme za odpověď
pages-cannot-text = Nic se tím neurychlilo. Když se přece jen spojíte, otevřete odkaz znovu a řekněte nám to.
pages-contact-over-title = Už není třeba odpovídat
pages-contact-over-text = Odpověď už máme, nebo otázka skončila. Děkujeme, nemusíte nic dělat.
pages-contact-released-title = Předání už proběhlo
pages-contact-released-text = Nikdo se neozval, proto jsme předali, co bylo připraveno. Pokud je všechno v pořádku, řekněte to prosím dál: předání jde po přihlášení odvolat.
pages-contact-tries-title = Tudy už odpovědět nejde
pages-contact-tries-text = Číslo bylo třikrát špatně. Když víte, že je všechno v pořádku, řekněte prosím, ať se přihlásí a stiskne „Jsem v pořádku“.
pages-limit-title = Vaše odpověď teď nestačí
pages-limit-text = Vlastní odpověď jsme nedostali příliš dlouho. Zastavit předání teď jde jen přihlášením; řekněte to prosím dál.
