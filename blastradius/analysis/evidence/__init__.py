"""What an inventory can support evidence for, in the references of frameworks, and what it does not show."""
