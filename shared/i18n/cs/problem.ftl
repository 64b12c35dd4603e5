# Odmítnutí a chyby slovy.

problem-request-id = Číslo pro provozovatele: { $id }
problem-retry-after = { $n ->
    [one] Počkejte { $n } sekundu.
    [few] Počkejte { $n } sekundy.
   *[other] Počkejte { $n } sekund.
}
problem-bad-request = Server tomuto požadavku nerozumí. Načtěte stránku znovu.
problem-invalid-field = Některé pole chybí nebo je mimo dovolené meze.
problem-unauthenticated = Přihlaste se prosím.
problem-fresh-login-needed = Potvrďte to prosím nejdřív heslem.
problem-forbidden = Toto není dovoleno.
problem-not-found = Nic takového tu není, nebo to není určeno vám.
problem-method-not-allowed = Takto se to tu nedělá. Načtěte stránku znovu.
problem-too-large = Je to příliš velké.
problem-too-many-requests = Příliš mnoho pokusů.
problem-internal = Na serveru se něco pokazilo. Vaše data jsou v pořádku, zkuste to za chvíli.
problem-unavailable = Server to teď nemůže udělat. Zkuste to za chvíli.
problem-timed-out = Server to nestihl. Zkuste to znovu.
problem-sign-up-closed = Registrace tu není otevřená. Účet vznikne jen z pozvánky.
problem-link-invalid = Tento odkaz už neplatí: byl použit, nebo je příliš starý.
problem-account-exists = K této adrese už účet existuje. Přihlaste se.
problem-login-failed = E-mail nebo heslo nesouhlasí.
problem-suite-refused = Server a tato stránka se nedohodly na šifrování. Načtěte stránku znovu.
problem-code-wrong = Kód nesouhlasí. Opište ho prosím znovu.
problem-code-expired = Tento kód už neplatí. Nechte si poslat nový.
problem-phone-invalid = Toto není telefonní číslo s předvolbou země.
problem-phone-country = Do této země odsud SMS neposíláme.
problem-email-invalid = Toto není e-mailová adresa.
problem-phone-missing = Nejdřív je potřeba potvrdit telefon.
problem-vault-conflict = Trezor mezitím změnilo jiné zařízení. Zkuste to znovu.
problem-draft-conflict = Koncept mezitím změnilo jiné okno nebo zařízení. Vaše slova zůstala zde; zkopírujte je, než stránku načtete znovu.
problem-version-conflict = Mezitím byla zapečetěna jiná verze. Načtěte stránku znovu.
problem-seal-invalid = Zapečetěná verze není úplná. Zkuste to prosím znovu.
problem-bundle-invalid = Klíče této osoby nejsou v pořádku.
problem-part-mismatch = Část souboru se po cestě poškodila. Pokračujte v nahrávání.
problem-attachment-incomplete = Některý soubor ještě není celý nahraný.
problem-attachment-in-use = Soubor patří k zapečetěné verzi.
problem-quota-exceeded = Vaše místo na serveru je vyčerpané.
problem-invitation-used = Na tuto pozvánku už někdo odpověděl.
problem-invitation-expired = Pozvánka už vypršela. Požádejte o novou.
problem-invitation-own = Tuto pozvánku jste poslali vy. Příjemcem sami sebe být nemůžete.
problem-not-released = Toto vám zatím nebylo předáno.
problem-recalled = Majitel se vrátil a vzal předání zpět.
problem-key-unavailable = Část klíče se na serveru nedá přečíst. Musí to napravit provozovatel; obsah není ztracený.
problem-watch-state = Hlídka je v jiném stavu. Načtěte stránku znovu.
problem-release-stands = Tohle už bylo uvolněno. Nejdřív uvolnění odvolejte, pak to můžete změnit.
problem-arming-incomplete = Do spuštění hlídky ještě něco chybí.
problem-number-wrong = Číslo nesouhlasí.
problem-unknown = Server odmítl z důvodu, který tato verze nezná. Načtěte stránku znovu.
problem-refusal-locked = Nejdřív je potřeba odemknout heslem.
problem-refusal-forgotten = Skončilo to, protože se tu mezitím někdo přihlásil nebo odhlásil.
problem-refusal-wrong-secret = Heslo, kód nebo odkaz nesouhlasí.
problem-refusal-kit-group = Skupina { $group } není opsaná správně. Porovnejte ji s listem, znak po znaku.
problem-refusal-kit-length = Kód má osm skupin po pěti znacích. Něco chybí, nebo přebývá.
problem-refusal-key-changed = Klíč osoby { $name } se změnil a nic nedokazuje, že je to pořád ona. Nic jí nepředáme, dokud ji nepozvete znovu.
problem-refusal-number-changed = Od chvíle, kdy se čísla zobrazila, se jeden z vašich klíčů změnil. Teď jsou jiná: porovnejte je znovu všechna.
problem-refusal-name-taken = Pod jménem { $name } tu už znáte někoho jiného. Zvolte jméno, podle kterého je rozeznáte.
problem-refusal-proof-failed = Pozvánku někdo cestou změnil, nebo je odkaz neúplný. Nepokračujte a řekněte to tomu, kdo vám ji dal.
problem-refusal-vault-rolled-back = Server ukazuje starší nebo jiný trezor, než jaký toto zařízení už vidělo. Proto teď nic neměníme. Přihlaste se znovu a rozhodněte, co s tím.
problem-refusal-unverifiable = To, co server poslal, se nedá ověřit. Nic neověřeného neukazujeme.
problem-refusal-file-changed = Soubor se během čtení změnil. Vyberte ho prosím znovu.
problem-refusal-paused = Nahrávání je pozastavené.
problem-refusal-newer-version = Vzniklo to v novější verzi. Tady se to dá jen číst; načtěte stránku znovu.
problem-refusal-unfit = Teď to nejde udělat. Načtěte stránku a zkuste to znovu.
problem-refusal-keeper-stopped = Bezpečná část aplikace se zastavila. Odemkněte ji znovu heslem; uložené věci jsou v pořádku.
