# Area watch: watch settings and timeline. Every key begins with "watch-".

watch-stage-draft = Zatím nespuštěno
watch-stage-armed = Hlídá
watch-stage-asking = Otázka e-mailem
watch-stage-final-call = Poslední výzva
watch-stage-contact-call = Dotaz na důvěrníka
watch-stage-cooling = Poslední čekání
watch-stage-released = Předáno
watch-stage-paused = Pozastaveno
watch-stage-unreachable = Nedosažitelné adresy
watch-stage-held = Zadrženo
