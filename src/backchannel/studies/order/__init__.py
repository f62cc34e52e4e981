"""In which order channels settle what, and what each order opens, closes and gives whom."""
