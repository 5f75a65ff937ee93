"""What is registered, held against what is written."""
