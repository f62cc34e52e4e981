"""Who says what: quotation marks, words of saying, speakers, through whom it came."""
