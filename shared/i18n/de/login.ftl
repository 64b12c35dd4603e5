# Area login: log-in and second factor. Every key begins with "login-".
