# Oblast open: příkaz `stafeta open`. Každý klíč začíná „open-“.

open-kit-ask = Kód záchranné sady, všech osm skupin (nezobrazuje se):
open-kit-missing = Nepřišel žádný kód. Napište ho, nebo ho předejte jako první řádek.
open-kit-length = Kód má 40 znaků, těchto bylo { $n }.
open-kit-symbol = Skupina { $n } obsahuje znak, který v žádném kódu není. Podívejte se ještě jednou na papír.
open-kit-check = Skupina { $n } je opsaná s chybou. Podívejte se ještě jednou na papír.
open-kit-other = Kód je sám o sobě správný, ale tento soubor otevírá jiná záchranná sada: ta, která platila, když se soubor ukládal. Nebo je soubor poškozený.
open-refused = Tohle není soubor k otevření bez serveru, nebo ho někdo změnil či zkrátil. Nic se neotevřelo.
open-exists = { $path } už existuje. Zadejte složku, která ještě není.
open-unreadable = { $path } nejde číst: { $why }
open-disk = Čtení nebo zápis selhaly uprostřed: { $why }
open-unwritable = { $path } nejde zapsat: { $why }
open-written = Všechno je pravé a úplné. Leží to v { $path }.
open-incomplete = Text předání je pravý a úplný. Poškozené jsou tyto soubory a nevydali jsme z nich nic: { $files }. Zkuste jinou kopii téhož souboru.
open-incomplete-end = Text i všechny soubory jsou pravé a úplné, jen konec tohoto souboru je poškozený.
open-written-incomplete = Co je pravé, leží v { $path }. Něco ale chybí.
open-shown = Všechno je pravé a úplné.
open-shown-files = Všechno je pravé a úplné, i soubory. Chcete-li je uložit, zadejte složku pomocí --out.
open-sealed = Zapečetěno { $date }.
open-unverified = Když se tento soubor ukládal, klíč majitele nikdo neověřil.
open-verified-link = Klíč majitele byl ověřen odkazem.
open-verified-number = Klíč majitele byl ověřen číslem.
open-drill = Tohle je jen cvičení, ne skutečné předání.
open-unknown-block = (Tuto část vytvořila novější verze Stafety.)
open-password = Heslo
open-phone = Telefon
open-mail = E-mail
