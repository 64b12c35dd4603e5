# Area sms: SMS. Every key begins with "sms-". Diacritics that cost a second message are
# dropped when sending; keep the text below about 90 characters beside a link.

sms-login-code = Stafeta: přihlašovací kód { $code }. Platí 5 minut, nikomu ho neříkejte.
sms-phone-code = Stafeta: kód pro potvrzení telefonu { $code }. Platí 5 minut.
sms-invitation-code = Stafeta: kód k pozvání { $code }. Nikomu ho neříkejte.
sms-kit-used = Stafeta: někdo se přihlásil vaším záchranným listem. Nebyli jste to vy? Přihlaste se heslem a nechte si udělat nový.
sms-ask = Stafeta: jste v pořádku? Opište číslo { $number } na { $link }
sms-final = Stafeta: poslední výzva. Jste v pořádku? Opište číslo { $number } na { $link }
sms-cooling = Stafeta: brzy předáme, co jste připravili. Zastavit: číslo { $number }, { $link }
sms-contact = Stafeta: { $owner } se neozývá. Víte něco? Číslo { $number }, { $link }
sms-cooling-contact = Stafeta: { $owner } se neozývá, brzy předáváme. Víte něco? Číslo { $number }, { $link }
sms-unreachable = Stafeta: { $owner } má nefunkční adresy, řekněte to dál. Číslo { $number }, { $link }
sms-all-clear = Stafeta: { $owner } je v pořádku. Nemusíte nic dělat, děkujeme.
sms-release = Stafeta: čeká na vás předání, { $owner }. Nejspíš se stalo něco vážného. Přihlaste se: { $link }
sms-recalled = Stafeta: { $owner } je zpět. Neotevřené předání je zase uzamčené.
sms-released = Stafeta: uvolnili jsme vaše předání. Jste-li zpět, přihlaste se: { $link }
sms-drill = CVIČENÍ.
sms-canary = Stafeta: zkouška spojení.
sms-alarm = Stafeta: { $kind } { $detail }
