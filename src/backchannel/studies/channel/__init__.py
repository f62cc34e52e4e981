"""What channels could settle, who is there and who knows, how long they stay secret."""
