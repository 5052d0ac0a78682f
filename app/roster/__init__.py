"""The roster of a class: a spreadsheet is read, shown row by row, then imported in one go."""
