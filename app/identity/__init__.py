"""Who people are: accounts, roles in scopes, sessions."""
