"""Browser components: a Python face, a script and a style sheet side by side, for pictures that move."""
