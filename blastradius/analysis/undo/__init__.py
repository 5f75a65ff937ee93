"""`undo`: what a recorded run changed, and how to take it back."""
