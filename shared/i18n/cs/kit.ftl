# Záchranná sada.

kit-title = Vytiskněte si záchrannou sadu
kit-lead = Heslo se dá zapomenout, telefon ztratit. Tento list vás pustí k účtu vždycky. Ukážeme ho jen jednou: vytiskněte ho, nebo ho opište na papír.
kit-sheet-title = Záchranná sada Stafeta
kit-where = Kde
kit-account = Účet
kit-realm = Instalace
kit-made = Vytvořeno
kit-sheet-how = Na přihlašovací stránce zvolte „Mám vytištěnou záchrannou sadu“ a opište všech osm skupin.
kit-sheet-warning = Kdo má tento list, má váš účet. Uložte ho jako občanku nebo závěť, ne k počítači.
kit-print = Vytisknout list
kit-retype = Opište z papíru { $n }. skupinu
kit-retype-hint = Ověříme si tak, že list opravdu máte.
kit-retype-wrong = Nesouhlasí. Podívejte se na papír ještě jednou.
