"""`cut`: the smallest set of grants and storage places whose removal takes systems out of reach."""
