# Společné texty: značka, tlačítka, stavy, jednotky.

common-brand = Stafeta
common-continue = Pokračovat
common-back = Zpět
common-cancel = Zrušit
common-saved = Uloženo
common-saving = Ukládám …
common-close = Zavřít
common-remove = Odebrat
common-copy = Kopírovat
common-copied = Zkopírováno
common-show = Zobrazit
common-hide = Skrýt
common-open = Otevřít
common-download = Stáhnout
common-print = Vytisknout
common-retry = Zkusit znovu
common-loading = Načítám …
common-working = Pracuji …
common-optional = nepovinné
common-language = Jazyk
common-skip = Přejít k obsahu
common-menu = Nabídka
common-log-in = Přihlásit se
common-log-out = Odhlásit se
common-sign-up = Založit účet
common-email = E-mail
common-phone = Telefon
common-name = Jméno
common-password = Heslo
common-error-network = Nepodařilo se spojit se serverem. Zkontrolujte připojení a zkuste to znovu.
common-error-unexpected = Stala se neočekávaná chyba. Zkuste to prosím znovu.
common-error-keeper = Bezpečná část aplikace se nespustila. Načtěte stránku znovu.
common-not-found-title = Tady nic není
common-not-found-text = Odkaz je neúplný nebo stránka už neexistuje.

common-minutes = { $n ->
    [one] { $n } minuta
    [few] { $n } minuty
   *[other] { $n } minut
}
common-hours = { $n ->
    [one] { $n } hodina
    [few] { $n } hodiny
   *[other] { $n } hodin
}
common-days = { $n ->
    [one] { $n } den
    [few] { $n } dny
   *[other] { $n } dní
}
common-footer = Stafeta: klíče nikdy neopustí vaše zařízení.
common-nav-home = Přehled
common-nav-people = Lidé
common-nav-inbox = Pro mě
common-copy-failed = Zkopírovat se nepodařilo. Označte text a zkopírujte ho ručně.
common-not-found-home = Na úvodní stránku
common-progress-password = Zpracovávám heslo …
common-progress-keys = Vytvářím klíče …
common-progress-upload = Šifruji a nahrávám …
common-progress-seal = Pečetím …
common-progress-download = Stahuji a dešifruji …
common-progress-verify = Ověřuji …
common-read-only = Jen ke čtení: server ukazuje starší trezor, než jaký toto zařízení zná.
