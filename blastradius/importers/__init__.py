"""From descriptions to the text of an inventory, merged into what people wrote."""
