# Area consent: invitation and consent of a recipient. Every key begins with "consent-".
