"""What a fund may be used for, and how money is divided."""
