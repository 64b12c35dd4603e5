# Area release: reading a released handover. Every key begins with "release-".
