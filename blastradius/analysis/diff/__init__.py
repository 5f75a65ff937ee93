"""How an inventory changed between two times: who reaches more, who less, which cells were gained and lost."""
