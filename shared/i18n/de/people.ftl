# Area people: recipients, invitations, pairing. Every key begins with "people-".
