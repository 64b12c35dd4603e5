# Area demo: demo pages. Every key begins with "demo-".
