# The recovery kit.

kit-title = Print your recovery kit
kit-lead = Passwords are forgotten, phones are lost. This sheet always lets you in. We show it only once: print it, or write it on paper.
kit-sheet-title = Stafeta recovery kit
kit-where = Where
kit-account = Account
kit-realm = Installation
kit-made = Made
kit-sheet-how = On the log-in page choose “I have no password, but my printed kit” and type all eight groups.
kit-sheet-warning = Whoever has this sheet has your account. Keep it like a passport or a will, not beside the computer.
kit-print = Print the sheet
kit-retype = Type group { $n } from the paper
kit-retype-hint = So we know that you really have the sheet.
kit-retype-wrong = That does not match. Look at the paper once more.
