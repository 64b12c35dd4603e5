# Area event: the history of a watch. Every key begins with "event-"; one key a kind of event.

event-armed = Hlídání spuštěno.
event-disarmed = Hlídání vypnuto.
event-edited = Nastavení nebo obsah se změnily.
event-paused = Hlídání pozastaveno.
event-moved = { $to ->
    [asking] Poslali jsme otázku.
    [final-call] Poslali jsme poslední výzvu.
    [contact-call] Ptáme se důvěrníka.
    [cooling] Začalo poslední čekání před předáním.
    [released] Předání bylo uvolněno.
    [unreachable] Žádná adresa teď nefunguje.
    [held] Hlídání čeká, jak jste si zvolili.
    [armed] Hlídání běží dál.
   *[other] Hlídání se posunulo.
}
event-confirmed = { $by ->
    [owner-mail] Odpověděli jste ze zprávy.
    [owner-strong] Přihlásili jste se a potvrdili, že jste v pořádku.
    [contact] { $contact } říká, že je všechno v pořádku.
   *[other] Odpověď přišla.
}
event-cannot-reach = { $contact } se s vámi nemůže spojit.
event-rest-held = Co ještě neodešlo, čeká 14 dní.
event-hold-lifted = Provozovatel ukončil zadržení.
event-recalled = Vrátili jste se a předání jste odvolali.
event-restored = Server byl obnoven ze zálohy, ptáme se znovu.
event-handover-left = Jedno předání je přístupné příjemcům.
event-asked-again = Poslali jsme zprávu znovu.
event-not-accepted = Zprávu se celý den nepodařilo odeslat; provozovatel o tom ví.
event-overdue = Hlídání má zpoždění; provozovatel o tom ví.
