"""What someone is typing, kept on the server until it is sent, so that no browser can lose it."""
