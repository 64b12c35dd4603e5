# Area open: the command `stafeta open`. Every key begins with "open-".

open-kit-ask = Code of the recovery kit, all eight groups (it is not shown):
open-kit-missing = No code was given. Type it, or hand it in as the first line.
open-kit-length = The code has 40 symbols, these were { $n }.
open-kit-symbol = Group { $n } holds a character that no code contains. Look at the paper once more.
open-kit-check = Group { $n } was mistyped. Look at the paper once more.
open-kit-other = This code is right in itself, but another kit opens this file: the one that was valid when the file was saved. Or the file is damaged.
open-refused = This is no offline bundle, or it was changed or cut off. Nothing was opened.
open-exists = { $path } is already there. Name a folder that does not exist yet.
open-unreadable = { $path } cannot be read: { $why }
open-disk = Reading or writing failed in the middle: { $why }
open-unwritable = { $path } cannot be written: { $why }
open-written = Everything is genuine and complete. It lies in { $path }.
open-incomplete = The text of the handover is genuine and complete. These files are damaged, and nothing of them was kept: { $files }. Try another copy of this file.
open-incomplete-end = The text and all files are genuine and complete; only the end of this file is damaged.
open-written-incomplete = What is genuine is in { $path }. But something is missing.
open-shown = Everything is genuine and complete.
open-shown-files = Everything is genuine and complete, the files too. To have them, name a folder with --out.
open-sealed = Sealed on { $date }.
open-unverified = When this file was saved, nobody had verified the owner's key.
open-verified-link = The owner's key was verified by link.
open-verified-number = The owner's key was verified by number.
open-drill = This is only a drill, not the real thing.
open-unknown-block = (This part was made with a newer version of Stafeta.)
open-password = Password
open-phone = Phone
open-mail = E-mail
