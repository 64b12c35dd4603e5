# Area demo: demo pages. Every key begins with "demo-".

demo-title = Zákulisí ukázky
demo-lead = Tady vidíte všechny e-maily a SMS, které by lidé dostali, a můžete posouvat čas. Nic z toho neopouští tento počítač.
demo-clock = Hodiny ukázky:
demo-next-event = Na další událost
demo-one-day = O jeden den
demo-refresh = Obnovit
demo-app = Do aplikace
demo-watches = Hlídání
demo-no-watches = Zatím žádné.
demo-owner = Čí
demo-state = Stav
demo-cycle = Kolo
demo-wakes = Další krok
demo-messages = Zprávy
demo-no-messages = Zatím nikdo nic nedostal.
demo-mailbox = Schránka
demo-phone = Telefon
