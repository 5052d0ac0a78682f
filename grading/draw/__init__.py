"""The draw: which lecturers score which work, by lot that anyone can redo."""
