"""Who we are: people, their roles, how they sign in, and what they may see."""
