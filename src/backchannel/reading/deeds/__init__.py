"""What is done and foreseen: acts and their roles, channels, issues, claims, forecasts."""
