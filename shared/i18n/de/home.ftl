# Area home: home. Every key begins with "home-".
