# Area watch: watch settings and timeline. Every key begins with "watch-".
