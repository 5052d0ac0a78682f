"""How a store looks: its page of blocks for PC and phone, and its own categories of goods."""
