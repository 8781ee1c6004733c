"""What the staff API answers with: typed, because the console's client is generated from these."""
