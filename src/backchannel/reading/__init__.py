"""From a document to a draft that the analyst accepts line by line, offline."""
