"""What an inventory must say: rules, each a check, a page and its examples in one file, and the run over them."""
