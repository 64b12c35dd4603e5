# Area handover: the editor of a handover. Every key begins with "handover-".
