# Area demo: demo pages. Every key begins with "demo-".

demo-title = Behind the scenes
demo-lead = Here you see every e-mail and SMS that people would receive, and you can move the clock. Nothing of it leaves this computer.
demo-clock = The demo’s clock:
demo-next-event = To the next event
demo-one-day = By one day
demo-refresh = Refresh
demo-app = To the app
demo-watches = Watches
demo-no-watches = None yet.
demo-owner = Whose
demo-state = State
demo-cycle = Cycle
demo-wakes = Next step
demo-messages = Messages
demo-no-messages = Nobody has received anything yet.
demo-mailbox = Mailbox
demo-phone = Phone
