"""The app around the lessons: what is served, and what a server does when it starts."""
