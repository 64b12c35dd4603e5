# Area signup: sign-up. Every key begins with "signup-".
