"""What an agent says it has done, beside what it did."""
