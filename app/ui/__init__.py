"""The face of the application: assets, icons, formats, charts and the shell around every page."""
