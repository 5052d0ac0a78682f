"""Goods as rows of a spreadsheet: written, read, and compared with what there is. No request."""
