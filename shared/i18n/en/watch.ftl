# Area watch: watch settings and timeline. Every key begins with "watch-".

watch-stage-draft = Not armed yet
watch-stage-armed = On watch
watch-stage-asking = Question by e-mail
watch-stage-final-call = Final call
watch-stage-contact-call = Asking the trusted contact
watch-stage-cooling = Last wait
watch-stage-released = Released
watch-stage-paused = Paused
watch-stage-unreachable = Addresses unreachable
watch-stage-held = Held
