"""What follows from the facts of an inventory: Horn rules, their least fixpoint, and a proof of everything derived."""
