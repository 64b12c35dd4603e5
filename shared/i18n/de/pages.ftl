# Area pages: server-rendered pages. Every key begins with "pages-".
