"""Handouts: what a trainer carries into the room on paper, made from the same course. HTML always, PDF where a browser is."""
