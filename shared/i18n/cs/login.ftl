# Area login: log-in and second factor. Every key begins with "login-".

login-title = Přihlášení
login-lead = E-mail a heslo, pak kód z SMS.
login-needed = Tato stránka patří vám. Přihlaste se prosím.
login-unlock-title = Odemknout
login-unlock-text = Klíče žijí jen v paměti této stránky, proto po jejím načtení potřebujeme znovu heslo. Nic se neztratilo.
login-kit-link = Nemám heslo, mám vytištěnou záchrannou sadu
login-sign-up-link = Ještě nemám účet
login-foreign = Tohle není moje zařízení: nic na něm nenechávejte.
login-code-sent = Poslali jsme SMS s kódem na { $phone }.
login-code-label = Kód z SMS
login-code-hint = Osm číslic. Kód platí pět minut.
login-resend = Poslat znovu
login-resend-in = Poslat znovu za { $n } s
login-last-change = Poslední změna vašeho trezoru: { $time }, { $device }. Nebyli jste to vy? Ozvěte se provozovateli.
login-kit-title = Přihlášení záchrannou sadou
login-kit-lead = Opište osm skupin z vytištěného listu. Heslo ani SMS nejsou potřeba; o přihlášení dáme vědět na všech vašich adresách.
login-kit-label = Kód záchranné sady
login-kit-hint = Velká a malá písmena ani mezery nehrají roli.
login-older-title = Server ukazuje starší trezor
login-older-lead = Toto zařízení už vidělo novější trezor, než jaký server ukazuje, nebo jiný. Nic jsme zatím nezměnili.
login-older-change = Ukázaný trezor byl naposledy změněn { $time }, { $device }.
login-older-why = Stává se to, když provozovatel obnoví server ze zálohy. Může to ale být i podvod. Zeptejte se provozovatele, třeba telefonicky.
login-older-read = Jen číst
login-older-read-hint = Přečtete si, co bylo předáno, a můžete potvrdit, že jste v pořádku. Do trezoru se nic nezapíše.
login-older-go-on = Pokračovat s tímto trezorem
login-older-go-on-hint = Co se od té doby změnilo (lidé, klíče, zapečetěné verze), chybí a je třeba to udělat znovu.
