"""The lessons: a room each, which knows no other."""
