# Area mail: e-mails. Every key begins with "mail-".
