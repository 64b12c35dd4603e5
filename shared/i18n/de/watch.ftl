# Area watch: watch settings and timeline. Every key begins with "watch-".

watch-stage-draft = Noch nicht scharf
watch-stage-armed = Wacht
watch-stage-asking = Frage per E-Mail
watch-stage-final-call = Letzter Aufruf
watch-stage-contact-call = Frage an die Vertrauensperson
watch-stage-cooling = Letzte Wartezeit
watch-stage-released = Übergeben
watch-stage-paused = Pausiert
watch-stage-unreachable = Adressen unerreichbar
watch-stage-held = Angehalten
