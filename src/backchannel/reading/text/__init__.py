"""From a file to sentences: readers of files, clean text and the way back, grammar."""
