# Oblast release: co je pro mě připravené, čtení předaného, odvolání. Každý klíč začíná "release-".

release-inbox-title = Připravené pro mě
release-inbox-lead = Lidé, kteří pro vás něco připravili, a co už bylo předáno.
release-inbox-empty = S tímto účtem pro vás nikdo nic nepřipravil.
release-owner-unverified = neověřeno
release-owner-link = ověřeno odkazem
release-owner-number = ověřeno číslem
release-since = Přijali jste { $date }.
release-nothing-yet = Nic nebylo předáno, a tak to má být: { $name } odpovídá.
release-released-on = Předáno { $date }
release-state-waiting = čeká na vás
release-state-opened = otevřeno
release-state-declined = odmítnuto
release-state-recalled = odvoláno
release-read = Přečíst
release-open-title = Něco vám bylo předáno
release-open-lead = Nespěchejte. Nic se neztratí a můžete se sem vracet, kolikrát budete potřebovat.
release-open-recorded = Čas otevření zaznamenáme. Uvidí ho majitel, pokud se vrátí, a jeho důvěrník.
release-open = Otevřít
release-decline = Nechci to
release-decline-ask = Opravdu odmítnout?
release-decline-what = Přestaneme vám to připomínat. Co je pro vás připravené, tu zůstane.
release-decline-yes = Ano, odmítnout
release-declined-title = Odmítli jste
release-declined-lead = Už vám to nebudeme připomínat. Když si to rozmyslíte, je to pořád tady.
release-from = Od: { $name }, zapečetěno { $date }
release-files = Soubory
release-first-hours = první hodiny
release-unknown-block = Tato část vznikla v novější verzi Stafety. Přečtete ji po obnovení stránky.
release-newer = Některé části vznikly v novější verzi Stafety. Přečtete je po obnovení stránky.
release-keep = Zůstává to tu pro vás. Chcete-li to mít i bez nás, vytiskněte to nebo si soubory uložte.
release-own-tab = Otevřít na vlastní kartě
release-notice-renewed = Majitel si od vašeho souhlasu obnovil klíče; za nový ručí starý.
release-notice-unpaired = Otevřeli jste to, i když to bylo zapečetěno bez tajemství z vašeho spárování.
release-notice-not-remembered = Že jste to četli, se nepodařilo zapsat do vašeho trezoru. Obsah sám je ověřený.
release-notice-stale = Otevřeli jste to, i když to neodpovídá tomu, co tento účet už viděl.
release-notice-unverified = Klíč majitele nebyl nikdy ověřen. Když vám bude něco připadat divné, zeptejte se lidí, kteří ho znali.
release-stop-title = Počkejte chvíli
release-stop-older = Server ukazuje starší verzi, než jakou tento účet už viděl.
release-stop-different = Server ukazuje pod stejným číslem verze jiný obsah, než jaký tento účet už viděl.
release-stop-gap = Mezi touto verzí a tím, co tento účet už viděl, některé verze chybějí.
release-stop-sealed = Tato byla zapečetěna { $date }.
release-stop-seen = Nejnovější dosud viděná je z { $date }.
release-stop-choice = Stává se to po obnově serveru ze zálohy, ale i tehdy, když vám chce někdo ukázat něco starého. Obsah sám je pravý. Rozhodnutí je na vás.
release-stop-unpaired = Toto bylo zapečetěno bez tajemství, které s majitelem sdílíte. Podpis je pravý, ale kdo by získal klíč majitele, dokázal by to také.
release-stop-paired = Spárovaní jste od { $date }.
release-stop-unpaired-choice = Jestli majitel psal ještě před spárováním, je to v pořádku. Jinak se nejdřív zeptejte lidí, kteří ho znali, a nespěchejte s tím, k čemu vás text vybízí. Rozhodnutí je na vás.
release-stop-open = Přesto otevřít
release-back-title = Jsem zpět
release-back-lead = Dobře, že jste zpět. Co ještě nikdo neotevřel, se dá znovu zamknout.
release-back-what = Zamkneme vše, co nikdo neotevřel, dáme dotčeným lidem vědět a vaše hlídka začne znovu.
release-back-do = Znovu zamknout
release-back-done = Vítejte zpět
release-back-locked = { $n ->
    [0] Nebylo co zamykat.
    [one] Znovu zamčeno: { $n } předání.
    [few] Znovu zamčena { $n } předání.
   *[other] Znovu zamčeno { $n } předání.
}
release-back-opened = { $n ->
    [0] Nikdo nic neotevřel.
    [one] Otevřeno už bylo { $n } předání.
    [few] Otevřena už byla { $n } předání.
   *[other] Otevřeno už bylo { $n } předání.
}
release-back-change = Co bylo otevřeno, to už příjemce zná. Změňte hesla, která v tom byla, a zapečeťte novou verzi.
release-back-home = K mým hlídkám
release-back-who = Kdo co otevřel
release-back-opened-at = otevřeno { $date }
release-back-locked-at = znovu zamčeno { $date }
release-back-declined-at = odmítnuto { $date }
release-back-released-at = předáno { $date }, neotevřeno
release-back-nothing = nepředáno
