"""How entries come in: importers, one format a file, that make candidates of what people have written elsewhere."""
