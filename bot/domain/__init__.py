"""The nouns of the product and the rules between them: pure, so every rule is tested with tables."""
