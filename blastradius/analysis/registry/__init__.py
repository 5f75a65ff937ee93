"""What a registered tool does to the world, judged from what its registry claims: never better than the claim."""
